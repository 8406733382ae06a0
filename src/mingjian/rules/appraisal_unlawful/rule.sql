-- Appraisals at which the residents' representatives were fewer than two of every three present.
-- Of a file that was appraised several times every appraisal must fall short.
WITH short_of AS (
    -- Where every appraisal falls short, the greatest numbers of both do so too.
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division,
        p.of_three AS of_three, p.documented AS documented, d.regime AS regime
    FROM dossiers AS d
    JOIN p ON p.division = d.division AND d.begun_on BETWEEN p.from_on AND p.to_on
    WHERE d.kind = 'application' AND d.regime <> '' AND d.appraised_on IS NOT NULL
        AND d.representatives * 3 < d.attendance * p.of_three
),
held AS (
    SELECT
        x.application_id AS application_id, min(x.household) AS household, min(x.division) AS division,
        bool_or(x.documented) AS documented,
        min(s.day) AS first_on, max(s.day) AS last_on,
        max(s.attendance) AS attendance, max(s.representatives) AS representatives
    FROM short_of AS x
    JOIN appraisals AS s ON s.application_id = x.application_id
    GROUP BY x.application_id
    HAVING max(CASE WHEN s.representatives * 3 < s.attendance * x.of_three THEN 0 ELSE 1 END) = 0
)
SELECT
    h.application_id AS application_id,
    h.household AS household,
    h.division AS division,
    h.first_on AS first_on,
    h.last_on AS last_on,
    'strong' AS grade,
    '8(3)' AS clause,
    h.documented AS documented,
    h.application_id AS file,
    h.last_on AS held_on,
    cast(h.attendance AS INTEGER) AS attendance,
    cast(h.representatives AS INTEGER) AS representatives
FROM held AS h
