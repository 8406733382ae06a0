-- Leagues with too few special inspections in a year that is over. One row per league.
WITH judged AS (
    SELECT DISTINCT o.place AS place, c.year AS year
    FROM overseen AS o
    JOIN calendar AS c ON c.year BETWEEN o.first_year AND o.last_year
    WHERE o.level = 'league'
),
counted AS (
    SELECT j.place AS place, j.year AS year, count(v.duty_id) AS inspections
    FROM judged AS j
    CROSS JOIN run AS r
    LEFT JOIN oversight AS v
        ON v.division = j.place AND v.year = j.year AND v.kind = 'special_inspection' AND v.done_on <= r.as_of
    GROUP BY j.place, j.year
),
short AS (
    SELECT t.place AS place, t.year AS year, t.inspections AS inspections, p.times AS times
    FROM counted AS t
    JOIN p ON p.division = t.place AND make_date(t.year, 1, 1) BETWEEN p.from_on AND p.to_on
    WHERE t.inspections < p.times
)
SELECT
    t.place AS division,
    'special_inspection' AS kind,
    make_date(min(t.year), 1, 1) AS first_on,
    make_date(max(t.year), 12, 31) AS last_on,
    'strong' AS grade,
    '6(2)' AS clause,
    string_agg(cast(t.year AS VARCHAR), '、' ORDER BY t.year) AS years,
    cast(max(t.times) AS INTEGER) AS least,
    cast(min(t.inspections) AS INTEGER) AS fewest,
    string_agg(
        concat(cast(t.year AS VARCHAR), '年度', CASE WHEN t.inspections = 0 THEN '没有开展专项检查'
            ELSE concat('开展专项检查', cast(t.inspections AS VARCHAR), '次') END), '，' ORDER BY t.year
    ) AS told
FROM short AS t
GROUP BY t.place
