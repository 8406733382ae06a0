-- Benefit months of a covered person that lie wholly inside a term of imprisonment.
WITH inmates AS (
    SELECT
        r.person_id AS person_id,
        r.from_day AS from_day,
        coalesce(r.to_day, DATE '9999-12-31') AS to_day,
        r.known_assumed AS known_assumed,
        t.household AS household,
        t.division AS division,
        t.from_m AS from_m,
        t.to_m AS to_m
    FROM recipient_prisoners AS r
    JOIN members AS t ON t.person_id = r.person_id AND t.covered
),
paid AS (
    SELECT
        b.household AS household,
        b.m AS m,
        b.first_on AS first_on,
        b.last_on AS last_on,
        sum(b.paid_fen) AS fen,
        max(b.covered_persons) AS covered_persons
    FROM (SELECT DISTINCT i.household AS household FROM inmates AS i) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on, b.last_on
),
months AS (
    SELECT
        i.person_id AS person_id,
        i.household AS household,
        b.m AS m,
        b.fen AS fen,
        b.covered_persons AS covered_persons,
        min(i.from_day) AS from_day,
        max(i.known_assumed) AS known_assumed,
        max(p.months) AS least_months
    FROM inmates AS i
    JOIN paid AS b
        ON b.household = i.household AND b.m BETWEEN i.from_m AND i.to_m
        AND b.first_on >= i.from_day AND b.last_on <= i.to_day
    JOIN p ON p.division = i.division AND b.first_on BETWEEN p.from_on AND p.to_on
    GROUP BY i.person_id, i.household, b.m, b.fen, b.covered_persons
),
enough AS (
    SELECT x.person_id AS person_id
    FROM months AS x
    GROUP BY x.person_id
    HAVING count(DISTINCT x.m) >= max(x.least_months)
)
SELECT
    x.person_id AS person_id,
    x.household AS household,
    x.m AS m,
    x.fen AS fen,
    x.covered_persons AS shared_by,
    'strong' AS grade,
    '8(5)' AS clause,
    x.known_assumed AS known_assumed,
    x.from_day AS from_day
FROM months AS x
JOIN enough AS e ON e.person_id = x.person_id
