-- Benefit months of a household while the husband, wife or an unmarried child of the head, who stands on the same
-- household register (户口簿) and in no list, is on the public payroll, draws an employee pension or is employed.
WITH kin AS (
    SELECT
        o.household AS household, h.division AS division, o.person_id AS person_id, o.lived_until AS lived_until,
        o.known_assumed AS known_assumed, r.relation AS relation, r.from_day AS from_day, r.to_day AS to_day
    FROM outsiders AS o
    JOIN households AS h ON h.household = o.household
    JOIN relatives AS r
        ON r.person_id = h.head_id AND r.relative_id = o.person_id AND r.relation IN ('spouse', 'child')
),
earning AS (
    SELECT
        k.household AS household, k.division AS division, k.person_id AS person_id, k.lived_until AS lived_until,
        k.relation AS relation, k.from_day AS from_day, k.to_day AS to_day,
        w.what AS what, w.kind AS kind, w.from_on AS earns_from, w.to_on AS earns_to,
        k.known_assumed OR w.known_assumed AS known_assumed
    FROM kin AS k
    JOIN means AS w ON w.person_id = k.person_id AND w.what IN ('payroll', 'pension', 'insurance')
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on, b.last_on AS last_on,
        sum(b.paid_fen) AS fen, max(b.grant_id) AS grant_id
    FROM (SELECT DISTINCT e.household AS household FROM earning AS e) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on, b.last_on
),
months AS (
    SELECT
        e.household AS household, e.person_id AS person_id, e.what AS what, e.relation AS relation, b.m AS m,
        b.first_on AS first_on, b.last_on AS last_on, b.fen AS fen, b.grant_id AS grant_id,
        p.months AS least_months, p.insured_months AS least_insured, e.known_assumed AS known_assumed
    FROM earning AS e
    JOIN paid AS b
        ON b.household = e.household AND e.earns_from <= b.first_on AND e.earns_to >= b.last_on
        AND e.lived_until >= b.last_on
        -- A marriage counts for the months that it fills.
        AND e.from_day <= b.first_on AND e.to_day >= b.last_on
    JOIN p ON p.division = e.division AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE e.what <> 'payroll' OR strpos(',' || p.kinds || ',', ',' || e.kind || ',') > 0
),
-- A child who married has a family of his own.
married AS (
    SELECT DISTINCT x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN relatives AS r
        ON r.person_id = x.person_id AND r.relation = 'spouse' AND r.from_day <= x.last_on AND r.to_day >= x.first_on
    WHERE x.relation = 'child'
),
prisoner AS (
    SELECT DISTINCT x.person_id AS person_id, x.m AS m
    FROM months AS x
    JOIN prisoners AS r ON r.person_id = x.person_id
    CROSS JOIN run
    WHERE coalesce(r.available_on, r.from_day) <= run.as_of
        AND r.from_day <= x.last_on AND coalesce(r.to_day, DATE '9999-12-31') >= x.first_on
),
hidden AS (
    SELECT
        x.household AS household, x.person_id AS person_id, x.what AS what, x.relation AS relation, x.m AS m,
        x.fen AS fen, x.grant_id AS grant_id, x.known_assumed AS known_assumed,
        x.least_months AS least_months, x.least_insured AS least_insured
    FROM months AS x
    LEFT JOIN married AS r ON r.person_id = x.person_id AND r.m = x.m
    LEFT JOIN prisoner AS q ON q.person_id = x.person_id AND q.m = x.m
    WHERE r.person_id IS NULL AND q.person_id IS NULL
),
enough AS (
    SELECT x.household AS household, x.person_id AS person_id, x.what AS what
    FROM hidden AS x
    GROUP BY x.household, x.person_id, x.what
    HAVING count(DISTINCT x.m) >= max(CASE WHEN x.what = 'insurance' THEN x.least_insured ELSE x.least_months END)
),
listed AS (
    SELECT
        x.household AS household, x.person_id AS person_id, x.what AS what, x.relation AS relation, x.m AS m,
        x.fen AS fen, x.grant_id AS grant_id, x.known_assumed AS known_assumed,
        row_number() OVER (PARTITION BY x.household, x.m ORDER BY x.what DESC, x.person_id) AS place
    FROM hidden AS x
    JOIN enough AS e ON e.household = x.household AND e.person_id = x.person_id AND e.what = x.what
)
-- One row for every such person and record; the month's money only once.
SELECT
    x.household AS household,
    x.person_id AS person_id,
    x.grant_id AS grant_id,
    x.m AS m,
    CASE WHEN x.place = 1 THEN x.fen ELSE 0 END AS fen,
    'lead' AS grade,
    '8(6)' AS clause,
    x.known_assumed AS known_assumed,
    first_value(x.person_id) OVER (PARTITION BY x.household ORDER BY x.m, x.place) AS hidden,
    first_value(CASE x.relation WHEN 'spouse' THEN '配偶' ELSE '未婚子女' END)
        OVER (PARTITION BY x.household ORDER BY x.m, x.place) AS tie,
    first_value(CASE x.what WHEN 'payroll' THEN '财政供养' WHEN 'pension' THEN '职工养老金' ELSE '职工社保缴费' END)
        OVER (PARTITION BY x.household ORDER BY x.m, x.place) AS source
FROM listed AS x
