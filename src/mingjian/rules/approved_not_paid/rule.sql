-- Months of a running grant for which no allowance was credited. Households that were paid and credited what their
-- grants say, month by month, are set aside (unsettled). Of the others five calendar years of months fit into one
-- number of 60 bits, so a household is compared at once: what was owed, less what was credited.
WITH span AS (
    SELECT c.m AS base_m
    FROM calendar AS c
    JOIN run AS r ON c.m BETWEEN r.first_m // 12 * 12 AND r.last_m
    WHERE (c.m - r.first_m // 12 * 12) % 60 = 0
),
-- Only months between the first and the last that the county's payment files hold can be missing.
filed AS (
    SELECT k.county AS county, min(k.m) AS first_m, max(k.m) AS last_m
    FROM county_pay AS k
    WHERE k.kind = 'allowance'
    GROUP BY k.county
),
stretch AS (
    SELECT
        g.household AS household, s.base_m AS base_m,
        greatest(g.from_m, s.base_m, f.first_m) - s.base_m AS first_bit,
        least(g.until_m, s.base_m + 59, f.last_m) - s.base_m AS last_bit
    FROM unsettled AS x
    JOIN grants AS g ON g.household = x.household
    JOIN filed AS f ON f.county = g.county AND g.from_m <= f.last_m AND g.until_m >= f.first_m
    JOIN span AS s ON g.from_m <= s.base_m + 59 AND g.until_m >= s.base_m
),
owed AS (
    SELECT
        t.household AS household, t.base_m AS base_m,
        bit_or((cast(1 AS BIGINT) << (t.last_bit + 1)) - (cast(1 AS BIGINT) << t.first_bit)) AS months
    FROM stretch AS t
    WHERE t.first_bit <= t.last_bit
    GROUP BY t.household, t.base_m
),
credited AS (
    SELECT
        b.household AS household, s.base_m AS base_m,
        bit_or(cast(b.months AS BIGINT) << (b.year * 12 - s.base_m)) AS months
    FROM unsettled AS x
    JOIN pay AS b ON b.household = x.household
    JOIN span AS s ON b.year * 12 BETWEEN s.base_m AND s.base_m + 59
    WHERE b.kind = 'allowance' AND b.paid_fen > 0 AND b.credited
    GROUP BY b.household, s.base_m
),
missing AS (
    SELECT o.household AS household, o.base_m AS base_m, o.months & ~coalesce(k.months, 0) AS months
    FROM owed AS o
    LEFT JOIN credited AS k ON k.household = o.household AND k.base_m = o.base_m
    WHERE (o.months & ~coalesce(k.months, 0)) <> 0
),
-- Each month once; gathered so that only these months, and not those of every grant, are spread out.
missing_month AS (
    SELECT x.household AS household, c.m AS m, c.first_on AS first_on
    FROM missing AS x
    JOIN calendar AS c ON c.m BETWEEN x.base_m AND x.base_m + 59
        AND (x.months & (cast(1 AS BIGINT) << greatest(least(c.m - x.base_m, 59), 0))) <> 0
    GROUP BY x.household, c.m, c.first_on
),
-- What the bank sent back and was paid out again reached the household, whatever its first row says.
sent_again AS (
    SELECT DISTINCT b.household AS household, b.m AS m
    FROM bounces AS b
    JOIN run AS r ON b.reissued_on <= r.as_of
    WHERE b.kind = 'allowance'
),
unpaid AS (
    SELECT
        g.household AS household, g.division AS division, g.grant_id AS grant_id,
        x.m AS m, x.first_on AS first_on, g.allowance_fen AS fen,
        sum(g.allowance_fen) OVER (PARTITION BY g.household ORDER BY x.m) AS so_far_fen,
        min(x.m) OVER (PARTITION BY g.household) AS first_m
    FROM missing_month AS x
    JOIN grants AS g ON g.household = x.household AND x.m BETWEEN g.from_m AND g.until_m
    ANTI JOIN sent_again AS s ON s.household = x.household AND s.m = x.m
    WHERE g.allowance_fen > 0
),
-- Arrears credited since make up for the earliest unpaid months first.
made_up AS (
    SELECT u.household AS household, sum(b.paid_fen) AS fen, max(c.m) AS last_m
    FROM (SELECT DISTINCT x.household AS household, x.first_m AS first_m FROM unpaid AS x) AS u
    JOIN pay AS b ON b.household = u.household
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0 AND c.m >= u.first_m
    WHERE b.kind = 'arrears' AND b.credited
    GROUP BY u.household
),
rostered AS (
    SELECT b.household AS household, c.m AS m, max(CASE WHEN b.credited THEN 1 ELSE 0 END) AS credited
    FROM (SELECT DISTINCT u.household AS household FROM unpaid AS u) AS x
    JOIN pay AS b ON b.household = x.household
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    WHERE b.kind = 'allowance'
    GROUP BY b.household, c.m
),
still_open AS (
    SELECT
        u.household AS household, u.grant_id AS grant_id, u.m AS m, u.fen AS fen, p.months AS least_months,
        CASE WHEN k.household IS NULL THEN '9(6)' WHEN k.credited = 0 THEN '10(4)' ELSE '8(5)' END AS clause,
        count(*) OVER (PARTITION BY u.household) AS found_months
    FROM unpaid AS u
    LEFT JOIN made_up AS a ON a.household = u.household
    LEFT JOIN rostered AS k ON k.household = u.household AND k.m = u.m
    JOIN p ON p.division = u.division AND u.first_on BETWEEN p.from_on AND p.to_on
    WHERE a.household IS NULL OR u.so_far_fen > a.fen OR u.m > a.last_m
)
SELECT
    t.household AS household,
    t.grant_id AS grant_id,
    t.m AS m,
    t.fen AS fen,
    'lead' AS grade,
    t.clause AS clause,
    sum(CASE WHEN t.clause = '9(6)' THEN 1 ELSE 0 END) OVER (PARTITION BY t.household) AS off_roster,
    sum(CASE WHEN t.clause = '10(4)' THEN 1 ELSE 0 END) OVER (PARTITION BY t.household) AS not_credited
FROM still_open AS t
WHERE t.found_months >= t.least_months
