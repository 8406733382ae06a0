SELECT household, household_id, division, county, ended_on, end_reason
FROM kept.endings
WHERE ended_on <= DATE '{as_of}' {and_in_scope}
