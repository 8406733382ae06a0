-- The decisions on dossiers up to as_of, one row each, with the officer who took it.
SELECT application_id, kind, decided_at AS at, decider_id AS officer_id
FROM kept.dossiers
WHERE straight AND decided_on <= DATE '{as_of}' AND applied_on <= DATE '{as_of}' {and_in_counties}
UNION ALL
SELECT t.application_id, t.kind, t.at, t.officer_id
FROM kept.detours AS t
WHERE step = 'decided' AND day <= DATE '{as_of}' {and_in_counties}
