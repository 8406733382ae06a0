-- The home visits of the dossiers up to as_of, one row each, with the one or two officers that it names. Of a file that
-- went straight the order of the two is not kept.
SELECT application_id, kind, surveyed_at AS at, surveyor_least AS officer_id, nullif(surveyor_most, surveyor_least) AS officer2_id
FROM kept.dossiers
WHERE straight AND surveyed_on <= DATE '{as_of}' AND applied_on <= DATE '{as_of}' {and_in_counties}
UNION ALL
SELECT t.application_id, t.kind, t.at, t.officer_id, t.officer2_id
FROM kept.detours AS t
WHERE step = 'surveyed' AND day <= DATE '{as_of}' {and_in_counties}
