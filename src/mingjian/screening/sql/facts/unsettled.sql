-- Households whose allowance is not, month by month, the sum that their grants say, each month once and credited.
-- Rules that compare payments with grants month by month need to look at no others.
WITH filed AS (
    -- Only months between the first and the last that the county's payment files hold can be missing.
    SELECT k.county, min(k.m) AS first_m, max(k.m) AS last_m
    FROM kept.county_pay AS k
    WHERE k.kind = 'allowance'
    GROUP BY k.county
),
years AS (
    SELECT DISTINCT c.year, c.year * 12 AS first_m
    FROM kept.calendar AS c
    JOIN (SELECT min(first_m) AS first_m, max(last_m) AS last_m FROM filed) AS f ON c.m BETWEEN f.first_m AND f.last_m
),
stretch AS (
    SELECT g.household, g.allowance_fen, y.year,
           greatest(g.from_m, f.first_m, y.first_m) - y.first_m AS first_bit,
           least(g.until_m, f.last_m, y.first_m + 11) - y.first_m AS last_bit
    FROM kept.grants AS g
    JOIN filed AS f ON f.county = g.county AND g.from_m <= f.last_m AND g.until_m >= f.first_m
    CROSS JOIN years AS y
    WHERE coalesce(g.allowance_fen, -1) <> 0
),
side AS (
    -- All months are compared at once: a sum paid in a month adds its mark, a hash of year and sum, times the bit of
    -- the month; a sum granted takes it away. Where nothing is left over, both sides were the same.
    SELECT household, year, paid_fen AS fen, months, NOT credited AS open
    FROM kept.pay
    WHERE kind = 'allowance' AND paid_fen > 0
    UNION ALL
    SELECT household, year, coalesce(allowance_fen, -1) AS fen, (1 << first_bit) - (1 << (last_bit + 1)) AS months,
           false AS open
    FROM stretch
    WHERE first_bit <= last_bit
)
SELECT household
FROM side
GROUP BY household
HAVING sum(months * cast(hash(fen * 4096 + year) >> 16 AS BIGINT)) <> 0 OR bool_or(open)
