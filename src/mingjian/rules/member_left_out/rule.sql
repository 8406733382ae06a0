-- Benefit months of a household while a minor child of the head, or a severely disabled husband, wife or child, who
-- stands on the same household register (户口簿), is covered neither there nor in any other household.
WITH undeclared AS (
    SELECT
        o.household AS household, h.division AS division, o.person_id AS person_id, r.relation AS tie,
        o.lived_until AS lived_until, 0 AS from_m, 99999 AS to_m, r.from_day AS from_day, r.to_day AS to_day,
        o.known_assumed AS known_assumed
    FROM outsiders AS o
    JOIN households AS h ON h.household = o.household
    JOIN relatives AS r
        ON r.person_id = h.head_id AND r.relative_id = o.person_id AND r.relation IN ('spouse', 'child')
),
-- In the list, not covered, and on the head's register: their ties are those of the relation column.
declared AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id, w.tie AS tie,
        coalesce(d.died_on, DATE '9999-12-31') AS lived_until, t.from_m AS from_m, t.to_m AS to_m,
        DATE '0001-01-01' AS from_day, DATE '9999-12-31' AS to_day, r.known_assumed AS known_assumed
    FROM members AS t
    JOIN relation_words AS w ON w.relation = t.relation AND w.tie IN ('spouse', 'child')
    JOIN households AS h ON h.household = t.household
    JOIN recipient_hukou AS r ON r.person_id = t.person_id AND r.moved_out_on IS NULL
    JOIN recipient_hukou AS x ON x.person_id = h.head_id AND x.hukou_no = r.hukou_no
    LEFT JOIN recipient_deaths AS d ON d.person_id = t.person_id
    WHERE NOT t.covered
),
kin AS (
    SELECT
        u.household AS household, u.division AS division, u.person_id AS person_id, u.tie AS tie,
        u.lived_until AS lived_until, u.from_m AS from_m, u.to_m AS to_m, u.from_day AS from_day, u.to_day AS to_day,
        u.known_assumed AS known_assumed
    FROM undeclared AS u
    UNION ALL
    SELECT
        d.household AS household, d.division AS division, d.person_id AS person_id, d.tie AS tie,
        d.lived_until AS lived_until, d.from_m AS from_m, d.to_m AS to_m, d.from_day AS from_day, d.to_day AS to_day,
        d.known_assumed AS known_assumed
    FROM declared AS d
),
-- Born in the year, month and day of the identity number; life_m is the first month that he was born into.
person AS (
    SELECT
        k.household AS household, k.division AS division, k.person_id AS person_id, k.tie AS tie,
        k.lived_until AS lived_until, k.from_m AS from_m, k.to_m AS to_m, k.from_day AS from_day, k.to_day AS to_day,
        k.known_assumed AS known_assumed,
        k.person_id // 110000000 % 10000 * 12 + k.person_id // 1100000 % 100
        - CASE WHEN k.person_id // 11000 % 100 = 1 THEN 1 ELSE 0 END AS life_m
    FROM kin AS k
),
-- Most grown children in the lists are neither: only the others are looked at month by month.
in_question AS (
    SELECT
        k.household AS household, k.division AS division, k.person_id AS person_id, k.tie AS tie,
        k.lived_until AS lived_until, k.from_m AS from_m, k.to_m AS to_m, k.from_day AS from_day, k.to_day AS to_day,
        k.known_assumed AS known_assumed, k.life_m AS life_m
    FROM person AS k
    CROSS JOIN run
    LEFT JOIN (
        SELECT DISTINCT r.person_id AS person_id
        FROM disabled AS r
        WHERE r.grade <= (SELECT max(q.severe_grade) FROM p AS q)
    ) AS d ON d.person_id = k.person_id
    WHERE d.person_id IS NOT NULL
        OR k.tie = 'child' AND k.life_m + 12 * (SELECT max(q.minor_age) FROM p AS q) > run.first_m
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on, b.last_on AS last_on,
        sum(b.paid_fen) AS fen, max(b.grant_id) AS grant_id, max(b.covered_persons) AS covered_persons
    FROM (SELECT DISTINCT k.household AS household FROM in_question AS k) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on, b.last_on
),
months AS (
    SELECT
        k.household AS household, k.person_id AS person_id, k.tie AS tie, k.known_assumed AS known_assumed, b.m AS m,
        b.first_on AS first_on, b.last_on AS last_on, b.fen AS fen, b.grant_id AS grant_id,
        b.covered_persons = 1 AS is_alone, p.severe_grade AS severe_grade, p.mind_grade AS mind_grade,
        p.mind_kinds AS mind_kinds, p.illness_yuan AS illness_yuan, p.grace_months AS grace_months,
        -- A newborn is added some months after birth.
        k.tie = 'child' AND b.m < k.life_m + 12 * p.minor_age AND b.m >= k.life_m + p.grace_months AS is_minor
    FROM in_question AS k
    JOIN paid AS b
        ON b.household = k.household AND b.m BETWEEN k.from_m AND k.to_m AND k.lived_until >= b.last_on
        AND k.from_day <= b.first_on AND k.to_day >= b.last_on
    JOIN p ON p.division = k.division AND b.first_on BETWEEN p.from_on AND p.to_on
),
severe AS (
    SELECT DISTINCT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN disabled AS r ON r.person_id = x.person_id AND r.grade <= x.severe_grade
    CROSS JOIN run
    WHERE coalesce(r.available_on, r.issued_on) <= run.as_of
        AND x.m > year(r.issued_on) * 12 + month(r.issued_on) - 1 + x.grace_months
),
-- Somebody severely disabled or seriously ill may lawfully be covered alone where the income found is not below the
-- standard; where it is, the whole family is to be covered. An income that nobody wrote down is no reproach.
single AS (
    SELECT DISTINCT x.household AS household, x.m AS m
    FROM months AS x
    JOIN households AS h ON h.household = x.household
    JOIN members AS t ON t.household = x.household AND t.covered AND x.m BETWEEN t.from_m AND t.to_m
    JOIN grants AS g ON g.household = x.household AND g.grant_id = x.grant_id
    LEFT JOIN standards AS s ON s.county = h.county AND s.area = h.area AND x.m BETWEEN s.from_m AND s.to_m
    LEFT JOIN recipient_disabled AS r
        ON r.person_id = t.person_id AND r.issued_on <= x.last_on AND (
            r.grade <= x.severe_grade
            OR r.grade <= x.mind_grade AND strpos(',' || x.mind_kinds || ',', ',' || r.kind || ',') > 0
        )
    LEFT JOIN recipient_illness AS i ON i.person_id = t.person_id AND i.out_of_pocket_12m >= x.illness_yuan
    WHERE x.is_alone AND coalesce(g.income_fen >= s.monthly_fen, TRUE) AND (
        r.person_id IS NOT NULL OR i.person_id IS NOT NULL
        OR t.health LIKE '%重病%' OR t.health LIKE '%大病%' OR t.health LIKE '%重残%'
    )
),
-- What makes it lawful to leave somebody out:
lawful AS (
    -- covered in another household,
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN members AS t ON t.person_id = x.person_id AND t.covered AND x.m BETWEEN t.from_m AND t.to_m
    UNION
    -- a family one of whom is covered alone,
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN single AS s ON s.household = x.household AND s.m = x.m
    UNION
    -- supported as destitute, or as a child whom nobody in fact raises,
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN destitute AS r ON r.person_id = x.person_id AND r.from_month <= x.last_on
    CROSS JOIN run
    WHERE coalesce(r.to_month, DATE '9999-12-01') >= x.first_on AND coalesce(r.available_on, r.from_month) <= run.as_of
    UNION
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN monitored AS r ON r.person_id = x.person_id AND r.list = 'orphan'
    CROSS JOIN run
    WHERE coalesce(r.available_on, r.warned_on) <= run.as_of
    UNION
    -- in prison,
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN prisoners AS r ON r.person_id = x.person_id AND r.from_day <= x.last_on
    CROSS JOIN run
    WHERE coalesce(r.to_day, DATE '9999-12-31') >= x.first_on AND coalesce(r.available_on, r.from_day) <= run.as_of
    UNION
    -- a grown child with a family or an income of his own,
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN relatives AS r
        ON r.person_id = x.person_id AND r.relation = 'spouse' AND r.from_day <= x.last_on AND r.to_day >= x.first_on
    WHERE x.tie = 'child'
    UNION
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN means AS w ON w.person_id = x.person_id AND w.from_on <= x.last_on AND w.to_on >= x.first_on
    WHERE NOT x.is_minor AND w.what IN ('payroll', 'pension', 'insurance', 'business')
    UNION
    -- or a child who may live with another parent of his, who is neither in the household nor on the register.
    SELECT x.household AS household, x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN households AS h ON h.household = x.household
    JOIN relatives AS r ON r.person_id = x.person_id AND r.relation = 'parent' AND r.relative_id <> h.head_id
    CROSS JOIN run
    LEFT JOIN members AS t ON t.household = x.household AND t.person_id = r.relative_id
    LEFT JOIN outsiders AS o ON o.household = x.household AND o.person_id = r.relative_id
    LEFT JOIN deaths AS d
        ON d.person_id = r.relative_id AND d.died_on < x.first_on AND coalesce(d.available_on, d.died_on) <= run.as_of
    WHERE x.is_minor AND t.person_id IS NULL AND o.person_id IS NULL AND d.person_id IS NULL
),
left_out AS (
    SELECT
        x.household AS household, x.person_id AS person_id, x.m AS m, x.fen AS fen, x.grant_id AS grant_id,
        CASE WHEN x.is_minor THEN '未成年子女' WHEN x.tie = 'spouse' THEN '重度残疾的配偶' ELSE '重度残疾的子女' END AS who,
        x.known_assumed AS known_assumed
    FROM months AS x
    LEFT JOIN severe AS s ON s.household = x.household AND s.person_id = x.person_id AND s.m = x.m
    LEFT JOIN lawful AS o ON o.household = x.household AND o.person_id = x.person_id AND o.m = x.m
    WHERE o.household IS NULL AND (x.is_minor OR s.household IS NOT NULL)
),
listed AS (
    SELECT
        x.household AS household, x.person_id AS person_id, x.m AS m, x.fen AS fen, x.grant_id AS grant_id,
        x.who AS who, x.known_assumed AS known_assumed,
        row_number() OVER (PARTITION BY x.household, x.m ORDER BY x.person_id) AS place
    FROM left_out AS x
),
counted AS (
    SELECT x.household AS household, count(DISTINCT x.person_id) AS persons FROM left_out AS x GROUP BY x.household
)
-- One row for every such person; the month's money only once.
SELECT
    x.household AS household,
    x.person_id AS person_id,
    x.grant_id AS grant_id,
    x.m AS m,
    CASE WHEN x.place = 1 THEN x.fen ELSE 0 END AS fen,
    'lead' AS grade,
    '8(4)' AS clause,
    x.known_assumed AS known_assumed,
    first_value(x.person_id) OVER (PARTITION BY x.household ORDER BY x.m, x.place) AS missing,
    first_value(x.who) OVER (PARTITION BY x.household ORDER BY x.m, x.place) AS who,
    k.persons AS persons
FROM listed AS x
JOIN counted AS k ON k.household = x.household
