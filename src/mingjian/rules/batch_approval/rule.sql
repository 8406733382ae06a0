-- Officers who approved very many applications within minutes. A step without a time of day says nothing about minutes
-- and is left out.
WITH written AS (
    SELECT
        s.officer_id AS officer_id, s.application_id AS application_id, cast(s.at AS DATE) AS day,
        hour(s.at) * 3600 + minute(s.at) * 60 + second(s.at) AS clock
    FROM decisions AS s
    WHERE s.kind = 'application' AND s.officer_id IS NOT NULL
),
busy AS (
    SELECT x.officer_id AS officer_id, x.day AS day
    FROM written AS x
    CROSS JOIN (SELECT min(q.decisions) AS decisions FROM p AS q) AS fewest
    WHERE x.clock > 0
    GROUP BY x.officer_id, x.day
    HAVING count(*) >= max(fewest.decisions)
),
decision AS (
    SELECT x.officer_id AS officer_id, x.application_id AS application_id, x.day AS day, min(x.clock) AS clock
    FROM busy AS b
    JOIN written AS x ON x.officer_id = b.officer_id AND x.day = b.day
    WHERE x.clock > 0
    GROUP BY x.officer_id, x.application_id, x.day
),
approval AS (
    SELECT
        x.officer_id AS officer_id, x.application_id AS application_id, x.day AS day, x.clock AS clock,
        d.county AS county, d.devolved AS devolved, p.decisions AS decisions, p.minutes * 60 AS seconds
    FROM decision AS x
    JOIN dossiers AS d ON d.application_id = x.application_id
    JOIN p ON p.division = d.county AND x.day BETWEEN p.from_on AND p.to_on
    WHERE d.kind = 'application' AND d.decision = 'granted'
),
moment AS (
    SELECT
        x.officer_id AS officer_id, x.day AS day, x.clock AS clock,
        max(x.decisions) AS decisions, max(x.seconds) AS seconds, count(*) AS approvals
    FROM approval AS x
    GROUP BY x.officer_id, x.day, x.clock
),
burst AS (
    SELECT
        a.officer_id AS officer_id, a.day AS day, a.clock AS clock, a.seconds AS seconds,
        cast(sum(b.approvals) AS BIGINT) AS approvals
    FROM moment AS a
    JOIN moment AS b ON b.officer_id = a.officer_id AND b.day = a.day AND b.clock BETWEEN a.clock AND a.clock + a.seconds
    GROUP BY a.officer_id, a.day, a.clock, a.seconds, a.decisions
    HAVING sum(b.approvals) >= a.decisions
),
inside AS (
    SELECT DISTINCT
        x.officer_id AS officer_id, x.application_id AS application_id, x.day AS day, x.county AS county,
        x.devolved AS devolved
    FROM burst AS t
    JOIN approval AS x
        ON x.officer_id = t.officer_id AND x.day = t.day AND x.clock BETWEEN t.clock AND t.clock + t.seconds
),
officer AS (
    SELECT
        t.officer_id AS officer_id, max(t.approvals) AS approvals, count(DISTINCT t.day) AS days, min(t.day) AS burst_on
    FROM burst AS t
    GROUP BY t.officer_id
)
SELECT
    x.officer_id AS person_id,
    x.county AS division,
    x.application_id AS application_id,
    'decided' AS step,
    x.day AS first_on,
    x.day AS last_on,
    'lead' AS grade,
    CASE WHEN x.devolved THEN '8(6);9(1)' ELSE '9(3)' END AS clause,
    x.officer_id AS officer,
    o.approvals AS approvals,
    o.days AS days,
    o.burst_on AS burst_on
FROM inside AS x
JOIN officer AS o ON o.officer_id = x.officer_id
