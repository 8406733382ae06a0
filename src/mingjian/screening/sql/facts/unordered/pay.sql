-- The fact pay for an engine that keeps no order of rows: a row per household, year and set of terms.
WITH taken AS (
    SELECT p.household_id, year(p.period) AS year, month(p.period) AS month, p.kind, p.due, p.paid, p.account_no,
           p.account_holder_id, p.channel, p.paid_on IS NOT NULL AS credited,
           -- A term paid twice in one month has two bits, and so two rows.
           row_number() OVER (
               PARTITION BY p.household_id, p.period, p.kind, p.due, p.paid, p.account_no, p.account_holder_id, p.channel,
                            p.paid_on IS NOT NULL
               ORDER BY p.source_file, p.source_row
           ) AS copy
    FROM raw.payments AS p
    WHERE p.kind IN ('allowance', 'arrears', 'recovery')
),
gathered AS (
    SELECT t.household_id, t.year, t.kind, t.due, t.paid, t.account_no, t.account_holder_id, t.channel, t.credited,
           t.copy, bit_or(1 << (t.month - 1)) AS months
    FROM taken AS t
    GROUP BY t.household_id, t.year, t.kind, t.due, t.paid, t.account_no, t.account_holder_id, t.channel, t.credited,
             t.copy
)
SELECT h.household, h.division, h.county, cast(g.year AS INTEGER) AS year, g.kind,
       cast(g.due * 100 AS BIGINT) AS due_fen, cast(g.paid * 100 AS BIGINT) AS paid_fen,
       g.account_no, g.account_holder_id, coalesce(g.account_holder_id <> h.head_id, false) AS to_another,
       g.channel, g.credited, cast(g.months AS INTEGER) AS months
FROM gathered AS g
JOIN kept.households AS h ON h.household_id = g.household_id
