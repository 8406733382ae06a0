-- Households whose allowance does not simply follow their grants: a sum that no single grant holds for all months
-- of its row, or a month paid twice. Rules that compare payments with grants month by month need to look at no others.
WITH paid AS (
    SELECT b.household, b.year, b.months, b.paid_fen,
           b.year * 12 + bit_count((b.months & -b.months) - 1) AS first_m,
           b.year * 12 + cast(floor(log2(b.months + 0.5)) AS INTEGER) AS last_m
    FROM kept.pay AS b
    WHERE b.kind = 'allowance' AND b.paid_fen > 0
)
SELECT p.household
FROM paid AS p
ANTI JOIN kept.grants AS g
    ON g.household = p.household AND g.allowance_fen = p.paid_fen AND g.from_m <= p.first_m AND g.until_m >= p.last_m
UNION
SELECT p.household
FROM paid AS p
GROUP BY p.household, p.year
-- The masks add up to more than they cover.
HAVING sum(p.months) <> bit_or(p.months)
