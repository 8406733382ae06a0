-- Months whose allowance differs from what the grant of that month says. Households whose payments all agree with one
-- grant, and that were paid once a month, are set aside (unsettled); the rest is compared month by month.
WITH paid AS (
    SELECT
        b.household AS household, b.division AS division, c.m AS m, c.first_on AS first_on, sum(b.paid_fen) AS paid_fen
    FROM unsettled AS x
    JOIN pay AS b ON b.household = x.household
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    WHERE b.kind = 'allowance' AND b.paid_fen > 0
    GROUP BY b.household, b.division, c.m, c.first_on
),
approved AS (
    SELECT
        g.household AS household, g.grant_id AS grant_id, g.from_m AS from_m, g.until_m AS until_m,
        g.allowance_fen AS allowance_fen
    FROM unsettled AS x
    JOIN grants AS g ON g.household = x.household
),
differing AS (
    SELECT
        b.household AS household, b.m AS m, g.grant_id AS grant_id,
        b.paid_fen AS paid_fen, g.allowance_fen AS allowance_fen, abs(b.paid_fen - g.allowance_fen) AS fen,
        p.yuan * 100 AS least_fen, p.months AS least_months
    FROM paid AS b
    JOIN approved AS g ON g.household = b.household AND b.m BETWEEN g.from_m AND g.until_m
    JOIN p ON p.division = b.division AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE abs(b.paid_fen - g.allowance_fen) >= p.yuan * 100
),
-- Arrears and recoveries booked since the first such month.
booked AS (
    SELECT b.household AS household, c.m AS m, sum(b.paid_fen) AS fen
    FROM (SELECT d.household AS household, min(d.m) AS first_m FROM differing AS d GROUP BY d.household) AS x
    JOIN pay AS b ON b.household = x.household
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0 AND c.m >= x.first_m
    WHERE b.kind IN ('arrears', 'recovery')
    GROUP BY b.household, c.m
),
-- First explanation: what was booked for the very month is the difference.
same_month AS (
    SELECT d.household AS household, d.m AS m
    FROM differing AS d
    JOIN booked AS k ON k.household = d.household AND k.m = d.m
    WHERE abs(d.fen - k.fen) < d.least_fen
),
-- Second explanation: one sum booked in another month makes up for several, the earliest first.
lump AS (
    SELECT k.household AS household, sum(k.fen) AS fen
    FROM booked AS k
    ANTI JOIN same_month AS s ON s.household = k.household AND s.m = k.m
    GROUP BY k.household
),
running AS (
    SELECT
        d.household AS household, d.m AS m, d.grant_id AS grant_id, d.paid_fen AS paid_fen,
        d.allowance_fen AS allowance_fen, d.fen AS fen, d.least_fen AS least_fen, d.least_months AS least_months,
        sum(d.fen) OVER (PARTITION BY d.household ORDER BY d.m) AS so_far_fen
    FROM differing AS d
    ANTI JOIN same_month AS s ON s.household = d.household AND s.m = d.m
),
unexplained AS (
    SELECT
        d.household AS household, d.m AS m, d.grant_id AS grant_id, d.paid_fen AS paid_fen,
        d.allowance_fen AS allowance_fen, d.fen AS fen, d.least_months AS least_months,
        count(*) OVER (PARTITION BY d.household) AS found_months
    FROM running AS d
    LEFT JOIN lump AS k ON k.household = d.household
    WHERE d.so_far_fen - coalesce(k.fen, 0) >= d.least_fen
)
SELECT
    d.household AS household,
    d.grant_id AS grant_id,
    d.m AS m,
    cast(d.fen AS BIGINT) AS fen,
    'lead' AS grade,
    '8(5)' AS clause,
    cast(d.paid_fen AS BIGINT) AS paid,
    d.allowance_fen AS allowance
FROM unexplained AS d
WHERE d.found_months >= d.least_months
