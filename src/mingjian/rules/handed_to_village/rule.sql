-- Applications whose every surveyor, on every visit, was a village cadre in office and no officer of the township.
WITH cadre AS (
    SELECT o.person_id AS person_id, o.from_day AS from_day, coalesce(o.to_day, DATE '9999-12-31') AS to_day
    FROM officers AS o
    WHERE o.organ = 'village'
),
officer AS (
    SELECT o.person_id AS person_id, o.from_day AS from_day, coalesce(o.to_day, DATE '9999-12-31') AS to_day
    FROM officers AS o
    WHERE o.organ <> 'village'
),
any_cadre AS (
    SELECT DISTINCT c.person_id AS person_id FROM cadre AS c
),
-- Where the surveyor with the least number and the one with the greatest are no cadres nothing more need be read.
likely AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.township AS township
    FROM dossiers AS d
    JOIN any_cadre AS a ON a.person_id = d.surveyor_least
    JOIN any_cadre AS b ON b.person_id = d.surveyor_most
    WHERE d.kind = 'application' AND d.regime <> '' AND d.surveyed_on IS NOT NULL
),
visit AS (
    SELECT s.application_id AS application_id, cast(s.at AS DATE) AS day, s.officer_id AS one, s.officer2_id AS other
    FROM likely AS k
    JOIN visits AS s ON s.application_id = k.application_id
),
-- A visit without a first surveyor on record stays in, as somebody who is no cadre.
visitor AS (
    SELECT v.application_id AS application_id, v.day AS day, v.one AS person_id FROM visit AS v
    UNION
    SELECT v.application_id AS application_id, v.day AS day, v.other AS person_id FROM visit AS v WHERE v.other IS NOT NULL
),
judged AS (
    SELECT
        v.application_id AS application_id, v.day AS day, v.person_id AS person_id,
        max(CASE WHEN c.person_id IS NOT NULL THEN 1 ELSE 0 END) AS is_cadre,
        max(CASE WHEN o.person_id IS NOT NULL THEN 1 ELSE 0 END) AS is_officer
    FROM visitor AS v
    LEFT JOIN cadre AS c ON c.person_id = v.person_id AND v.day BETWEEN c.from_day AND c.to_day
    LEFT JOIN officer AS o ON o.person_id = v.person_id AND v.day BETWEEN o.from_day AND o.to_day
    GROUP BY v.application_id, v.day, v.person_id
),
handed AS (
    SELECT
        j.application_id AS application_id, min(j.day) AS first_on, max(j.day) AS last_on,
        count(DISTINCT j.person_id) AS surveyors
    FROM judged AS j
    GROUP BY j.application_id
    HAVING min(j.is_cadre) = 1 AND max(j.is_officer) = 0
)
SELECT
    x.application_id AS application_id,
    k.household AS household,
    k.division AS division,
    x.first_on AS first_on,
    x.last_on AS last_on,
    'lead' AS grade,
    '8(2)' AS clause,
    x.first_on AS surveyed_on,
    x.surveyors AS surveyors
FROM handed AS x
JOIN likely AS k ON k.application_id = x.application_id
