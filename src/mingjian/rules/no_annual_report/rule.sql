-- Leagues without an annual report, or with a late one, for a year that is over. One row per league.
WITH judged AS (
    SELECT DISTINCT o.place AS place, cast(c.year AS INTEGER) AS year
    FROM overseen AS o
    JOIN calendar AS c ON c.year BETWEEN o.first_year AND o.last_year
    WHERE o.level = 'league'
),
owed AS (
    SELECT
        j.place AS place, j.year AS year, last_day(make_date(j.year, cast(p.month AS INTEGER), 1)) AS due_on
    FROM judged AS j
    JOIN p ON p.division = j.place AND make_date(j.year, 12, 31) BETWEEN p.from_on AND p.to_on
    WHERE p.month IS NOT NULL
),
reported AS (
    SELECT o.place AS place, o.year AS year, o.due_on AS due_on, min(v.done_on) AS done_on
    FROM owed AS o
    CROSS JOIN run AS r
    LEFT JOIN oversight AS v
        ON v.division = o.place AND v.year = o.year AND v.kind = 'annual_report' AND v.done_on <= r.as_of
    GROUP BY o.place, o.year, o.due_on
),
-- A place without any such year has no row below; one with years of one kind says nothing of the other.
failed AS (
    SELECT
        t.place AS place, t.year AS year,
        CASE WHEN t.done_on IS NULL THEN cast(t.year AS VARCHAR) END AS missing,
        CASE WHEN t.done_on > t.due_on THEN cast(t.year AS VARCHAR) END AS late
    FROM reported AS t
    WHERE t.done_on IS NULL OR t.done_on > t.due_on
)
SELECT
    t.place AS division,
    'annual_report' AS kind,
    make_date(min(t.year), 1, 1) AS first_on,
    make_date(max(t.year), 12, 31) AS last_on,
    'strong' AS grade,
    '6(1)' AS clause,
    string_agg(t.missing, '、' ORDER BY t.year) AS missing,
    string_agg(t.late, '、' ORDER BY t.year) AS late,
    concat_ws(
        '，', string_agg(t.missing, '、' ORDER BY t.year) || '年度没有报告',
        string_agg(t.late, '、' ORDER BY t.year) || '年度报告迟了'
    ) AS failed
FROM failed AS t
GROUP BY t.place
