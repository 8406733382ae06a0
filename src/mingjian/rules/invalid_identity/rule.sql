-- Members whose identity number fails its check digit or disagrees with the list, and children older than a parent.
WITH heads AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        coalesce(t.id_born_on, t.born_on) AS born_on
    FROM households AS h
    JOIN members AS t ON t.household = h.household AND t.person_id = h.head_id
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
places AS (
    SELECT x.person_id AS person_id, x.household AS household, min(g.first_granted_on) AS first_granted_on
    FROM problems AS x
    LEFT JOIN grants AS g ON g.household = x.household
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
