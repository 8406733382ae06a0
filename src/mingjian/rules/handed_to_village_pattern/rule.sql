-- Townships in which many applications, and a good part of them, were surveyed by village cadres alone.
WITH handed AS (
    SELECT DISTINCT f.subject_id AS application_id FROM found AS f WHERE f.rule = 'handed-to-village'
),
township AS (
    SELECT d.township AS township, count(*) AS files, count(h.application_id) AS handed
    FROM dossiers AS d
    LEFT JOIN handed AS h ON h.application_id = d.application_id
    WHERE d.kind = 'application' AND d.regime <> '' AND d.surveyed_on IS NOT NULL
    GROUP BY d.township
    HAVING count(h.application_id) > 0
),
pattern AS (
    SELECT t.township AS township, t.files AS files, t.handed AS handed
    FROM township AS t
    CROSS JOIN run AS r
    JOIN p ON p.division = t.township AND r.as_of BETWEEN p.from_on AND p.to_on
    WHERE t.handed >= p.files AND t.handed * 100 >= p.share * t.files
)
-- One row per application, so that they stand in the evidence.
SELECT
    x.township AS division,
    d.application_id AS application_id,
    d.surveyed_on AS first_on,
    d.surveyed_last_on AS last_on,
    'strong' AS grade,
    '8(2)' AS clause,
    x.files AS files,
    x.handed AS handed
FROM pattern AS x
JOIN dossiers AS d ON d.township = x.township
JOIN handed AS h ON h.application_id = d.application_id
