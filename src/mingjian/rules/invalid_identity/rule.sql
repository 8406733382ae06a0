-- Members whose identity number fails its check digit or disagrees with the list, and children older than a parent.
WITH
-- What the words for a child or a parent are anywhere: first birth of a child and last of a parent are held against the
-- head's, and few households are left to be looked at person by person.
kin_words AS (
    SELECT
        r.relation AS relation,
        max(CASE WHEN (',' || q.child_words || ',') LIKE ('%,' || r.relation || ',%') THEN 1 ELSE 0 END) AS child,
        max(CASE WHEN (',' || q.parent_words || ',') LIKE ('%,' || r.relation || ',%') THEN 1 ELSE 0 END) AS parent
    FROM (SELECT DISTINCT t.relation AS relation FROM members AS t) AS r
    CROSS JOIN (SELECT DISTINCT p.child_words AS child_words, p.parent_words AS parent_words FROM p) AS q
    GROUP BY r.relation
),
kin_births AS (
    SELECT
        t.household AS household,
        min(CASE WHEN k.child = 1 THEN coalesce(t.id_born_on, t.born_on) END) AS first_child_on,
        max(CASE WHEN k.parent = 1 THEN coalesce(t.id_born_on, t.born_on) END) AS last_parent_on
    FROM (SELECT w.relation AS relation, w.child AS child, w.parent AS parent FROM kin_words AS w
          WHERE w.child = 1 OR w.parent = 1) AS k
    JOIN members AS t ON t.relation = k.relation
    GROUP BY t.household
),
heads AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        coalesce(t.id_born_on, t.born_on) AS born_on
    FROM kin_births AS b
    JOIN members AS t ON t.household = b.household AND t.is_head
    WHERE b.first_child_on < coalesce(t.id_born_on, t.born_on) OR b.last_parent_on > coalesce(t.id_born_on, t.born_on)
),
relatives_of_head AS (
    SELECT
        t.household AS household,
        CASE WHEN coalesce(t.id_born_on, t.born_on) < a.born_on THEN t.person_id ELSE a.person_id END AS person_id
    FROM heads AS a
    CROSS JOIN run
    JOIN members AS t ON t.household = a.household AND t.person_id <> a.person_id
    JOIN p ON p.division = a.division AND run.as_of BETWEEN p.from_on AND p.to_on
    -- A child born before the head, or a parent born after him.
    WHERE (coalesce(t.id_born_on, t.born_on) < a.born_on
            AND (',' || p.child_words || ',') LIKE ('%,' || t.relation || ',%'))
        OR (coalesce(t.id_born_on, t.born_on) > a.born_on
            AND (',' || p.parent_words || ',') LIKE ('%,' || t.relation || ',%'))
),
problems AS (
    SELECT
        t.person_id AS person_id, t.household AS household,
        CASE WHEN t.check_ok THEN 0 ELSE 1 END AS check_digit,
        CASE WHEN t.id_born_on IS NULL OR t.id_born_on > run.as_of THEN 1 ELSE 0 END AS no_date,
        CASE WHEN t.born_on <> t.id_born_on THEN 1 ELSE 0 END AS other_birth,
        CASE WHEN t.sex <> t.id_sex THEN 1 ELSE 0 END AS other_sex,
        0 AS older_than_parent
    FROM members AS t
    CROSS JOIN run
    -- Who joined only after the day of the run, such as a child born since, is no member yet.
    WHERE t.from_m <= run.as_of_m
        AND (NOT t.check_ok OR t.id_born_on IS NULL OR t.id_born_on > run.as_of
            OR t.born_on <> t.id_born_on OR t.sex <> t.id_sex)
    UNION ALL
    SELECT
        r.person_id AS person_id, r.household AS household,
        0 AS check_digit, 0 AS no_date, 0 AS other_birth, 0 AS other_sex, 1 AS older_than_parent
    FROM relatives_of_head AS r
),
kinds AS (
    SELECT
        x.person_id AS person_id,
        max(x.check_digit) AS check_digit, max(x.no_date) AS no_date, max(x.other_birth) AS other_birth,
        max(x.other_sex) AS other_sex, max(x.older_than_parent) AS older_than_parent
    FROM problems AS x
    GROUP BY x.person_id
),
-- Grants are sought for these households alone: a left join would hold all grants in memory.
granted AS (
    SELECT g.household AS household, min(g.first_granted_on) AS first_granted_on
    FROM grants AS g
    SEMI JOIN problems AS x ON x.household = g.household
    GROUP BY g.household
),
places AS (
    SELECT x.person_id AS person_id, x.household AS household, min(g.first_granted_on) AS first_granted_on
    FROM problems AS x
    LEFT JOIN granted AS g ON g.household = x.household
    GROUP BY x.person_id, x.household
)
SELECT
    x.person_id AS person_id,
    x.household AS household,
    coalesce(x.first_granted_on, run.as_of) AS first_on,
    run.as_of AS last_on,
    'lead' AS grade,
    '' AS clause,
    substr(
        CASE WHEN k.check_digit = 1 THEN '、校验码不符' ELSE '' END
        || CASE WHEN k.no_date = 1 THEN '、号码中的出生日期不存在或在将来' ELSE '' END
        || CASE WHEN k.other_birth = 1 THEN '、登记的出生日期与号码不一致' ELSE '' END
        || CASE WHEN k.other_sex = 1 THEN '、登记的性别与号码不一致' ELSE '' END
        || CASE WHEN k.older_than_parent = 1 THEN '、出生早于登记的父母' ELSE '' END,
        2
    ) AS problem
FROM places AS x
JOIN kinds AS k ON k.person_id = x.person_id
CROSS JOIN run
