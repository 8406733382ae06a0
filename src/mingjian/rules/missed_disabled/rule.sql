-- Severely disabled persons who live where the list is complete, are neither on it nor supported as destitute, and on
-- whose household register (户口簿) nobody has public pay, an employee pension, an active business or a vehicle.
WITH severe AS (
    SELECT
        u.person_id AS person_id, u.book AS book, u.division AS division, u.listed_on AS listed_on, u.free_m AS free_m,
        r.kind AS kind, r.grade AS grade, r.issued_on AS issued_on, r.available_on IS NULL AS known_assumed,
        p.vehicle_kinds AS vehicle_kinds
    FROM disabled AS r
    CROSS JOIN run
    JOIN uncovered AS u ON u.person_id = r.person_id
    JOIN p ON p.division = u.county AND run.as_of BETWEEN p.from_on AND p.to_on
    WHERE (r.grade <= p.severe_grade OR r.grade <= p.mind_grade AND strpos(',' || p.mind_kinds || ',', ',' || r.kind || ',') > 0)
        AND coalesce(r.available_on, r.issued_on) <= u.listed_on
        AND date_diff('day', r.issued_on, u.listed_on) > p.days
        -- On the list or supported as destitute a short while ago.
        AND u.free_m <= u.listed_m - p.near_months + 1
        -- Somebody of the register applied of late: the office knows the family.
        AND (u.asked_on IS NULL OR date_diff('day', u.asked_on, u.listed_on) > p.asked_days)
),
able AS (
    SELECT DISTINCT s.book AS book
    FROM severe AS s
    JOIN bookmates AS b ON b.book = s.book
    JOIN means AS w ON w.person_id = b.person_id AND w.from_on <= s.listed_on AND w.to_on >= s.listed_on
    WHERE w.what IN ('payroll', 'pension', 'business')
        OR w.what = 'vehicle' AND strpos(',' || s.vehicle_kinds || ',', ',' || w.kind || ',') > 0
)
SELECT
    s.person_id AS person_id,
    s.division AS division,
    greatest(s.issued_on, c.first_on) AS first_on,
    s.listed_on AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    s.known_assumed AS known_assumed,
    CASE s.kind
        WHEN 'visual' THEN '视力' WHEN 'hearing' THEN '听力' WHEN 'speech' THEN '言语' WHEN 'physical' THEN '肢体'
        WHEN 'intellectual' THEN '智力' WHEN 'mental' THEN '精神' ELSE '多重'
    END AS kind,
    s.grade AS degree,
    s.issued_on AS issued_on,
    s.listed_on AS listed_on
FROM severe AS s
LEFT JOIN able AS a ON a.book = s.book
LEFT JOIN calendar AS c ON c.m = s.free_m
WHERE a.book IS NULL
