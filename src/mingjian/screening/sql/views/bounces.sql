SELECT household, household_id, division, county, m, kind, paid_fen, due_fen, account_no, account_holder_id,
       bounced_on, reissued_on, reissued_holder_id, batch_id
FROM kept.bounces
WHERE m <= {as_of_m} {and_in_scope}
