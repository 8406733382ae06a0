-- As it stood on as_of: a step or a decision of a later day had not happened. regime is the national procedure by the
-- day of acceptance: A that of 2012, B that of 2021, '' before both.
SELECT application_id, household, household_id, division, township, county, league, applicant_id, kind,
       CASE WHEN begun_on >= DATE '{b_from}' THEN 'B' WHEN begun_on >= DATE '{a_from}' THEN 'A' ELSE '' END AS regime,
       applied_on, begun_on,
       CASE WHEN decided_on IS NULL AND decided_later THEN 'pending' ELSE decision END AS decision,
       reason, relative_registered, objection, complex, devolved,
       {days},
       surveyor_least, surveyor_most, attendance, representatives, reviewer_id, decider_id,
       posted_first_until, posted_first_days, posted_second_until, posted_second_days, supplements
FROM (
    SELECT application_id, household, household_id, division, township, county, league, applicant_id, kind,
           applied_on, coalesce(accepted_on, applied_on) AS begun_on, decision, reason, relative_registered, objection,
           complex, devolved, coalesce(decided_on > DATE '{as_of}', false) AS decided_later,
           {days_seen},
           surveyor_least, surveyor_most, attendance, representatives, reviewer_id, decider_id,
           posted_first_until, posted_first_days, posted_second_until, posted_second_days, supplements
    FROM kept.dossiers
    WHERE applied_on <= DATE '{as_of}' {and_in_counties}
) AS seen
