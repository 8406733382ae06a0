-- Applications whose survey of means began (2021) or whose home visit came (2012) after the limit from acceptance.
-- An application that still waits counts as late once the limit has passed.
WITH waiting AS (
    SELECT DISTINCT d.county AS county
    FROM dossiers AS d
    WHERE d.kind = 'application' AND d.decision = 'pending'
),
-- What has not happened can only be held against the day up to which the extracts reach.
known AS (
    SELECT w.county AS county, least(max(r.as_of), coalesce(min(e.to_day), max(r.as_of))) AS known_on
    FROM waiting AS w
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name IN ('applications', 'steps')
        AND (starts_with(w.county, e.division) OR starts_with(e.division, w.county))
    GROUP BY w.county
),
-- The procedure of 2021 asks that the survey of means begins, in whatever way; that of 2012 that the home is visited.
begun AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.regime AS regime,
        d.accepted_on AS accepted_on,
        CASE WHEN d.regime = 'B' THEN least(d.surveyed_on, d.neighbours_asked_on, d.letters_sent_on)
             ELSE d.surveyed_on END AS begun_on,
        CASE WHEN d.regime = 'B' THEN d.check_requested_on END AS checked_on,
        CASE WHEN d.decision = 'pending' THEN k.known_on END AS known_on
    FROM dossiers AS d
    LEFT JOIN known AS k ON k.county = d.county
    WHERE d.kind = 'application' AND d.regime <> '' AND d.accepted_on IS NOT NULL
),
beyond AS (
    SELECT
        b.application_id AS application_id, b.household AS household, b.division AS division, b.regime AS regime,
        b.accepted_on AS accepted_on, b.begun_on AS begun_on, b.checked_on AS checked_on,
        coalesce(b.begun_on, b.known_on) AS to_on, u.n - a.n AS passed, p.days AS days
    FROM begun AS b
    JOIN p ON p.division = b.division AND b.accepted_on BETWEEN p.from_on AND p.to_on
    JOIN workdays AS a ON a.day = b.accepted_on
    JOIN workdays AS u ON u.day = coalesce(b.begun_on, b.known_on)
    WHERE u.n - a.n > p.days
),
paused AS (
    SELECT b.application_id AS application_id, sum(u.n - a.n) AS days
    FROM beyond AS b
    JOIN pauses AS s ON s.application_id = b.application_id AND s.after_on < b.to_on AND s.until_on > b.accepted_on
    JOIN workdays AS a ON a.day = greatest(s.after_on, b.accepted_on)
    JOIN workdays AS u ON u.day = least(s.until_on, b.to_on)
    GROUP BY b.application_id
)
SELECT
    b.application_id AS application_id,
    b.household AS household,
    b.division AS division,
    b.accepted_on AS first_on,
    b.to_on AS last_on,
    -- A check of the registers that was asked for in time is one way to begin; whether it was one is to be asked.
    CASE WHEN c.n - a.n <= b.days THEN 'lead' ELSE 'strong' END AS grade,
    '8(1)' AS clause,
    b.application_id AS file,
    b.accepted_on AS accepted_on,
    cast(b.days AS INTEGER) AS days,
    cast(b.passed - coalesce(s.days, 0) AS INTEGER) AS passed,
    CASE b.regime WHEN 'A' THEN '完成入户调查' ELSE '启动家庭经济状况调查' END AS duty,
    CASE WHEN b.begun_on IS NULL THEN '截至' || strftime(b.to_on, '%Y年%-m月%-d日') || '仍没有调查记录'
         ELSE '首次调查在' || strftime(b.begun_on, '%Y年%-m月%-d日') END
        || CASE WHEN c.n - a.n <= b.days THEN '（信息核对于' || strftime(b.checked_on, '%Y年%-m月%-d日') || '发起）'
                ELSE '' END AS state
FROM beyond AS b
JOIN workdays AS a ON a.day = b.accepted_on
LEFT JOIN workdays AS c ON c.day = b.checked_on
LEFT JOIN paused AS s ON s.application_id = b.application_id
WHERE b.passed - coalesce(s.days, 0) > b.days
