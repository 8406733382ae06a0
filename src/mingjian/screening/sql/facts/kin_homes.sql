-- Pairs of households that a marriage or a parent and a child tie together: one row per tie between a member of each.
-- kind spouse: the household with the lesser number first; kind child: person_id is the parent, relative_id the child.
WITH tie AS (
    SELECT k.person_id, k.relative_id, k.relation, k.from_day, k.to_day, k.available_on
    FROM raw.kinship AS k
    WHERE k.relation IN ('spouse', 'child')
    UNION ALL
    SELECT k.relative_id, k.person_id, 'child', k.from_day, k.to_day, k.available_on
    FROM raw.kinship AS k
    WHERE k.relation = 'parent'
),
apart AS (
    SELECT a.household, b.household AS other, t.person_id, t.relative_id, t.relation,
           t.relation = 'spouse' AND a.household > b.household AS turned,
           coalesce(t.from_day, DATE '0001-01-01') AS from_day, coalesce(t.to_day, DATE '9999-12-31') AS to_day,
           coalesce(t.available_on, t.from_day, DATE '0001-01-01') AS known_on, t.available_on IS NULL AS known_assumed
    FROM tie AS t
    JOIN kept.members AS a ON a.person_id = t.person_id
    JOIN kept.members AS b ON b.person_id = t.relative_id
    WHERE a.household <> b.household
)
SELECT DISTINCT
    CASE WHEN x.turned THEN x.other ELSE x.household END AS household,
    CASE WHEN x.turned THEN x.household ELSE x.other END AS other,
    CASE WHEN x.turned THEN x.relative_id ELSE x.person_id END AS person_id,
    CASE WHEN x.turned THEN x.person_id ELSE x.relative_id END AS relative_id,
    x.relation AS kind, x.from_day, x.to_day, x.known_on, x.known_assumed
FROM apart AS x
