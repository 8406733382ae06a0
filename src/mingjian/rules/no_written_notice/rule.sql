-- Refusals without a written notice, or with a late one; cuts and stops without any notice.
-- The procedure of 2012 gives three days (the next working day where the last is a day of rest), that of 2021 three
-- working days. For cuts and stops the law has no number: the rule only waits before it says that none was given.
WITH known AS (
    SELECT c.county AS county, least(max(r.as_of), coalesce(min(e.to_day), max(r.as_of))) AS known_on
    FROM (SELECT DISTINCT d.county AS county FROM dossiers AS d WHERE d.decision IN ('refused', 'reduced', 'stopped')) AS c
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name IN ('applications', 'steps')
        AND (starts_with(c.county, e.division) OR starts_with(e.division, c.county))
    GROUP BY c.county
),
-- The reason may be empty: applicants on record as dead by that day who lived alone.
alone AS (
    SELECT DISTINCT d.application_id AS application_id
    FROM dossiers AS d
    JOIN applicant_states AS s ON s.person_id = d.applicant_id AND s.state = 'dead' AND s.from_day <= d.decided_last_on
    LEFT JOIN members AS t
        ON t.household = d.household AND t.person_id <> d.applicant_id
        AND year(d.decided_last_on) * 12 + month(d.decided_last_on) - 1 BETWEEN t.from_m AND t.to_m
    WHERE d.decision IN ('refused', 'stopped') AND t.person_id IS NULL
),
-- A pattern that stands in a table is made ready anew for every row: each reason meets it once, not in every file.
untold AS (
    SELECT c.reason AS reason, q.nobody AS nobody
    FROM (
        SELECT DISTINCT coalesce(d.reason, '') AS reason
        FROM dossiers AS d
        WHERE d.decision IN ('refused', 'reduced', 'stopped')
    ) AS c
    CROSS JOIN (SELECT DISTINCT p.nobody AS nobody FROM p) AS q
    WHERE regexp_matches(c.reason, q.nobody)
),
decided AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.kind AS kind,
        d.decision AS decision, d.devolved AS devolved, d.decided_last_on AS decided_on,
        d.notified_on AS notified_on, k.known_on AS known_on, p.wait AS wait,
        -- A notice of an earlier day than the last decision is taken for the notice.
        coalesce(d.notified_on, k.known_on) AS to_on,
        d.kind = 'application' AND d.decision = 'refused' AND d.regime <> '' AS has_limit,
        CASE WHEN d.regime = 'A' THEN d.decided_last_on + (cast(p.days AS INTEGER) - 1) ELSE d.decided_last_on END AS from_on,
        CASE WHEN d.regime = 'A' THEN coalesce(d.notified_on, k.known_on) - 1 ELSE coalesce(d.notified_on, k.known_on) END AS until_on,
        CASE WHEN d.regime = 'A' THEN 0 ELSE p.working_days END AS most,
        CASE WHEN d.regime = 'A' THEN cast(cast(p.days AS INTEGER) AS VARCHAR) || '日'
             ELSE cast(cast(p.working_days AS INTEGER) AS VARCHAR) || '个工作日' END AS due
    FROM dossiers AS d
    JOIN known AS k ON k.county = d.county
    JOIN p ON p.division = d.division AND d.begun_on BETWEEN p.from_on AND p.to_on
    LEFT JOIN alone AS a ON a.application_id = d.application_id
    LEFT JOIN untold AS u ON u.reason = coalesce(d.reason, '') AND u.nobody = p.nobody
    WHERE d.decision IN ('refused', 'reduced', 'stopped') AND d.decided_last_on IS NOT NULL
        -- Nobody is left to tell where a household ends with a death.
        AND u.reason IS NULL
        AND a.application_id IS NULL
        -- Before the procedure of 2012 the rule knows of no duty.
        AND d.regime <> ''
),
-- Where the clock stood still after a decision under the rule of 2012, its days are not counted at all.
beyond AS (
    SELECT x.application_id AS application_id, x.from_on AS from_on, x.until_on AS until_on, x.most AS most, b.n - a.n AS passed
    FROM decided AS x
    JOIN workdays AS a ON a.day = x.from_on
    JOIN workdays AS b ON b.day = x.until_on
    WHERE x.has_limit AND x.until_on >= x.from_on AND b.n - a.n > x.most
),
paused AS (
    SELECT x.application_id AS application_id,
           sum(CASE WHEN x.most = 0 THEN x.passed ELSE b.n - a.n END) AS days
    FROM beyond AS x
    JOIN decided AS d ON d.application_id = x.application_id
    JOIN pauses AS s ON s.application_id = x.application_id AND s.after_on < x.until_on AND s.until_on > d.decided_on
    JOIN workdays AS a ON a.day = greatest(s.after_on, d.decided_on)
    JOIN workdays AS b ON b.day = least(s.until_on, x.until_on)
    GROUP BY x.application_id
),
late AS (
    SELECT x.application_id AS application_id
    FROM beyond AS x
    LEFT JOIN paused AS s ON s.application_id = x.application_id
    WHERE x.passed - coalesce(s.days, 0) > x.most
    UNION
    SELECT x.application_id AS application_id
    FROM decided AS x
    WHERE NOT x.has_limit AND x.notified_on IS NULL AND date_diff('day', x.decided_on, x.known_on) > x.wait
)
SELECT
    x.application_id AS application_id,
    x.household AS household,
    x.division AS division,
    x.decided_on AS first_on,
    x.to_on AS last_on,
    'strong' AS grade,
    -- The township decides and tells where the power was handed down; else it only carries the county's notice.
    CASE WHEN x.devolved THEN '8(3)' WHEN x.notified_on IS NULL THEN '4(2);8(3);9(1)' ELSE '4(2);9(1)' END AS clause,
    x.application_id AS file,
    x.decided_on AS decided_on,
    CASE x.decision WHEN 'refused' THEN '不予批准' WHEN 'reduced' THEN '减发' ELSE '停发' END AS decision,
    CASE WHEN x.notified_on IS NULL
         THEN '截至' || strftime(x.known_on, '%Y年%-m月%-d日') || '没有书面告知记录'
              || CASE WHEN x.has_limit THEN '（应在' || x.due || '内告知）' ELSE '（法规未定天数）' END
         ELSE strftime(x.notified_on, '%Y年%-m月%-d日') || '才书面告知（应在' || x.due || '内）' END AS state
FROM late AS l
JOIN decided AS x ON x.application_id = l.application_id
