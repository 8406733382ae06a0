-- Households on the list whose last visit or review is older than their category allows.
WITH on_list AS (
    SELECT
        g.household AS household, g.division AS division, g.category AS category, g.first_granted_on AS first_granted_on,
        least(r.as_of, coalesce(e.to_day, r.as_of)) AS known_on, e.from_day AS log_from
    FROM grants AS g
    CROSS JOIN run AS r
    LEFT JOIN (
        SELECT x.division AS division, min(x.to_day) AS to_day, max(x.from_day) AS from_day
        FROM extracts AS x
        WHERE x.table_name IN ('applications', 'steps')
        GROUP BY x.division
    ) AS e ON starts_with(g.county, e.division)
    WHERE r.as_of_m BETWEEN g.from_m AND g.until_m
),
looked AS (
    SELECT d.household AS household,
           max(greatest(d.surveyed_last_on, CASE WHEN d.kind = 'review' THEN d.decided_last_on END)) AS looked_on
    FROM dossiers AS d
    WHERE d.household IS NOT NULL
    GROUP BY d.household
),
-- Who was never looked at on record is counted from the day on which the series of grants began, or the log if later.
since AS (
    SELECT
        l.household AS household, min(l.division) AS division, min(l.known_on) AS known_on, min(l.category) AS category,
        max(k.looked_on) AS looked_on, max(greatest(k.looked_on, l.first_granted_on, l.log_from)) AS since_on,
        max(l.first_granted_on) AS first_granted_on,
        max(CASE l.category WHEN 'C' THEN p.months_c WHEN 'B' THEN p.months_b ELSE p.months_a END) AS months
    FROM on_list AS l
    LEFT JOIN looked AS k ON k.household = l.household
    JOIN p ON p.division = l.division AND l.known_on BETWEEN p.from_on AND p.to_on
    GROUP BY l.household
),
due AS (
    SELECT
        s.household AS household, s.division AS division, s.known_on AS known_on, s.category AS category,
        s.looked_on AS looked_on, s.first_granted_on AS first_granted_on, s.since_on AS since_on, s.months AS months,
        c.first_on + cast(least(day(s.since_on), day(c.last_on)) - 1 AS INTEGER) AS due_on
    FROM since AS s
    JOIN calendar AS c ON c.m = year(s.since_on) * 12 + month(s.since_on) - 1 + cast(s.months AS INTEGER)
),
-- The days of a stoppage at the place are added to the time allowed.
stood AS (
    SELECT d.household AS household,
           sum(date_diff('day', greatest(t.from_day, d.since_on), least(t.to_day, d.known_on)) + 1) AS days
    FROM due AS d
    JOIN stoppages AS t ON starts_with(d.division, t.division) AND t.to_day >= d.since_on AND t.from_day <= d.known_on
    WHERE d.due_on < d.known_on
    GROUP BY d.household
)
SELECT
    d.household AS household,
    d.due_on + cast(coalesce(s.days, 0) AS INTEGER) AS first_on,
    d.known_on AS last_on,
    'lead' AS grade,
    '8(3)' AS clause,
    coalesce(d.category, '未填') AS category,
    cast(d.months AS INTEGER) AS months_allowed,
    CASE WHEN d.looked_on = d.since_on THEN '最近一次入户或复核是' || strftime(d.since_on, '%Y年%-m月%-d日')
         WHEN d.first_granted_on = d.since_on
         THEN '自' || strftime(d.since_on, '%Y年%-m月%-d日') || '批准以来没有入户或复核记录'
         ELSE '自办理环节数据起始的' || strftime(d.since_on, '%Y年%-m月%-d日') || '以来没有入户或复核记录' END AS state,
    d.due_on + cast(coalesce(s.days, 0) AS INTEGER) AS due_on
FROM due AS d
LEFT JOIN stood AS s ON s.household = d.household
WHERE d.due_on + cast(coalesce(s.days, 0) AS INTEGER) < d.known_on
