-- Payments that the bank sent back.
SELECT h.household, h.household_id, h.division, h.county,
       year(p.period) * 12 + month(p.period) - 1 AS m,
       p.kind, cast(p.paid * 100 AS BIGINT) AS paid_fen, cast(p.due * 100 AS BIGINT) AS due_fen,
       p.account_no, p.account_holder_id, p.bounced_on, p.reissued_on, p.reissued_holder_id, p.batch_id
FROM (SELECT * FROM raw.payments WHERE bounced_on IS NOT NULL) AS p
JOIN kept.households AS h ON h.household_id = p.household_id
