-- Allowance, arrears and recovery: one row per household, year and set of terms, with a bit for each month; every such
-- payment is exactly one bit of one row. to_another: the holder of the account is known and is not the head.
WITH taken AS NOT MATERIALIZED (
    -- Tens of millions of rows are grouped by as few and as small values as can be: household, year, kind, channel
    -- and whether the money was credited share one number, the two sums another (each is below 2^31 fen).
    SELECT h.household, p.period,
           ((((h.household * 16384::BIGINT + year(p.period)) * 4
              + CASE p.kind WHEN 'allowance' THEN 0 WHEN 'arrears' THEN 1 ELSE 2 END) * 8
             + CASE p.channel WHEN 'card' THEN 0 WHEN 'bank' THEN 1 WHEN 'cash' THEN 2 WHEN 'other' THEN 3 ELSE 4 END) * 2
            + CASE WHEN p.paid_on IS NULL THEN 0 ELSE 1 END) AS terms,
           cast(p.due * 100 AS BIGINT) * 2147483648 + cast(p.paid * 100 AS BIGINT) AS sums,
           p.account_no, p.account_holder_id, p.batch_id, p.source_file, p.source_row
    FROM raw.payments AS p
    JOIN kept.households AS h ON h.household_id = p.household_id
    WHERE p.kind IN ('allowance', 'arrears', 'recovery')
),
gathered AS (
    SELECT t.terms, t.sums, t.account_no, t.account_holder_id,
           bit_or(1 << (month(t.period) - 1)) AS months, count(*) AS payments
    FROM taken AS t
    GROUP BY t.terms, t.sums, t.account_no, t.account_holder_id
),
-- A term paid twice in one month would lose a row in the mask, so such households are split once more by copy.
repeated AS (
    SELECT DISTINCT cast(terms // 1048576 AS INTEGER) AS household FROM gathered WHERE payments <> bit_count(months)
),
copies AS (
    SELECT t.terms, t.sums, t.account_no, t.account_holder_id, t.period,
           row_number() OVER (
               PARTITION BY t.terms, t.sums, t.account_no, t.account_holder_id, t.period
               ORDER BY t.batch_id, t.source_file, t.source_row
           ) AS copy
    FROM taken AS t
    SEMI JOIN repeated AS r ON r.household = t.household
),
every AS (
    SELECT g.terms, g.sums, g.account_no, g.account_holder_id, g.months
    FROM gathered AS g
    ANTI JOIN repeated AS r ON r.household = g.terms // 1048576
    UNION ALL
    SELECT c.terms, c.sums, c.account_no, c.account_holder_id, bit_or(1 << (month(c.period) - 1)) AS months
    FROM copies AS c
    GROUP BY c.terms, c.sums, c.account_no, c.account_holder_id, c.copy
)
SELECT cast(e.terms // 1048576 AS INTEGER) AS household, h.division, h.county,
       cast(e.terms // 64 % 16384 AS INTEGER) AS year,
       CASE e.terms // 16 % 4 WHEN 0 THEN 'allowance' WHEN 1 THEN 'arrears' ELSE 'recovery' END AS kind,
       e.sums // 2147483648 AS due_fen, e.sums % 2147483648 AS paid_fen,
       e.account_no, e.account_holder_id, coalesce(e.account_holder_id <> h.head_id, false) AS to_another,
       CASE e.terms // 2 % 8 WHEN 0 THEN 'card' WHEN 1 THEN 'bank' WHEN 2 THEN 'cash' WHEN 3 THEN 'other' END AS channel,
       e.terms % 2 = 1 AS credited,
       cast(e.months AS INTEGER) AS months
FROM every AS e
JOIN (
    SELECT household, head_id, cast(division AS division_word) AS division, cast(county AS county_word) AS county
    FROM kept.households
) AS h ON h.household = e.terms // 1048576
