-- Townships in which incomes were found just under the standard far more often than a little lower. Every household
-- counts with the income on which its present or last series of grants began, beside the standard of that month.
WITH begun AS (
    SELECT g.household AS household, g.county AS county, g.area AS area, g.from_m AS from_m, g.granted_on AS granted_on,
        g.income_fen AS income_fen
    FROM grants AS g
    JOIN run AS r ON g.granted_on <= r.as_of
    WHERE g.granted_on = g.first_granted_on AND g.income_fen IS NOT NULL
),
-- Some offices copy the day of the approval into every later grant of the series: the income was found at its first.
series AS (
    SELECT b.household AS household, b.granted_on AS granted_on, min(b.from_m) AS from_m
    FROM begun AS b
    GROUP BY b.household, b.granted_on
),
-- A household that left and came back was looked at twice: the later time counts.
latest AS (
    SELECT s.household AS household, max(s.from_m) AS from_m FROM series AS s GROUP BY s.household
),
placed AS (
    SELECT
        h.township AS township, b.granted_on AS granted_on,
        CASE WHEN b.income_fen * 100 >= s.monthly_fen * p.line AND b.income_fen < s.monthly_fen THEN 1 ELSE 0 END AS near,
        CASE WHEN b.income_fen * 100 >= s.monthly_fen * p.below AND b.income_fen * 100 < s.monthly_fen * p.line
            THEN 1 ELSE 0 END AS lower,
        p.times AS times, p.households AS least_households
    FROM begun AS b
    JOIN latest AS l ON l.household = b.household AND l.from_m = b.from_m
    JOIN households AS h ON h.household = b.household
    JOIN standards AS s ON s.county = b.county AND s.area = b.area AND b.from_m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = h.township AND b.granted_on BETWEEN p.from_on AND p.to_on
),
counted AS (
    SELECT
        t.township AS township, count(*) AS households, sum(t.near) AS near, sum(t.lower) AS lower,
        min(CASE WHEN t.near = 1 THEN t.granted_on END) AS first_on,
        max(CASE WHEN t.near = 1 THEN t.granted_on END) AS last_on,
        max(t.times) AS times, max(t.least_households) AS least_households
    FROM placed AS t
    GROUP BY t.township
)
SELECT
    c.township AS division,
    c.first_on AS first_on,
    c.last_on AS last_on,
    'weak' AS grade,
    '8(3)' AS clause,
    cast(c.households AS BIGINT) AS households_seen,
    cast(c.near AS BIGINT) AS near,
    cast(c.lower AS BIGINT) AS lower
FROM counted AS c
WHERE c.households >= c.least_households
    AND c.near > c.times * greatest(c.lower, 1)
