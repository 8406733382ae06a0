-- Grants of households of which a covered member or the head is kin of an officer in office over them on the day of the
-- grant. Only the approval that begins an unbroken series counts, and only where its day is on record. `tier` is the
-- office of the kin: village (cadres), township, or county (civil affairs); only those who decide, lead or handle the
-- work. own = the officer is himself the head or a covered member: then it is his own household.
WITH kin AS (
    SELECT DISTINCT k.relative_id FROM kept.officer_kin AS k
),
person AS (
    SELECT m.household, m.person_id, m.from_m, m.to_m
    FROM kept.members AS m
    SEMI JOIN kin AS k ON k.relative_id = m.person_id
    WHERE m.covered
    UNION
    -- A head who came later is bound by the months of his own row among the members, covered or not.
    SELECT h.household, h.head_id, coalesce(m.from_m, 0), coalesce(m.to_m, 99999)
    FROM kept.households AS h
    SEMI JOIN kin AS k ON k.relative_id = h.head_id
    LEFT JOIN kept.members AS m ON m.household = h.household AND m.person_id = h.head_id
),
approval AS (
    SELECT DISTINCT g.household, g.division, g.county, g.granted_on, CASE WHEN g.by_township THEN 'township' ELSE 'county' END AS granted_by,
           year(g.granted_on) * 12 + month(g.granted_on) - 1 AS m
    FROM kept.grants AS g
    SEMI JOIN person AS t ON t.household = g.household
    WHERE g.granted_on = g.first_granted_on AND NOT g.granted_assumed
),
-- Whoever joins in the month after the approval was in the household that was approved.
related AS (
    SELECT DISTINCT a.household, a.division, a.county, a.granted_on, a.granted_by, k.officer_id, k.relative_id,
           k.relation, k.called, k.derived, k.through_id, k.known_on
    FROM approval AS a
    JOIN person AS t ON t.household = a.household AND a.m BETWEEN t.from_m - 1 AND t.to_m
    JOIN kept.officer_kin AS k ON k.relative_id = t.person_id AND a.granted_on BETWEEN k.from_day AND k.to_day
),
post AS (
    SELECT o.division, o.person_id, o.post, o.from_day, o.to_day,
           CASE WHEN o.organ = 'village' AND o.rank <> 'staff' THEN 'village'
                WHEN o.rank NOT IN ('leader', 'deputy', 'handler') THEN NULL
                WHEN o.organ = 'township' OR o.organ = 'civil_affairs' AND length(o.office) >= 9 THEN 'township'
                WHEN o.organ = 'civil_affairs' AND length(o.office) = 6 THEN 'county' END AS tier
    FROM kept.officers_over AS o
),
own AS (
    SELECT m.household, m.person_id, m.from_m, m.to_m FROM kept.members AS m
    SEMI JOIN related AS r ON r.household = m.household AND r.officer_id = m.person_id
    WHERE m.covered
    UNION
    SELECT h.household, h.head_id, 0, 99999 FROM kept.households AS h
    SEMI JOIN related AS r ON r.household = h.household AND r.officer_id = h.head_id
)
SELECT r.household, r.division, r.county, r.granted_on, r.granted_by, r.officer_id, o.tier, min(o.post) AS post,
       r.relative_id, r.relation, r.called, r.derived, min(r.through_id) AS through_id, min(r.known_on) AS known_on,
       bool_or(w.person_id IS NOT NULL) AS own
FROM related AS r
JOIN post AS o
    ON o.division = r.division AND o.person_id = r.officer_id AND r.granted_on BETWEEN o.from_day AND o.to_day
LEFT JOIN own AS w
    ON w.household = r.household AND w.person_id = r.officer_id
    AND year(r.granted_on) * 12 + month(r.granted_on) - 1 BETWEEN w.from_m - 1 AND w.to_m
WHERE o.tier IS NOT NULL
GROUP BY r.household, r.division, r.county, r.granted_on, r.granted_by, r.officer_id, o.tier, r.relative_id,
         r.relation, r.called, r.derived
