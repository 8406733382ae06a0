-- Allowance, arrears and recovery gathered by household, year and terms, with a bit for each month. A term paid twice in one month
-- would lose a row in the mask, so such households are split once more by copy.
WITH gathered AS (
    SELECT household_id, year(period) AS year, kind, due, paid, account_no, account_holder_id, channel,
           paid_on IS NOT NULL AS credited,
           bit_or(1 << (month(period) - 1)) AS months,
           count(*) AS payments
    FROM raw.payments
    WHERE kind IN ('allowance', 'arrears', 'recovery')
    GROUP BY ALL
),
repeated AS (
    SELECT DISTINCT household_id FROM gathered WHERE payments <> bit_count(months)
),
copies AS (
    SELECT p.household_id, year(p.period) AS year, p.kind, p.due, p.paid, p.account_no, p.account_holder_id, p.channel,
           p.paid_on IS NOT NULL AS credited,
           month(p.period) AS month,
           row_number() OVER (
               PARTITION BY p.household_id, p.period, p.kind, p.due, p.paid, p.account_no, p.account_holder_id,
                            p.channel, p.paid_on IS NOT NULL
               ORDER BY p.batch_id, p.source_file, p.source_row
           ) AS copy
    FROM raw.payments AS p
    SEMI JOIN repeated AS r ON r.household_id = p.household_id
    WHERE p.kind IN ('allowance', 'arrears', 'recovery')
)
SELECT g.household_id, g.year, g.kind, g.due, g.paid, g.account_no, g.account_holder_id, g.channel, g.credited, g.months
FROM gathered AS g
ANTI JOIN repeated AS r ON r.household_id = g.household_id
UNION ALL
SELECT c.household_id, c.year, c.kind, c.due, c.paid, c.account_no, c.account_holder_id, c.channel, c.credited,
       bit_or(1 << (c.month - 1)) AS months
FROM copies AS c
GROUP BY c.household_id, c.year, c.kind, c.due, c.paid, c.account_no, c.account_holder_id, c.channel, c.credited, c.copy
