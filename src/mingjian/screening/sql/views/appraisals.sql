-- The appraisals of the dossiers up to as_of, one row each, with those who were there.
SELECT application_id, kind, appraised_on AS day, attendance, representatives
FROM kept.dossiers
WHERE straight AND appraised_on <= DATE '{as_of}' AND applied_on <= DATE '{as_of}' {and_in_counties}
UNION ALL
SELECT application_id, kind, day, attendance, representatives
FROM kept.detours
WHERE step = 'appraised' AND day <= DATE '{as_of}' {and_in_counties}
