SELECT household, application_id, township, county, surveyor_least, surveyor_most, surveyed_on, granted_on, income_fen
FROM kept.surveyed_incomes
WHERE granted_on <= DATE '{as_of}' {and_in_counties}
