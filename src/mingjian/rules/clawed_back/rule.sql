-- Villages where several households got less than they were due, all by one same sum, in one month.
-- Nothing paid at all is another question (approved-not-paid): some money must have arrived.
WITH short_pay AS (
    SELECT
        b.household AS household, b.division AS division, c.m AS m,
        c.first_on AS first_on, sum(b.due_fen - b.paid_fen) AS short_fen
    FROM pay AS b
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    WHERE b.kind = 'allowance' AND b.paid_fen > 0 AND b.paid_fen < b.due_fen
    GROUP BY b.household, b.division, c.m, c.first_on
),
-- A recovery on file, arrears for that month, or another payment above what it was due, say where the difference went.
accounted AS (
    SELECT b.household AS household, c.m AS m, sum(CASE WHEN b.kind = 'allowance' THEN b.paid_fen - b.due_fen ELSE b.paid_fen END) AS fen
    FROM (SELECT DISTINCT s.household AS household FROM short_pay AS s) AS x
    JOIN pay AS b ON b.household = x.household
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    WHERE b.kind IN ('recovery', 'arrears') OR (b.kind = 'allowance' AND b.paid_fen > b.due_fen)
    GROUP BY b.household, c.m
),
open_pay AS (
    SELECT
        s.household AS household, s.division AS division, s.m AS m, s.short_fen AS short_fen,
        p.households AS least_households,
        count(*) OVER (PARTITION BY s.division, s.m, s.short_fen) AS alike
    FROM short_pay AS s
    LEFT JOIN accounted AS a ON a.household = s.household AND a.m = s.m
    JOIN p ON p.division = s.division AND s.first_on BETWEEN p.from_on AND p.to_on
    WHERE coalesce(a.fen, 0) <> s.short_fen
)
SELECT
    o.division AS division,
    h.household_id AS payee_household,
    o.m AS m,
    cast(o.short_fen AS BIGINT) AS fen,
    'lead' AS grade,
    -- Who kept the money is open: the village's overseers, the township, or whoever runs the payment system.
    '8(4);8(7);10(3)' AS clause,
    max(o.alike) OVER (PARTITION BY o.division) AS alike,
    cast(o.least_households AS BIGINT) AS least,
    cast(max(o.short_fen) OVER (PARTITION BY o.division) AS BIGINT) AS short
FROM open_pay AS o
JOIN households AS h ON h.household = o.household
WHERE o.alike >= o.least_households
