-- Allowance, arrears and recovery: rows of a household, a year and a set of terms with a bit for each month; every such
-- payment is exactly one bit of one row. Over how many rows equal terms are spread says nothing.
-- to_another: the holder of the account is known and is not the head.
--
-- A snapshot lies in the order of households and months, and payments on the same terms in months that follow each
-- other are neighbours. So nothing is gathered: of such a run only the first payment goes on, with the length of the run.
-- In any other order the runs are shorter and the bits are the same. OVER () is the order of the file.
WITH numbered AS (
    SELECT p.household_id, year(p.period) AS year, month(p.period) AS month, p.kind, p.due, p.paid, p.account_no,
           p.account_holder_id, p.channel, p.paid_on IS NOT NULL AS credited, row_number() OVER () AS n
    FROM raw.payments AS p
    WHERE p.kind IN ('allowance', 'arrears', 'recovery')
),
marked AS (
    SELECT x.*,
           hash(x.household_id, x.year, x.month - x.n, x.kind, x.due, x.paid, x.account_no, x.account_holder_id, x.channel,
                x.credited) AS mark
    FROM numbered AS x
),
begun AS (
    SELECT b.household_id, b.year, b.month, b.kind, b.due, b.paid, b.account_no, b.account_holder_id, b.channel,
           b.credited, b.n
    FROM (SELECT m.*, lag(m.mark) OVER () AS before FROM marked AS m) AS b
    WHERE b.mark IS DISTINCT FROM b.before
),
runs AS (
    SELECT b.*,
           lead(b.n, 1, (SELECT count(*) + 1 FROM raw.payments WHERE kind IN ('allowance', 'arrears', 'recovery')))
               OVER () - b.n AS length
    FROM begun AS b
)
SELECT h.household, h.division, h.county, cast(r.year AS INTEGER) AS year, r.kind,
       cast(r.due * 100 AS BIGINT) AS due_fen, cast(r.paid * 100 AS BIGINT) AS paid_fen,
       r.account_no, r.account_holder_id, coalesce(r.account_holder_id <> h.head_id, false) AS to_another,
       r.channel, r.credited, cast(((1 << r.length) - 1) << (r.month - 1) AS INTEGER) AS months
FROM runs AS r
JOIN (
    SELECT household_id, household, head_id, cast(division AS division_word) AS division,
           cast(county AS county_word) AS county
    FROM kept.households
) AS h ON h.household_id = r.household_id
