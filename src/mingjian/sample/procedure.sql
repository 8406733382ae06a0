-- The paper trail: applications, reviews, stops and refusals with their steps, lawful under the regime of their day.

CREATE TABLE files AS
SELECT application_id, plan, kind, decision, reason, k, household_id, applicant_id, village, township, decided_on, number
FROM (
    SELECT 'S' || h.county || lpad(s.k::VARCHAR, 7, '0') || s.round AS application_id,
        CASE WHEN s.f < 2021 * 12 + 8 THEN 'A' ELSE 'B' END AS plan, 'application' AS kind, 'granted' AS decision,
        NULL AS reason, s.k, h.household_id, h.head_id AS applicant_id, h.village, h.township,
        month_first(s.f) - 6 - draw(s.k, 40 + s.round, 9)::INT AS decided_on, s.k * 16 + s.round AS number
    FROM series s JOIN heads h ON h.k = s.k WHERE h.filed
    UNION ALL
    -- A running household is reviewed at least every ten months, twice as often where someone could work.
    SELECT 'F' || h.county || lpad(h.k::VARCHAR, 7, '0') || r, 'review', 'review', 'granted', NULL, h.k, h.household_id, h.head_id,
        h.village, h.township, month_first(review_m) + 9 + draw(h.k, 70 + r::INT, 15)::INT, h.k * 16 + 4 + r
    FROM heads h, unnest(range(if(h.income * 2 >= h.first_standard, 3, 1))) AS rounds(r),
        unnest([getvariable('last_m') - 1 - draw(h.k, 71, 3) - r * 4]) AS months(review_m)
    WHERE (h.t1 = 99999 OR h.f2 IS NOT NULL) AND review_m > coalesce(h.f2, h.f1) + 1
    UNION ALL
    SELECT 'T' || h.county || lpad(h.k::VARCHAR, 7, '0'), 'stop', 'stop', 'stopped',
        CASE h.end_cause WHEN 'died' THEN '死亡' WHEN 'destitute' THEN '转为特困供养' WHEN 'moved' THEN '户口迁出'
            WHEN 'property' THEN '财产状况变化' ELSE '家庭人均收入超过标准' END,
        h.k, h.household_id, h.head_id, h.village, h.township, month_first(h.t1) + 21, h.k * 16 + 8
    FROM heads h WHERE h.t1 <> 99999 AND h.filed
    UNION ALL
    SELECT 'R' || v.county || lpad(r.i::VARCHAR, 7, '0'), 'refused', 'application', 'refused', '家庭人均收入超过当地低保标准',
        NULL, NULL, id_text(r.n17), v.village, v.township,
        month_first(getvariable('first_m') + draw(r.i, 72, 34)) + draw(r.i, 73, 25)::INT, 900000000 + r.i
    FROM residents r JOIN villages v ON v.place = r.place WHERE r.slot = 0 AND r.age < 60 AND r.i % 900 = 0
)
ORDER BY application_id;

CREATE VIEW applications AS
SELECT application_id, household_id, applicant_id, village AS division, kind,
    decided_on - CASE plan WHEN 'A' THEN 41 WHEN 'review' THEN 13 WHEN 'stop' THEN 15 ELSE 33 END AS applied_on,
    decision, reason, kind = 'application' AND k IN (SELECT k FROM filings) AS relative_registered, false AS objection,
    false AS complex, false AS devolved
FROM files;

