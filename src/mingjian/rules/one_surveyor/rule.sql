-- Applications whose home visits all name one and the same officer.
-- Empty cells of every visit say nothing about who went, and such a file is left alone.
SELECT
    d.application_id AS application_id,
    d.household AS household,
    d.division AS division,
    d.surveyed_on AS first_on,
    d.surveyed_last_on AS last_on,
    'lead' AS grade,
    '8(3)' AS clause,
    d.application_id AS file,
    d.surveyed_on AS surveyed_on,
    cast(p.officers AS INTEGER) AS officers
FROM dossiers AS d
JOIN p ON p.division = d.division AND d.begun_on BETWEEN p.from_on AND p.to_on
WHERE d.kind = 'application' AND d.regime <> '' AND d.surveyed_on IS NOT NULL
    AND d.surveyor_least = d.surveyor_most AND p.officers >= 2
