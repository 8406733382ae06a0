-- Counties where the length of most villages' lists did not change over the last finished quarters, as if each
-- village had a number of places. The list is counted in the last month of each quarter.
WITH finished AS (
    -- The last month of the last quarter that the payments cover.
    SELECT (r.last_m + 1) // 3 * 3 - 1 AS quarter_m, r.first_m AS first_m FROM run AS r
),
-- A list grows by one where a household comes on it and shrinks by one after it leaves.
change AS (
    SELECT g.county AS county, g.division AS division, g.from_m AS m, count(*) AS households
    FROM stretches AS g
    GROUP BY g.county, g.division, g.from_m
    UNION ALL
    SELECT g.county AS county, g.division AS division, g.until_m + 1 AS m, -count(*) AS households
    FROM stretches AS g
    GROUP BY g.county, g.division, g.until_m + 1
),
quarter AS (
    SELECT
        p.division AS county, c.m AS m, f.quarter_m AS quarter_m,
        p.quarters AS quarters, p.share AS share, p.households AS least_households
    FROM finished AS f
    JOIN calendar AS c ON c.m <= f.quarter_m AND c.m % 3 = 2
    JOIN calendar AS d ON d.m = f.quarter_m
    JOIN p ON d.last_on BETWEEN p.from_on AND p.to_on
    -- All of the quarters must lie within the data.
    WHERE c.m > f.quarter_m - 3 * p.quarters
        AND f.quarter_m - 3 * (p.quarters - 1) >= f.first_m
        AND length(p.division) = 6
),
list AS (
    SELECT
        t.county AS county, t.division AS division, q.m AS m, q.quarter_m AS quarter_m,
        q.quarters AS quarters, q.share AS share, q.least_households AS least_households,
        sum(t.households) AS households
    FROM change AS t
    JOIN quarter AS q ON q.county = t.county AND t.m <= q.m
    GROUP BY t.county, t.division, q.m, q.quarter_m, q.quarters, q.share, q.least_households
),
village AS (
    SELECT
        t.county AS county, t.division AS division, t.quarter_m AS quarter_m, t.quarters AS quarters, t.share AS share,
        -- A quarter before the village's first grant has no row: the list was empty then, and has changed since.
        CASE WHEN min(t.households) = max(t.households) AND count(*) = t.quarters THEN 1 ELSE 0 END AS unchanged
    FROM list AS t
    GROUP BY t.county, t.division, t.quarter_m, t.quarters, t.share, t.least_households
    HAVING max(t.households) >= t.least_households
),
county AS (
    SELECT
        t.county AS county, t.quarter_m AS quarter_m, t.quarters AS quarters, t.share AS share,
        count(*) AS villages, sum(t.unchanged) AS unchanged
    FROM village AS t
    GROUP BY t.county, t.quarter_m, t.quarters, t.share
)
-- One row per village that did not change, so that their households stand in the evidence.
SELECT
    t.county AS division,
    v.division AS village,
    a.first_on AS first_on,
    b.last_on AS last_on,
    'lead' AS grade,
    '7(1)' AS clause,
    t.villages AS villages,
    cast(t.unchanged AS BIGINT) AS unchanged,
    cast(t.quarters AS BIGINT) AS quarters
FROM county AS t
JOIN village AS v ON v.county = t.county AND v.unchanged = 1
JOIN calendar AS a ON a.m = t.quarter_m - 3 * cast(t.quarters AS INTEGER) + 1
JOIN calendar AS b ON b.m = t.quarter_m
WHERE t.unchanged * 100 >= t.share * t.villages
