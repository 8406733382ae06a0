-- The paper trail: applications, reviews, stops and refusals with their steps, lawful under the regime of their day.

-- Reviews in turn through the year, so that no pair has more homes a day than it can visit: of a township's households the
-- first was visited two weeks ago, the next a working day earlier, and so on. In category C the turn comes back every 75
-- working days, else every 180, so that none waits longer than half a year or a year.
CREATE TABLE reviews AS
WITH waiting AS (
    SELECT h.k, s.category = 'C' AS often, s.f AS since,
        row_number() OVER (PARTITION BY h.township, s.category = 'C' ORDER BY h.k) - 1 AS turn
    FROM heads h JOIN stretches s ON s.k = h.k AND s.until_m = 99999
), due AS (
    SELECT w.k, r AS round, if(w.often, 75, 180) AS cycle, w.turn, w.since
    FROM waiting w, unnest(range(if(w.often, 3, 1))) AS rounds(r)
)
SELECT d.k, d.round, o.day, (d.turn // d.cycle % 6)::INT AS pair
FROM due d
JOIN (SELECT max(n) AS n FROM office_days WHERE day <= getvariable('as_of')) last ON true
JOIN worked o ON o.n = last.n - 10 - d.turn % d.cycle - d.round * d.cycle
WHERE o.day > month_first(d.since);

-- Every day is counted in working days from the decision: `n` numbers working days, and office_days and worked lead from
-- a day to its number and back. A decision that would fall on a day of rest is made on the working day before.
CREATE TABLE files AS
SELECT f.application_id, f.plan, f.kind, f.decision, f.reason, f.k, f.household_id, f.applicant_id, f.village, f.township,
    d.n - f.earlier AS n, f.number, f.pair
FROM (
    SELECT 'S' || h.county || lpad(s.k::VARCHAR, 7, '0') || s.round AS application_id,
        CASE WHEN s.f < 2021 * 12 + 8 THEN 'A' ELSE 'B' END AS plan, 'application' AS kind, 'granted' AS decision,
        NULL AS reason, s.k, h.household_id, h.head_id AS applicant_id, h.village, h.township,
        s.decided_on AS day, 0 AS earlier, s.k * 16 + s.round AS number, (s.k * 16 + s.round) % 3 AS pair
    FROM series s JOIN heads h ON h.k = s.k WHERE h.filed
    UNION ALL
    SELECT 'F' || h.county || lpad(h.k::VARCHAR, 7, '0') || r.round, 'review', 'review', 'granted', NULL, h.k, h.household_id, h.head_id,
        h.village, h.township, r.day, 0, h.k * 16 + 4 + r.round, r.pair
    FROM reviews r JOIN heads h ON h.k = r.k
    UNION ALL
    SELECT 'T' || h.county || lpad(h.k::VARCHAR, 7, '0'), 'stop', 'stop', 'stopped',
        CASE h.end_cause WHEN 'died' THEN '死亡' WHEN 'destitute' THEN '转为特困供养' WHEN 'moved' THEN '户口迁出'
            WHEN 'property' THEN '财产状况变化' ELSE '家庭人均收入超过标准' END,
        h.k, h.household_id, h.head_id, h.village, h.township, month_first(h.t1) + 21, if(h.end_cause = 'died', 0, draw(h.k, 43, 9)),
        h.k * 16 + 8, (h.k * 16 + 8) % 3
    FROM heads h WHERE h.t1 <> 99999 AND h.filed
    UNION ALL
    SELECT 'R' || v.county || lpad(r.i::VARCHAR, 7, '0'), 'refused', 'application', 'refused', '家庭人均收入超过当地低保标准',
        NULL, NULL, id_text(r.n17), v.village, v.township,
        month_first(getvariable('first_m') + draw(r.i, 72, getvariable('months') - 2)) + draw(r.i, 73, 25)::INT, 0, 900000000 + r.i, r.i % 3
    FROM residents r JOIN villages v ON v.place = r.place WHERE r.slot = 0 AND r.age < 60 AND r.i % 900 = 0
) f
JOIN office_days d ON d.day = f.day
ORDER BY f.application_id;

-- Working days from the decision to the application and to the check.
CREATE TABLE plan_starts AS SELECT * FROM (VALUES
    ('A', -29, -27), ('B', -24, -22), ('review', -10, -9), ('stop', -11, -10), ('refused', -24, -22)
) AS t(plan, applied, asked);

CREATE VIEW applications AS
SELECT f.application_id, f.household_id, f.applicant_id, f.village AS division, f.kind, w.day AS applied_on, f.decision, f.reason,
    f.kind = 'application' AND f.k IN (SELECT k FROM filings) AS relative_registered, false AS objection, false AS complex,
    false AS devolved
FROM files f JOIN plan_starts p ON p.plan = f.plan JOIN worked w ON w.n = f.n + p.applied;

-- `chance` is the share of files with the step, in percent; a posting hangs until the day before the working day `ends`.
CREATE TABLE step_plan AS SELECT * FROM (VALUES
    ('A', 'applied', -29, NULL, 'hand', 100), ('A', 'accepted', -28, NULL, 'hand', 100),
    ('A', 'check_requested', -27, NULL, 'inquirer', 100), ('A', 'surveyed', -26, NULL, 'pair', 100),
    ('A', 'check_replied', -24, NULL, 'inquirer', 100), ('A', 'appraised', -22, NULL, 'hand', 100),
    ('A', 'reviewed', -20, NULL, 'deputy', 100), ('A', 'posted_first', -19, -10, 'hand', 100),
    ('A', 'submitted', -10, NULL, 'hand', 100), ('A', 'spot_checked', -9, NULL, 'checker', 85),
    ('A', 'posted_second', -8, 0, 'checker', 100), ('A', 'decided', 0, NULL, 'decider', 100),
    ('A', 'published', 1, 22, 'hand', 100), ('A', 'notified', 1, NULL, 'hand', 100), ('A', 'archived', 16, NULL, 'hand', 100),
    ('B', 'applied', -24, NULL, 'hand', 100), ('B', 'accepted', -23, NULL, 'hand', 100),
    ('B', 'check_requested', -22, NULL, 'inquirer', 100), ('B', 'surveyed', -21, NULL, 'pair', 100),
    ('B', 'check_replied', -19, NULL, 'inquirer', 100), ('B', 'reviewed', -15, NULL, 'deputy', 100),
    ('B', 'posted_first', -14, -5, 'hand', 100), ('B', 'submitted', -5, NULL, 'hand', 100),
    ('B', 'spot_checked', -3, NULL, 'checker', 85), ('B', 'decided', 0, NULL, 'decider', 100),
    ('B', 'published', 1, 22, 'hand', 100), ('B', 'notified', 1, NULL, 'hand', 100), ('B', 'archived', 16, NULL, 'hand', 100),
    ('review', 'check_requested', -9, NULL, 'inquirer', 100), ('review', 'check_replied', -6, NULL, 'inquirer', 100),
    ('review', 'surveyed', -4, NULL, 'pair', 100), ('review', 'decided', 0, NULL, 'decider', 100),
    ('review', 'archived', 14, NULL, 'hand', 100),
    ('stop', 'check_requested', -10, NULL, 'inquirer', 100), ('stop', 'check_replied', -7, NULL, 'inquirer', 100),
    ('stop', 'surveyed', -6, NULL, 'pair', 100), ('stop', 'decided', 0, NULL, 'decider', 100),
    ('stop', 'notified', 1, NULL, 'hand', 100), ('stop', 'referred', 3, NULL, 'hand', 100),
    ('stop', 'archived', 14, NULL, 'hand', 100),
    ('refused', 'applied', -24, NULL, 'hand', 100), ('refused', 'accepted', -23, NULL, 'hand', 100),
    ('refused', 'check_requested', -22, NULL, 'inquirer', 100), ('refused', 'surveyed', -21, NULL, 'pair', 100),
    ('refused', 'check_replied', -19, NULL, 'inquirer', 100), ('refused', 'reviewed', -14, NULL, 'deputy', 100),
    ('refused', 'submitted', -7, NULL, 'hand', 100), ('refused', 'spot_checked', -4, NULL, 'checker', 85),
    ('refused', 'decided', 0, NULL, 'decider', 100),
    ('refused', 'notified', 1, NULL, 'hand', 100), ('refused', 'referred', 3, NULL, 'hand', 100),
    ('refused', 'archived', 16, NULL, 'hand', 100)
) AS t(plan, step, after, ends, who, chance);

-- The pairs that visit: two of the three hands each, and in reviews each of them with the deputy.
CREATE VIEW steps AS
SELECT application_id, step, day + to_minutes(510 + draw(number, 100 + abs(x.after), 500)) AS at,
    CASE WHEN ends IS NOT NULL THEN end_day - 1 + INTERVAL 17 HOUR END AS until,
    CASE who WHEN 'deputy' THEN deputy WHEN 'checker' THEN checker WHEN 'decider' THEN decider WHEN 'inquirer' THEN inquirer
        ELSE [hand0, hand1, hand2][1 + pair % 3] END AS officer_id,
    CASE WHEN who = 'pair' THEN if(pair > 2, deputy, [hand1, hand2, hand0][1 + pair % 3]) END AS officer2_id,
    CASE step WHEN 'decided' THEN if(plan = 'refused', '不予批准', if(plan = 'stop', '停发', '批准'))
        WHEN 'posted_first' THEN '无异议' WHEN 'posted_second' THEN '无异议' ELSE '完成' END AS outcome,
    CASE WHEN step = 'reviewed' THEN if(plan = 'refused', '收入超过标准', '符合条件') END AS opinion,
    CASE step WHEN 'surveyed' THEN '申请人家中' WHEN 'posted_first' THEN '村务公开栏' WHEN 'appraised' THEN '村委会' END AS place,
    CASE WHEN step = 'appraised' THEN 24 + number % 9 END AS attendance,
    CASE WHEN step = 'appraised' THEN 18 + number % 9 END AS representatives
-- The day of a number is looked up in a list, not joined: a join would hold all the steps of a region in memory.
FROM (SELECT f.*, s.step, s.after, s.ends, s.who, s.chance, worked_day(f.n + s.after) AS day, worked_day(f.n + s.ends) AS end_day
    FROM files f JOIN step_plan s ON s.plan = f.plan) x
JOIN hands t ON t.township = x.township
WHERE x.day <= getvariable('as_of') AND draw(number, 80, 100) < chance
    -- Passed on to other support are those who go on living here without the allowance.
    AND (step <> 'referred' OR reason IN ('财产状况变化', '家庭人均收入超过标准', '家庭人均收入超过当地低保标准'));

-- The answers of the departments agree with what their registries show.
CREATE VIEW checks AS
WITH asked AS (
    SELECT f.application_id, f.applicant_id, f.village[:6] AS county, f.number, w.day
    FROM files f JOIN plan_starts p ON p.plan = f.plan JOIN worked w ON w.n = f.n + p.asked
    WHERE f.plan IN ('B', 'review', 'refused')
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
