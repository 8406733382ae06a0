-- Allowance, arrears and recovery: one row per household, year and set of terms, with a bit for each month; every such
-- payment is exactly one bit of one row.
WITH gathered AS (
    -- Grouped by the number of the household, not by its text: half the work on tens of millions of rows.
    SELECT h.household, year(p.period) AS year, p.kind, p.due, p.paid, p.account_no, p.account_holder_id, p.channel,
           p.paid_on IS NOT NULL AS credited,
           bit_or(1 << (month(p.period) - 1)) AS months,
           count(*) AS payments
    FROM raw.payments AS p
    JOIN kept.households AS h ON h.household_id = p.household_id
    WHERE p.kind IN ('allowance', 'arrears', 'recovery')
    GROUP BY ALL
),
-- A term paid twice in one month would lose a row in the mask, so such households are split once more by copy.
repeated AS (
    SELECT DISTINCT household FROM gathered WHERE payments <> bit_count(months)
),
copies AS (
    SELECT h.household, year(p.period) AS year, p.kind, p.due, p.paid, p.account_no, p.account_holder_id, p.channel,
           p.paid_on IS NOT NULL AS credited,
           month(p.period) AS month,
           row_number() OVER (
               PARTITION BY h.household, p.period, p.kind, p.due, p.paid, p.account_no, p.account_holder_id,
                            p.channel, p.paid_on IS NOT NULL
               ORDER BY p.batch_id, p.source_file, p.source_row
           ) AS copy
    FROM raw.payments AS p
    JOIN kept.households AS h ON h.household_id = p.household_id
    SEMI JOIN repeated AS r ON r.household = h.household
    WHERE p.kind IN ('allowance', 'arrears', 'recovery')
),
every AS (
    SELECT g.household, g.year, g.kind, g.due, g.paid, g.account_no, g.account_holder_id, g.channel, g.credited, g.months
    FROM gathered AS g
    ANTI JOIN repeated AS r ON r.household = g.household
    UNION ALL
    SELECT c.household, c.year, c.kind, c.due, c.paid, c.account_no, c.account_holder_id, c.channel, c.credited,
           bit_or(1 << (c.month - 1)) AS months
    FROM copies AS c
    GROUP BY c.household, c.year, c.kind, c.due, c.paid, c.account_no, c.account_holder_id, c.channel, c.credited, c.copy
)
SELECT h.household, h.division, h.county,
       cast(e.year AS INTEGER) AS year, e.kind,
       cast(e.due * 100 AS BIGINT) AS due_fen,
       cast(e.paid * 100 AS BIGINT) AS paid_fen,
       e.account_no, e.account_holder_id, e.channel, e.credited,
       cast(e.months AS INTEGER) AS months
FROM every AS e
JOIN kept.households AS h ON h.household = e.household
