-- The kin of those who hold or held a post: as recorded, in both directions, and through one person between them
-- (derived = true: a brother through a parent, a grandchild through a child, in-laws through a marriage). relation says
-- what relative_id is to officer_id; in-laws and more distant kin have names of their own and count only where a kin
-- set names them. A tie holds from from_day to to_day and could be seen from known_on.
WITH tie AS (
    SELECT k.person_id, k.relative_id, k.relation,
           coalesce(k.from_day, DATE '0001-01-01') AS from_day, coalesce(k.to_day, DATE '9999-12-31') AS to_day,
           coalesce(k.available_on, k.from_day, DATE '0001-01-01') AS known_on
    FROM raw.kinship AS k
    UNION
    SELECT k.relative_id, k.person_id,
           CASE k.relation WHEN 'parent' THEN 'child' WHEN 'child' THEN 'parent'
                           WHEN 'grandparent' THEN 'grandchild' WHEN 'grandchild' THEN 'grandparent'
                           ELSE k.relation END,
           coalesce(k.from_day, DATE '0001-01-01'), coalesce(k.to_day, DATE '9999-12-31'),
           coalesce(k.available_on, k.from_day, DATE '0001-01-01')
    FROM raw.kinship AS k
),
near AS (
    SELECT t.person_id AS officer_id, t.relative_id, t.relation, t.from_day, t.to_day, t.known_on
    FROM tie AS t
    SEMI JOIN raw.officers AS o ON o.person_id = t.person_id
),
composed AS (
    SELECT v.first_relation, v.second_relation, v.relation
    FROM (VALUES ('parent', 'parent', 'grandparent'), ('child', 'child', 'grandchild'), ('parent', 'child', 'sibling'),
                 ('sibling', 'parent', 'parent'), ('sibling', 'sibling', 'sibling'), ('spouse', 'child', 'spouse_child'),
                 ('spouse', 'parent', 'spouse_parent'), ('spouse', 'sibling', 'spouse_sibling'),
                 ('child', 'spouse', 'child_spouse'), ('sibling', 'spouse', 'sibling_spouse'),
                 ('parent', 'sibling', 'parent_sibling'), ('sibling', 'child', 'sibling_child'))
        AS v(first_relation, second_relation, relation)
),
through AS (
    SELECT n.officer_id, t.relative_id, c.relation,
           greatest(n.from_day, t.from_day) AS from_day, least(n.to_day, t.to_day) AS to_day,
           greatest(n.known_on, t.known_on) AS known_on
    FROM near AS n
    JOIN tie AS t ON t.person_id = n.relative_id AND t.relative_id <> n.officer_id
    JOIN composed AS c ON c.first_relation = n.relation AND c.second_relation = t.relation
    WHERE greatest(n.from_day, t.from_day) <= least(n.to_day, t.to_day)
),
-- Whoever is recorded as kin is not called kin of another sort by what follows from others.
derived AS (
    SELECT t.officer_id, t.relative_id, t.relation, min(t.from_day) AS from_day, max(t.to_day) AS to_day,
           min(t.known_on) AS known_on
    FROM through AS t
    ANTI JOIN near AS n ON n.officer_id = t.officer_id AND n.relative_id = t.relative_id
    GROUP BY t.officer_id, t.relative_id, t.relation
)
SELECT n.officer_id, n.relative_id, n.relation, n.from_day, n.to_day, n.known_on, false AS derived
FROM near AS n
UNION ALL
SELECT d.officer_id, d.relative_id, d.relation, d.from_day, d.to_day, d.known_on, true AS derived
FROM derived AS d
