SELECT household, household_id, division, county, area, grant_id, application_id, from_m, to_m, until_m, category,
       covered_persons, income_fen, allowance_fen, account_no, account_holder_id, granted_on, granted_assumed,
       granted_by, ended_on, end_reason, first_granted_on, wrong_clause, income_clause, property_clause
FROM kept.grants {in_scope}
