-- Allowance, arrears and recovery: one row per household, year and set of terms; every such payment is exactly one
-- bit of one row.
SELECT h.household, h.division, h.county,
       cast(t.year AS INTEGER) AS year, t.kind,
       cast(t.due * 100 AS BIGINT) AS due_fen,
       cast(t.paid * 100 AS BIGINT) AS paid_fen,
       t.account_no, t.account_holder_id, t.channel, t.credited,
       cast(t.months AS INTEGER) AS months
FROM kept.pay_terms AS t
JOIN kept.households AS h ON h.household_id = t.household_id
