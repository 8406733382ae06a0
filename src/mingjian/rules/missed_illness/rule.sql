-- Persons with large medical bills who live where the list is complete, are neither on it nor supported as destitute, and
-- on whose household register (户口簿) nobody has public pay, an employee pension, an active business or a vehicle.
WITH latest AS (
    SELECT
        r.person_id AS person_id, r.as_of AS counted_on, r.out_of_pocket_12m AS yuan,
        r.available_on IS NULL AS known_assumed,
        row_number() OVER (PARTITION BY r.person_id ORDER BY r.as_of DESC) AS place
    FROM illness AS r
    JOIN uncovered AS u ON u.person_id = r.person_id
    WHERE coalesce(r.available_on, r.as_of) <= u.listed_on AND r.as_of <= u.listed_on
),
ill AS (
    SELECT
        u.person_id AS person_id, u.book AS book, u.division AS division, u.listed_on AS listed_on, u.free_m AS free_m,
        r.counted_on AS counted_on, r.yuan AS yuan, r.known_assumed AS known_assumed,
        p.vehicle_kinds AS vehicle_kinds, p.documented AS documented
    FROM latest AS r
    CROSS JOIN run
    JOIN uncovered AS u ON u.person_id = r.person_id
    JOIN p ON p.division = u.county AND run.as_of BETWEEN p.from_on AND p.to_on
    WHERE r.place = 1 AND r.yuan >= CAST(p.yuan AS DECIMAL(12, 2))
        AND date_diff('day', r.counted_on, u.listed_on) <= p.fresh_days
        -- On the list or supported as destitute a short while ago.
        AND u.free_m <= u.listed_m - p.near_months + 1
        -- Somebody of the register applied of late: the office knows the family.
        AND (u.asked_on IS NULL OR date_diff('day', u.asked_on, u.listed_on) > p.asked_days)
),
able AS (
    SELECT DISTINCT s.book AS book
    FROM ill AS s
    JOIN bookmates AS b ON b.book = s.book
    JOIN means AS w ON w.person_id = b.person_id AND w.from_on <= s.listed_on AND w.to_on >= s.listed_on
    WHERE w.what IN ('payroll', 'pension', 'business')
        OR w.what = 'vehicle' AND strpos(',' || s.vehicle_kinds || ',', ',' || w.kind || ',') > 0
)
SELECT
    s.person_id AS person_id,
    s.division AS division,
    greatest(s.counted_on, c.first_on) AS first_on,
    s.listed_on AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    s.documented AS documented,
    s.known_assumed AS known_assumed,
    s.yuan AS yuan,
    s.counted_on AS counted_on,
    s.listed_on AS listed_on
FROM ill AS s
LEFT JOIN able AS a ON a.book = s.book
LEFT JOIN calendar AS c ON c.m = s.free_m
WHERE a.book IS NULL
