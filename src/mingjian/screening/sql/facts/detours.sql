-- The steps of the dossiers that did not go straight: a step taken twice, a supplement, a visit without its first
-- surveyor, a day that cannot be folded (see step_days). They are few; nobody else needs the log itself.
WITH file AS (
    SELECT a.application_id, a.kind, coalesce(p.county, left(a.division, 6)) AS county
    FROM raw.applications AS a
    SEMI JOIN (SELECT application_id FROM kept.step_days WHERE NOT straight) AS w ON w.application_id = a.application_id
    LEFT JOIN kept.places AS p ON p.division = a.division
)
SELECT s.application_id, f.kind, f.county, s.step, s.at, cast(s.at AS DATE) AS day, cast(s.until AS DATE) AS until_day,
       s.officer_id, s.officer2_id, s.attendance, s.representatives
FROM raw.steps AS s
JOIN file AS f ON f.application_id = s.application_id
