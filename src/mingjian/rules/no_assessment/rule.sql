-- Leagues without an assessment for a year that is over, some months after its end. One row per league.
WITH judged AS (
    SELECT DISTINCT o.place AS place, cast(c.year AS INTEGER) AS year
    FROM overseen AS o
    JOIN calendar AS c ON c.year BETWEEN o.first_year AND o.last_year
    WHERE o.level = 'league'
),
missed AS (
    SELECT j.place AS place, j.year AS year
    FROM judged AS j
    CROSS JOIN run AS r
    JOIN p ON p.division = j.place AND make_date(j.year, 1, 1) BETWEEN p.from_on AND p.to_on
    LEFT JOIN oversight AS v
        ON v.division = j.place AND v.year = j.year AND v.kind = 'assessment' AND v.done_on <= r.as_of
    WHERE v.duty_id IS NULL AND last_day(make_date(j.year + 1, cast(p.months AS INTEGER), 1)) < r.as_of
)
SELECT
    t.place AS division,
    'assessment' AS kind,
    make_date(min(t.year), 1, 1) AS first_on,
    make_date(max(t.year), 12, 31) AS last_on,
    'strong' AS grade,
    '6(6)' AS clause,
    string_agg(cast(t.year AS VARCHAR), '、' ORDER BY t.year) AS years
FROM missed AS t
GROUP BY t.place
