-- The income a head that a survey found: one row per application, review or change that a grant rests on, with the
-- surveyors of its visits (the least and the greatest number, one and the same where there was only one). Of several
-- grants on one application the first one counts: the later ones only follow the standard.
WITH rested AS (
    SELECT g.application_id, arg_min(g.income_per_capita, g.from_month) AS income_per_capita,
           min(coalesce(g.granted_on, g.from_month)) AS granted_on
    FROM raw.grants AS g
    WHERE g.application_id IS NOT NULL AND g.income_per_capita IS NOT NULL
    GROUP BY g.application_id
)
SELECT d.household, d.application_id, d.township, d.county, d.surveyor_least, d.surveyor_most, d.surveyed_on, r.granted_on,
       cast(r.income_per_capita * 100 AS BIGINT) AS income_fen
FROM rested AS r
JOIN kept.dossiers AS d ON d.application_id = r.application_id
WHERE d.surveyor_least IS NOT NULL AND d.household IS NOT NULL
