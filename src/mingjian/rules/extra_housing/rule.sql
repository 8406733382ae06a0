-- Benefit months at whose end the members own two or more dwellings, or a shop or an office.
-- Homesteads and garages are not counted; a home owned by several members is one home.
WITH owned AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        t.from_m AS from_m, t.to_m AS to_m,
        v.property_id AS property_id, v.usage AS usage, v.registered_on AS registered_on,
        coalesce(v.ended_on, DATE '9999-12-31') AS ended_on,
        v.known_on AS known_on, v.known_assumed AS known_assumed
    FROM recipient_housing AS v
    JOIN members AS t ON t.person_id = v.person_id
    WHERE v.usage IN ('dwelling', 'shop', 'office')
),
candidates AS (
    SELECT o.household AS household
    FROM owned AS o
    GROUP BY o.household
    HAVING min(o.property_id) <> max(o.property_id) OR min(o.usage) <> 'dwelling' OR max(o.usage) <> 'dwelling'
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on, b.last_on AS last_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.property_clause) AS property_clause
    FROM candidates AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on, b.last_on
),
-- One row per property, member who owns it, and month; place = 1 counts a shared property once.
held AS (
    SELECT
        o.household AS household, o.division AS division, o.person_id AS person_id, o.property_id AS property_id,
        o.usage AS usage, o.known_assumed AS known_assumed, b.m AS m, b.first_on AS first_on,
        CASE
            WHEN o.registered_on < b.first_granted_on AND o.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND o.from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN 1
            ELSE 0
        END AS known_then,
        row_number() OVER (
            PARTITION BY o.household, b.m, o.property_id ORDER BY o.known_on, o.person_id
        ) AS place
    FROM owned AS o
    JOIN paid AS b
        ON b.household = o.household AND b.m BETWEEN o.from_m AND o.to_m
        AND o.registered_on <= b.last_on AND o.ended_on > b.last_on
),
months AS (
    SELECT
        x.household AS household, x.division AS division, x.m AS m, x.first_on AS first_on,
        sum(CASE WHEN x.place = 1 AND x.usage = 'dwelling' THEN 1 ELSE 0 END) AS dwellings,
        sum(CASE WHEN x.place = 1 AND x.usage <> 'dwelling' THEN 1 ELSE 0 END) AS premises,
        sum(CASE WHEN x.place = 1 AND x.usage = 'dwelling' THEN x.known_then ELSE 0 END) AS known_dwellings,
        sum(CASE WHEN x.place = 1 AND x.usage <> 'dwelling' THEN x.known_then ELSE 0 END) AS known_premises
    FROM held AS x
    GROUP BY x.household, x.division, x.m, x.first_on
)
-- One row for every property; the month's money only once.
SELECT
    x.household AS household,
    v.person_id AS person_id,
    v.property_id AS property_id,
    b.grant_id AS grant_id,
    x.m AS m,
    CASE
        WHEN row_number() OVER (PARTITION BY x.household, x.m ORDER BY v.property_id, v.person_id) = 1 THEN b.fen
        ELSE 0
    END AS fen,
    'lead' AS grade,
    coalesce(
        CASE WHEN x.known_dwellings >= p.dwellings OR x.known_premises > 0 THEN b.wrong_clause END,
        b.property_clause,
        '8(5)'
    ) AS clause,
    p.documented AS documented,
    v.known_assumed AS known_assumed,
    x.dwellings AS dwellings,
    x.premises AS premises
FROM months AS x
JOIN p ON p.division = x.division AND x.first_on BETWEEN p.from_on AND p.to_on
JOIN paid AS b ON b.household = x.household AND b.m = x.m
JOIN held AS v ON v.household = x.household AND v.m = x.m
WHERE x.dwellings >= p.dwellings OR x.premises > 0
