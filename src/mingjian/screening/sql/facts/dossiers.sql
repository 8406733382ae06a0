-- A dossier: one application, review, change or stop with all of its steps on one row. <step>_on is the first day of a
-- step and <step>_last_on the last, empty where the file went straight and there is but one; _days counts the dates of
-- the longest posting, both ends included. Surveyors are counted by their least and greatest number: where both are the
-- same there was only one. log_filled and file_filled have a bit for each column of the log and of the application that
-- may be empty and is not.
WITH round_about AS (
    SELECT t.application_id, {days_counted},
           count(*) FILTER (t.step = 'supplement') AS supplements
    FROM kept.detours AS t
    GROUP BY t.application_id
)
SELECT a.application_id, h.household, a.household_id, a.division,
       coalesce(p.township, left(a.division, 9)) AS township,
       coalesce(p.county, left(a.division, 6)) AS county,
       coalesce(p.league, left(a.division, 4)) AS league,
       a.applicant_id, a.kind, a.applied_on, a.decision, a.reason,
       a.relative_registered, coalesce(a.objection, false) AS objection,
       coalesce(a.complex, false) AS complex, coalesce(a.devolved, false) AS devolved,
       {days_made},
       w.surveyor_least, w.surveyor_most, w.surveyed_at, w.attendance, w.representatives, w.reviewer_id,
       w.decided_at, w.decider_id, coalesce(r.supplements, 0) AS supplements, w.last_step_on,
       coalesce(w.straight, false) AS straight,
       cast(w.filled AS SMALLINT) AS log_filled,
       cast(CASE WHEN a.objection IS NULL THEN 0 ELSE 1 END + CASE WHEN a.complex IS NULL THEN 0 ELSE 2 END
            + CASE WHEN a.devolved IS NULL THEN 0 ELSE 4 END AS SMALLINT) AS file_filled
FROM raw.applications AS a
LEFT JOIN kept.step_days AS w ON w.application_id = a.application_id
LEFT JOIN round_about AS r ON r.application_id = a.application_id
LEFT JOIN kept.households AS h ON h.household_id = a.household_id
LEFT JOIN kept.places AS p ON p.division = a.division
