-- Benefit months of a covered member who stands on another household register (户口簿) than the head and whose husband or
-- wife is no member of the household.
WITH apart AS (
    SELECT
        o.household AS household, o.person_id AS person_id, o.known_assumed AS known_assumed,
        t.division AS division, t.from_m AS from_m, t.to_m AS to_m
    FROM other_books AS o
    JOIN members AS t ON t.household = o.household AND t.person_id = o.person_id AND t.covered
    LEFT JOIN relation_words AS w ON w.relation = t.relation
    -- The head's own husband or wife lives where the head lives; clergy are of no household but their own.
    WHERE coalesce(w.tie, '') <> 'spouse' AND coalesce(t.status, '') NOT LIKE '%宗教教职%'
),
married AS (
    SELECT
        a.household AS household, a.person_id AS person_id, a.division AS division,
        a.from_m AS from_m, a.to_m AS to_m, a.known_assumed AS known_assumed,
        r.relative_id AS spouse, r.from_day AS from_day, r.to_day AS to_day
    FROM apart AS a
    JOIN relatives AS r ON r.person_id = a.person_id AND r.relation = 'spouse'
),
-- Of a husband or wife who died nobody knows where he lives; one in prison lives nowhere else by choice.
gone AS (
    SELECT x.spouse AS spouse, d.died_on AS from_day, DATE '9999-12-31' AS to_day
    FROM (SELECT DISTINCT m.spouse AS spouse FROM married AS m) AS x
    JOIN deaths AS d ON d.person_id = x.spouse
    CROSS JOIN run
    WHERE coalesce(d.available_on, d.died_on) <= run.as_of
    UNION ALL
    SELECT x.spouse AS spouse, r.from_day AS from_day, coalesce(r.to_day, DATE '9999-12-31') AS to_day
    FROM (SELECT DISTINCT m.spouse AS spouse FROM married AS m) AS x
    JOIN prisoners AS r ON r.person_id = x.spouse
    CROSS JOIN run
    WHERE coalesce(r.available_on, r.from_day) <= run.as_of
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on, b.last_on AS last_on,
        sum(b.paid_fen) AS fen, max(b.covered_persons) AS covered_persons, max(b.grant_id) AS grant_id
    FROM (SELECT DISTINCT x.household AS household FROM married AS x) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on, b.last_on
),
months AS (
    SELECT
        x.person_id AS person_id, x.household AS household, x.spouse AS spouse, x.known_assumed AS known_assumed,
        b.m AS m, b.first_on AS first_on, b.last_on AS last_on, b.fen AS fen, b.covered_persons AS covered_persons,
        b.grant_id AS grant_id
    FROM married AS x
    JOIN paid AS b ON b.household = x.household AND b.m BETWEEN x.from_m AND x.to_m
    JOIN p ON p.division = x.division AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE x.to_day >= b.last_on
        -- Families have some months to report a wedding.
        AND b.m > year(x.from_day) * 12 + month(x.from_day) - 1 + p.wedding_months
),
-- Some husband or wife is in the household: of two recorded marriages one may be out of date.
at_home AS (
    SELECT DISTINCT x.person_id AS person_id, x.household AS household, x.m AS m
    FROM months AS x
    JOIN members AS t ON t.household = x.household AND t.person_id = x.spouse AND x.m BETWEEN t.from_m AND t.to_m
),
absent AS (
    SELECT DISTINCT x.person_id AS person_id, x.household AS household, x.m AS m
    FROM months AS x
    JOIN gone AS g ON g.spouse = x.spouse AND g.from_day <= x.last_on AND g.to_day >= x.first_on
)
SELECT
    x.person_id AS person_id,
    x.household AS household,
    min(x.grant_id) AS grant_id,
    x.m AS m,
    max(x.fen) AS fen,
    max(x.covered_persons) AS shared_by,
    'lead' AS grade,
    '8(4)' AS clause,
    max(x.known_assumed) AS known_assumed,
    min(x.spouse) AS spouse
FROM months AS x
LEFT JOIN at_home AS h ON h.person_id = x.person_id AND h.household = x.household AND h.m = x.m
LEFT JOIN absent AS g ON g.person_id = x.person_id AND g.household = x.household AND g.m = x.m
WHERE h.person_id IS NULL AND g.person_id IS NULL
GROUP BY x.person_id, x.household, x.m
