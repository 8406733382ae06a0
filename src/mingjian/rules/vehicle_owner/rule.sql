-- Benefit months in which a member owns a normal vehicle of a listed kind worth at least the threshold.
-- Not counted: machines of a household that herds, and one car of a household with a severely disabled member.
WITH owned AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        t.from_m AS from_m, t.to_m AS to_m,
        v.vehicle_id AS vehicle_id, v.kind AS kind, v.value_fen AS value_fen, v.registered_on AS registered_on,
        coalesce(v.ended_on, DATE '9999-12-31') AS ended_on,
        v.known_on AS known_on, v.known_assumed AS known_assumed
    FROM recipient_vehicles AS v
    JOIN members AS t ON t.person_id = v.person_id
    WHERE v.status = 'normal'
        -- Worth less than the lowest threshold anywhere is worth less than the threshold here.
        AND v.value_fen >= (
            SELECT min(s.monthly_fen)
            FROM standards AS s
            JOIN run AS q ON s.from_m <= q.last_m AND s.to_m >= q.first_m
        ) * (SELECT CAST(min(q.standards) AS DECIMAL(9, 2)) FROM p AS q)
),
owners AS (
    SELECT DISTINCT o.household AS household
    FROM owned AS o
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on, b.last_on AS last_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.property_clause) AS property_clause
    FROM owners AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on, b.last_on
),
-- What a vehicle may be worth in each month paid.
limits AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on, b.last_on AS last_on, b.fen AS fen,
        b.grant_id AS grant_id, b.first_granted_on AS first_granted_on,
        b.wrong_clause AS wrong_clause, b.property_clause AS property_clause,
        CAST(p.standards AS DECIMAL(9, 2)) * s.monthly_fen AS threshold_fen,
        p.kinds AS kinds, p.herding_kinds AS herding_kinds, p.severe_grade AS severe_grade,
        p.documented AS documented
    FROM paid AS b
    JOIN households AS h ON h.household = b.household
    JOIN standards AS s ON s.county = h.county AND s.area = h.area AND b.m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = h.division AND b.first_on BETWEEN p.from_on AND p.to_on
),
herders AS (
    SELECT DISTINCT k.household AS household
    FROM owners AS k
    JOIN members AS t ON t.household = k.household
    JOIN recipient_livestock AS r ON r.person_id = t.person_id
    WHERE r.head > 0
),
severe AS (
    SELECT k.household AS household, r.issued_on AS issued_on, r.grade AS grade, t.from_m AS from_m, t.to_m AS to_m
    FROM owners AS k
    JOIN members AS t ON t.household = k.household
    JOIN recipient_disabled AS r ON r.person_id = t.person_id
),
counted AS (
    SELECT
        o.household AS household, o.person_id AS person_id, o.vehicle_id AS vehicle_id, o.kind AS kind,
        o.value_fen AS value_fen, o.registered_on AS registered_on, o.known_assumed AS known_assumed,
        b.m AS m, b.last_on AS last_on, b.fen AS fen, b.grant_id AS grant_id, b.property_clause AS property_clause,
        CASE
            WHEN o.registered_on < b.first_granted_on AND o.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND o.from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN b.wrong_clause
        END AS wrong_clause,
        b.threshold_fen AS threshold_fen, b.severe_grade AS severe_grade, b.documented AS documented
    FROM owned AS o
    JOIN limits AS b
        ON b.household = o.household AND b.m BETWEEN o.from_m AND o.to_m
        AND o.registered_on <= b.last_on AND o.ended_on >= b.first_on
    LEFT JOIN herders AS g ON g.household = o.household
    WHERE (',' || b.kinds || ',') LIKE ('%,' || o.kind || ',%')
        AND NOT (g.household IS NOT NULL AND (',' || b.herding_kinds || ',') LIKE ('%,' || o.kind || ',%'))
        AND o.value_fen >= b.threshold_fen
),
needed AS (
    SELECT DISTINCT c.household AS household, c.m AS m
    FROM counted AS c
    JOIN severe AS d
        ON d.household = c.household AND c.m BETWEEN d.from_m AND d.to_m
        AND d.issued_on <= c.last_on AND d.grade <= c.severe_grade
),
-- The car that a severe disability may need is the dearest: the benefit of the doubt.
ranked AS (
    SELECT
        c.household AS household, c.person_id AS person_id, c.kind AS kind, c.value_fen AS value_fen,
        c.vehicle_id AS vehicle_id,
        c.registered_on AS registered_on, c.known_assumed AS known_assumed, c.m AS m, c.fen AS fen,
        c.grant_id AS grant_id, c.wrong_clause AS wrong_clause, c.property_clause AS property_clause,
        c.threshold_fen AS threshold_fen, c.documented AS documented,
        CASE WHEN d.household IS NULL OR c.kind <> 'car' THEN 0 ELSE 1 END AS may_be_needed,
        row_number() OVER (
            PARTITION BY c.household, c.m, CASE WHEN c.kind = 'car' THEN 1 ELSE 0 END
            ORDER BY c.value_fen DESC, c.vehicle_id
        ) AS place
    FROM counted AS c
    LEFT JOIN needed AS d ON d.household = c.household AND d.m = c.m
),
hits AS (
    SELECT
        r.household AS household, r.person_id AS person_id, r.kind AS kind, r.value_fen AS value_fen,
        r.vehicle_id AS vehicle_id,
        r.registered_on AS registered_on, r.known_assumed AS known_assumed, r.m AS m, r.fen AS fen,
        r.grant_id AS grant_id, r.wrong_clause AS wrong_clause, r.property_clause AS property_clause,
        r.threshold_fen AS threshold_fen, r.documented AS documented,
        row_number() OVER (PARTITION BY r.household, r.m ORDER BY r.value_fen DESC, r.vehicle_id) AS place,
        max(r.wrong_clause) OVER (PARTITION BY r.household, r.m) AS any_wrong_clause,
        count(*) OVER (PARTITION BY r.household, r.m) AS vehicles
    FROM ranked AS r
    WHERE NOT (r.may_be_needed = 1 AND r.place = 1)
)
-- One row for every vehicle; the month's money and the values stand with the dearest.
SELECT
    x.household AS household,
    x.person_id AS person_id,
    x.vehicle_id AS vehicle_id,
    x.grant_id AS grant_id,
    x.m AS m,
    CASE WHEN x.place = 1 THEN x.fen ELSE 0 END AS fen,
    'strong' AS grade,
    coalesce(x.any_wrong_clause, x.property_clause, '8(5)') AS clause,
    x.documented AS documented,
    x.known_assumed AS known_assumed,
    x.vehicles AS vehicles,
    max(x.value_fen) OVER (PARTITION BY x.household, x.m) AS value,
    min(x.registered_on) OVER (PARTITION BY x.household, x.m) AS registered_on,
    CAST(x.threshold_fen AS BIGINT) AS threshold
FROM hits AS x
