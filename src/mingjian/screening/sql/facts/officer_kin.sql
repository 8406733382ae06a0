-- The kin of those who hold or held a post: as recorded, in both directions, and through one person between them
-- (derived = true, through_id: a brother through a parent, a grandchild through a child, in-laws through a marriage).
-- relation says what relative_id is to officer_id, called the same in Chinese; in-laws and more distant kin have names
-- of their own and count only where a kin set names them. A tie holds from from_day to to_day and could be seen from
-- known_on. Of a tie recorded from both sides the shorter time holds: a divorce that one side leaves out is a divorce.
WITH inverse AS (
    SELECT v.relation, v.turned
    FROM (VALUES ('spouse', 'spouse'), ('parent', 'child'), ('child', 'parent'), ('sibling', 'sibling'),
                 ('grandparent', 'grandchild'), ('grandchild', 'grandparent')) AS v(relation, turned)
),
composed AS (
    SELECT v.first_relation, v.second_relation, v.relation
    FROM (VALUES ('parent', 'parent', 'grandparent'), ('child', 'child', 'grandchild'), ('parent', 'child', 'sibling'),
                 ('sibling', 'parent', 'parent'), ('sibling', 'sibling', 'sibling'), ('child', 'sibling', 'child'),
                 ('sibling', 'grandparent', 'grandparent'), ('grandchild', 'sibling', 'grandchild'),
                 ('spouse', 'child', 'spouse_child'), ('spouse', 'parent', 'spouse_parent'),
                 ('spouse', 'sibling', 'spouse_sibling'), ('child', 'spouse', 'child_spouse'),
                 ('sibling', 'spouse', 'sibling_spouse'), ('parent', 'sibling', 'parent_sibling'),
                 ('sibling', 'child', 'sibling_child'))
        AS v(first_relation, second_relation, relation)
),
called AS (
    SELECT v.relation, v.called
    FROM (VALUES ('spouse', '配偶'), ('parent', '父母'), ('child', '子女'), ('sibling', '兄弟姐妹'),
                 ('grandparent', '祖父母（外祖父母）'), ('grandchild', '孙子女（外孙子女）'),
                 ('spouse_child', '配偶的子女'), ('spouse_parent', '配偶的父母'), ('spouse_sibling', '配偶的兄弟姐妹'),
                 ('child_spouse', '子女的配偶'), ('sibling_spouse', '兄弟姐妹的配偶'),
                 ('parent_sibling', '父母的兄弟姐妹'), ('sibling_child', '兄弟姐妹的子女'))
        AS v(relation, called)
),
dated AS (
    SELECT k.person_id, k.relative_id, k.relation, i.turned,
           coalesce(k.from_day, DATE '0001-01-01') AS from_day, coalesce(k.to_day, DATE '9999-12-31') AS to_day,
           coalesce(k.available_on, k.from_day, DATE '0001-01-01') AS known_on
    FROM raw.kinship AS k
    JOIN inverse AS i ON i.relation = k.relation
    WHERE k.person_id <> k.relative_id
),
of_officer AS (
    SELECT d.person_id AS officer_id, d.relative_id, d.relation, d.from_day, d.to_day, d.known_on
    FROM dated AS d
    SEMI JOIN raw.officers AS o ON o.person_id = d.person_id
    UNION ALL
    SELECT d.relative_id, d.person_id, d.turned, d.from_day, d.to_day, d.known_on
    FROM dated AS d
    SEMI JOIN raw.officers AS o ON o.person_id = d.relative_id
),
near AS (
    SELECT t.officer_id, t.relative_id, t.relation, max(t.from_day) AS from_day, min(t.to_day) AS to_day,
           min(t.known_on) AS known_on
    FROM of_officer AS t
    GROUP BY t.officer_id, t.relative_id, t.relation
),
of_relative AS (
    SELECT d.person_id AS through_id, d.relative_id, d.relation, d.from_day, d.to_day, d.known_on
    FROM dated AS d
    SEMI JOIN near AS n ON n.relative_id = d.person_id
    UNION ALL
    SELECT d.relative_id, d.person_id, d.turned, d.from_day, d.to_day, d.known_on
    FROM dated AS d
    SEMI JOIN near AS n ON n.relative_id = d.relative_id
),
second AS (
    SELECT t.through_id, t.relative_id, t.relation, max(t.from_day) AS from_day, min(t.to_day) AS to_day,
           min(t.known_on) AS known_on
    FROM of_relative AS t
    GROUP BY t.through_id, t.relative_id, t.relation
),
-- Whoever is recorded as kin is not called kin of another sort by what follows from others.
derived AS (
    SELECT n.officer_id, t.relative_id, c.relation, n.relative_id AS through_id,
           greatest(n.from_day, t.from_day) AS from_day, least(n.to_day, t.to_day) AS to_day,
           greatest(n.known_on, t.known_on) AS known_on
    FROM near AS n
    JOIN second AS t ON t.through_id = n.relative_id AND t.relative_id <> n.officer_id
    JOIN composed AS c ON c.first_relation = n.relation AND c.second_relation = t.relation
    ANTI JOIN near AS x ON x.officer_id = n.officer_id AND x.relative_id = t.relative_id
    WHERE greatest(n.from_day, t.from_day) <= least(n.to_day, t.to_day)
)
SELECT n.officer_id, n.relative_id, n.relation, c.called, n.from_day, n.to_day, n.known_on, false AS derived,
       cast(NULL AS BIGINT) AS through_id
FROM near AS n
JOIN called AS c ON c.relation = n.relation
UNION ALL
SELECT d.officer_id, d.relative_id, d.relation, c.called, d.from_day, d.to_day, d.known_on, true, d.through_id
FROM derived AS d
JOIN called AS c ON c.relation = d.relation
