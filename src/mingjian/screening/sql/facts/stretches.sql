-- The unbroken stretches of months in which each household was on the list, whatever its grants said: a new rate or a
-- renewed grant breaks none. One grant holds a month (until_m), so the lengths of grants that follow each other without
-- a gap add up to all months from the first to the last; only the other households have to be put in order.
WITH held AS NOT MATERIALIZED (
    SELECT g.household, g.from_m, g.until_m FROM kept.grants AS g WHERE g.from_m <= g.until_m
),
home AS (
    SELECT household, min(from_m) AS from_m, max(until_m) AS until_m,
           sum(until_m - from_m + 1) = max(until_m) - min(from_m) + 1 AS unbroken
    FROM held
    GROUP BY household
),
ordered AS (
    SELECT d.household, d.from_m, d.until_m,
           CASE WHEN d.from_m = lag(d.until_m) OVER (PARTITION BY d.household ORDER BY d.from_m) + 1 THEN 0 ELSE 1 END AS begins
    FROM held AS d
    SEMI JOIN (SELECT household FROM home WHERE NOT unbroken) AS x ON x.household = d.household
),
numbered AS (
    SELECT o.household, o.from_m, o.until_m,
           sum(o.begins) OVER (PARTITION BY o.household ORDER BY o.from_m ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
               AS stretch
    FROM ordered AS o
),
every AS (
    SELECT household, from_m, until_m FROM home WHERE unbroken
    UNION ALL
    SELECT household, min(from_m), max(until_m) FROM numbered GROUP BY household, stretch
)
SELECT e.household, h.division, h.county, e.from_m, e.until_m
FROM every AS e
JOIN (
    SELECT household, cast(division AS division_word) AS division, cast(county AS county_word) AS county
    FROM kept.households
) AS h ON h.household = e.household
