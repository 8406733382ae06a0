-- Months whose price index asked for a price subsidy that the county did not pay within the months allowed.
-- A league's own index decides; where it has none, the region's. Where no county of a league paid, the finding
-- is about the league; where some did, about those that did not.
WITH paying AS (
    SELECT
        k.league AS league, k.county AS county, k.m AS m, c.first_on AS first_on,
        coalesce(own.cpi, region.cpi) AS cpi, coalesce(own.food, region.food) AS food, r.last_m AS last_m
    FROM county_pay AS k
    JOIN calendar AS c ON c.m = k.m
    CROSS JOIN run AS r
    LEFT JOIN cpi AS own ON own.division = k.league AND own.month = c.first_on
    LEFT JOIN cpi AS region ON region.division = left(k.league, 2) AND region.month = c.first_on
    WHERE k.kind = 'allowance' AND k.households > 0
),
triggered AS (
    SELECT
        t.league AS league, t.county AS county, t.m AS m, t.first_on AS first_on, t.cpi AS cpi, t.food AS food,
        t.m + cast(p.months AS INTEGER) AS until_m
    FROM paying AS t
    JOIN p ON p.division = t.county AND t.first_on BETWEEN p.from_on AND p.to_on
    WHERE (t.cpi >= p.cpi OR t.food >= p.food)
        -- Before the data reach that far nobody can say that it was not paid.
        AND t.m + cast(p.months AS INTEGER) <= t.last_m
),
answered AS (
    SELECT
        t.league AS league, t.county AS county, t.m AS m, t.first_on AS first_on, t.cpi AS cpi, t.food AS food,
        t.until_m AS until_m, count(k.county) AS payments
    FROM triggered AS t
    LEFT JOIN county_pay AS k
        ON k.county = t.county AND k.kind = 'price_subsidy' AND k.paid_fen > 0 AND k.m BETWEEN t.m AND t.until_m
    GROUP BY t.league, t.county, t.m, t.first_on, t.cpi, t.food, t.until_m
),
missed AS (
    SELECT
        t.league AS league, t.county AS county, t.m AS m, t.first_on AS first_on, t.cpi AS cpi, t.food AS food,
        t.until_m AS until_m, t.payments AS payments,
        sum(t.payments) OVER (PARTITION BY t.league, t.m) AS league_payments
    FROM answered AS t
),
placed AS (
    SELECT DISTINCT
        CASE WHEN t.league_payments = 0 THEN t.league ELSE t.county END AS division,
        t.m AS m, t.first_on AS first_on, t.cpi AS cpi, t.food AS food, t.until_m AS until_m
    FROM missed AS t
    WHERE t.payments = 0
)
SELECT
    t.division || '@' || strftime(t.first_on, '%Y-%m') AS subject_id,
    t.division AS division,
    t.first_on AS month,
    t.first_on AS first_on,
    c.last_on AS last_on,
    'lead' AS grade,
    '7(1)' AS clause,
    t.m AS index_m,
    cast(t.cpi AS VARCHAR) AS cpi_rise,
    cast(t.food AS VARCHAR) AS food_rise,
    t.until_m AS until_m
FROM placed AS t
JOIN calendar AS c ON c.m = t.m
