-- Contradicted answers (check-contradicted) about a near relative of an officer who was in office in that department,
-- over the place that asked, at some time between the request and the answer. An answer of the league or the region
-- concerns only officers of that office or above it.
WITH contradicted AS (
    SELECT DISTINCT f.subject_id AS request_id, f.division AS office
    FROM found AS f
    WHERE f.rule = 'check-contradicted'
),
answered AS (
    SELECT
        c.request_id AS request_id, f.office AS office, c.department AS department, c.item AS item,
        c.person_id AS person_id, c.requested_on AS requested_on, coalesce(c.replied_on, c.requested_on) AS replied_on,
        p.kin AS kin
    FROM contradicted AS f
    JOIN checks AS c ON c.request_id = f.request_id
    JOIN p ON p.division = c.division AND c.requested_on BETWEEN p.from_on AND p.to_on
),
related AS (
    SELECT
        a.request_id AS request_id, a.office AS office, a.department AS department, a.item AS item,
        a.person_id AS person_id, a.requested_on AS requested_on, a.replied_on AS replied_on,
        k.officer_id AS officer_id, k.relation AS relation, o.post AS post
    FROM answered AS a
    JOIN officer_kin AS k
        ON k.relative_id = a.person_id
        AND k.from_day <= a.replied_on AND k.to_day >= a.requested_on
        AND strpos(',' || a.kin || ',', ',' || k.relation || ',') > 0
    JOIN officers AS o
        ON o.person_id = k.officer_id
        AND o.organ = a.department
        AND starts_with(a.office, o.division)
        AND o.from_day <= a.replied_on AND coalesce(o.to_day, DATE '9999-12-31') >= a.requested_on
)
SELECT
    t.request_id AS subject_id,
    t.office AS division,
    t.requested_on AS first_on,
    t.replied_on AS last_on,
    'lead' AS grade,
    '11(4)' AS clause,
    t.department AS department,
    t.item AS item,
    t.requested_on AS requested_on,
    t.person_id AS asked_about,
    min(t.officer_id) OVER (PARTITION BY t.request_id) AS related_to,
    t.officer_id AS officer_id
FROM related AS t
