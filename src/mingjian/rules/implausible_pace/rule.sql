-- Pairs of surveyors who visited more homes on a day than can be visited.
WITH visit AS (
    SELECT
        s.application_id AS application_id, s.at AS at, cast(s.at AS DATE) AS day,
        least(s.officer_id, s.officer2_id) AS one, greatest(s.officer_id, s.officer2_id) AS other
    FROM visits AS s
    WHERE s.officer_id <> s.officer2_id
),
crowded AS (
    SELECT v.one AS one, v.other AS other, v.day AS day
    FROM visit AS v
    GROUP BY v.one, v.other, v.day
    HAVING count(*) > (SELECT min(q.households) FROM p AS q)
),
visited AS (
    SELECT
        v.one AS one, v.other AS other, v.day AS day, v.at AS at, v.application_id AS application_id,
        d.applicant_id AS applicant_id, d.division AS division, d.township AS township, p.households AS most
    -- SEMI JOIN: which days are crowded is settled before anything else is looked up.
    FROM visit AS v
    SEMI JOIN crowded AS c ON c.one = v.one AND c.other = v.other AND c.day = v.day
    JOIN dossiers AS d ON d.application_id = v.application_id
    JOIN p ON p.division = d.division AND v.day BETWEEN p.from_on AND p.to_on
),
-- A home that was visited twice on a day is one home.
counted AS (
    SELECT v.one AS one, v.other AS other, v.day AS day, count(*) AS homes, max(v.most) AS most
    FROM (
        SELECT w.one AS one, w.other AS other, w.day AS day, w.applicant_id AS applicant_id, max(w.most) AS most
        FROM visited AS w
        GROUP BY w.one, w.other, w.day, w.applicant_id
    ) AS v
    GROUP BY v.one, v.other, v.day
    HAVING count(*) > max(v.most)
)
SELECT
    (cast(v.one // 11 AS VARCHAR) || CASE WHEN v.one % 11 = 10 THEN 'X' ELSE cast(v.one % 11 AS VARCHAR) END) || '|'
        || (cast(v.other // 11 AS VARCHAR) || CASE WHEN v.other % 11 = 10 THEN 'X' ELSE cast(v.other % 11 AS VARCHAR) END)
        || '@' || strftime(v.day, '%Y-%m-%d') AS subject_id,
    v.application_id AS application_id,
    v.at AS at,
    v.township AS division,
    v.day AS first_on,
    v.day AS last_on,
    'lead' AS grade,
    '8(3)' AS clause,
    v.one AS one,
    v.other AS other,
    v.day AS surveyed_on,
    cast(c.homes AS INTEGER) AS homes,
    cast(c.most AS INTEGER) AS most
FROM counted AS c
JOIN visited AS v ON v.one = c.one AND v.other = c.other AND v.day = c.day