-- Days are counted from the day of the decision; `chance` is the share of files with the step, in percent.
CREATE TABLE step_plan AS SELECT * FROM (VALUES
    ('A', 'applied', -41, NULL, 'hand', 100), ('A', 'accepted', -40, NULL, 'hand', 100),
    ('A', 'check_requested', -39, NULL, 'inquirer', 100), ('A', 'surveyed', -37, NULL, 'pair', 100),
    ('A', 'check_replied', -35, NULL, 'inquirer', 100), ('A', 'appraised', -32, NULL, 'hand', 100),
    ('A', 'reviewed', -28, NULL, 'deputy', 100), ('A', 'posted_first', -27, -18, 'hand', 100),
    ('A', 'submitted', -15, NULL, 'hand', 100), ('A', 'spot_checked', -13, NULL, 'checker', 85),
    ('A', 'posted_second', -11, -2, 'checker', 100), ('A', 'decided', 0, NULL, 'decider', 100),
    ('A', 'published', 1, 30, 'hand', 100), ('A', 'notified', 1, NULL, 'hand', 100), ('A', 'archived', 25, NULL, 'hand', 100),
    ('B', 'applied', -33, NULL, 'hand', 100), ('B', 'accepted', -32, NULL, 'hand', 100),
    ('B', 'check_requested', -31, NULL, 'inquirer', 100), ('B', 'surveyed', -30, NULL, 'pair', 100),
    ('B', 'check_replied', -27, NULL, 'inquirer', 100), ('B', 'reviewed', -20, NULL, 'deputy', 100),
    ('B', 'posted_first', -19, -10, 'hand', 100), ('B', 'submitted', -9, NULL, 'hand', 100),
    ('B', 'spot_checked', -5, NULL, 'checker', 85), ('B', 'decided', 0, NULL, 'decider', 100),
    ('B', 'published', 1, 30, 'hand', 100), ('B', 'notified', 1, NULL, 'hand', 100), ('B', 'archived', 25, NULL, 'hand', 100),
    ('review', 'check_requested', -12, NULL, 'inquirer', 100), ('review', 'check_replied', -8, NULL, 'inquirer', 100),
    ('review', 'surveyed', -6, NULL, 'pair', 100), ('review', 'decided', 0, NULL, 'decider', 100),
    ('review', 'archived', 20, NULL, 'hand', 100),
    ('stop', 'check_requested', -14, NULL, 'inquirer', 100), ('stop', 'check_replied', -10, NULL, 'inquirer', 100),
    ('stop', 'surveyed', -8, NULL, 'pair', 100), ('stop', 'decided', 0, NULL, 'decider', 100),
    ('stop', 'notified', 1, NULL, 'hand', 100), ('stop', 'archived', 20, NULL, 'hand', 100),
    ('refused', 'applied', -33, NULL, 'hand', 100), ('refused', 'accepted', -32, NULL, 'hand', 100),
    ('refused', 'check_requested', -31, NULL, 'inquirer', 100), ('refused', 'surveyed', -30, NULL, 'pair', 100),
    ('refused', 'check_replied', -27, NULL, 'inquirer', 100), ('refused', 'reviewed', -20, NULL, 'deputy', 100),
    ('refused', 'submitted', -9, NULL, 'hand', 100), ('refused', 'decided', 0, NULL, 'decider', 100),
    ('refused', 'notified', 1, NULL, 'hand', 100), ('refused', 'archived', 25, NULL, 'hand', 100)
) AS t(plan, step, day, until_day, who, chance);

CREATE VIEW steps AS
SELECT application_id, step, day + to_minutes(510 + draw(number, 100 + abs(x.day_offset), 500)) AS at,
    CASE WHEN until_day IS NOT NULL THEN decided_on + until_day + INTERVAL 17 HOUR END AS until,
    CASE who WHEN 'deputy' THEN deputy WHEN 'checker' THEN checker WHEN 'decider' THEN decider WHEN 'inquirer' THEN inquirer
        ELSE [hand0, hand1, hand2][1 + number % 3] END AS officer_id,
    CASE WHEN who = 'pair' THEN [hand1, hand2, hand0][1 + number % 3] END AS officer2_id,
    CASE step WHEN 'decided' THEN if(plan = 'refused', '不予批准', if(plan = 'stop', '停发', '批准'))
        WHEN 'posted_first' THEN '无异议' WHEN 'posted_second' THEN '无异议' ELSE '完成' END AS outcome,
    CASE WHEN step = 'reviewed' THEN if(plan = 'refused', '收入超过标准', '符合条件') END AS opinion,
    CASE step WHEN 'surveyed' THEN '申请人家中' WHEN 'posted_first' THEN '村务公开栏' WHEN 'appraised' THEN '村委会' END AS place,
    CASE WHEN step = 'appraised' THEN 24 + number % 9 END AS attendance,
    CASE WHEN step = 'appraised' THEN 18 + number % 9 END AS representatives
FROM (SELECT f.*, s.step, s.day AS day_offset, f.decided_on + s.day AS day, s.until_day, s.who, s.chance
    FROM files f JOIN step_plan s ON s.plan = f.plan) x
JOIN hands t ON t.township = x.township
WHERE x.day <= getvariable('as_of') AND draw(number, 80, 100) < chance;

-- The answers of the departments agree with what their registries show.
CREATE VIEW checks AS
WITH asked AS (
    SELECT f.application_id, f.applicant_id, f.village[:6] AS county, f.number,
        f.decided_on - CASE f.plan WHEN 'A' THEN 39 WHEN 'review' THEN 12 WHEN 'stop' THEN 14 ELSE 31 END AS day
    FROM files f WHERE f.plan IN ('B', 'review', 'refused')
)
SELECT 'C' || application_id || '1' AS request_id, county AS division, 'police' AS department, 'deaths' AS item,
    applicant_id AS person_id, day - 1 AS authorised_on, day AS requested_on, day + 2 AS replied_on, 'none' AS result,
    NULL::DATE AS withdrawn_on, county AS answered_by
FROM asked
UNION ALL
SELECT 'C' || application_id || '2', county, 'transport', 'vehicles', applicant_id, day - 1, day, day + 3,
    if(v.first_on IS NOT NULL AND v.first_on <= day, 'hit', 'none'), NULL, county
FROM asked LEFT JOIN (SELECT person_id, min(registered_on) AS first_on FROM vehicles GROUP BY person_id) v
    ON v.person_id = asked.applicant_id;
