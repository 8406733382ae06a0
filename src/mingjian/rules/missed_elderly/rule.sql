-- Persons of eighty and more who are alone on their household register (户口簿), live where the list is complete, are
-- neither on it nor supported as destitute, and have no employee pension and no other means on record.
WITH old AS (
    SELECT
        u.person_id AS person_id, u.book AS book, u.division AS division, u.listed_on AS listed_on, u.free_m AS free_m,
        p.age AS age, p.vehicle_kinds AS vehicle_kinds,
        -- The birthday at that age by the identity number, as a figure such as 20240305.
        u.person_id // 11000 % 100000000 + CAST(p.age AS BIGINT) * 10000 AS birthday
    FROM uncovered AS u
    CROSS JOIN run
    JOIN p ON p.division = u.county AND run.as_of BETWEEN p.from_on AND p.to_on
    WHERE u.person_id // 11000 % 100000000 + CAST(p.age AS BIGINT) * 10000
            < year(u.listed_on) * 10000 + month(u.listed_on) * 100 + day(u.listed_on)
        -- Of a number whose birth date does not exist the age is not known.
        AND u.person_id // 1100000 % 100 BETWEEN 1 AND 12
        -- On the list or supported as destitute a short while ago.
        AND u.free_m <= u.listed_m - p.near_months + 1
        -- Applied of late: the office knows the person.
        AND (u.asked_on IS NULL OR date_diff('day', u.asked_on, u.listed_on) > p.asked_days)
),
accompanied AS (
    SELECT o.person_id AS person_id
    FROM old AS o
    JOIN bookmates AS b ON b.book = o.book AND b.person_id <> o.person_id
),
able AS (
    SELECT DISTINCT o.person_id AS person_id
    FROM old AS o
    JOIN means AS w ON w.person_id = o.person_id AND w.from_on <= o.listed_on AND w.to_on >= o.listed_on
    WHERE w.what IN ('payroll', 'pension', 'business')
        OR w.what = 'vehicle' AND strpos(',' || o.vehicle_kinds || ',', ',' || w.kind || ',') > 0
)
SELECT
    o.person_id AS person_id,
    o.division AS division,
    greatest(
        make_date(
            CAST(o.birthday // 10000 AS INTEGER),
            -- Engines may make the date before they leave out the months that do not exist.
            CAST(greatest(least(o.birthday // 100 % 100, 12), 1) AS INTEGER),
            1
        ),
        c.first_on
    ) AS first_on,
    o.listed_on AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    CAST(o.age AS INTEGER) AS age,
    o.listed_on AS listed_on
FROM old AS o
LEFT JOIN accompanied AS x ON x.person_id = o.person_id
LEFT JOIN able AS a ON a.person_id = o.person_id
LEFT JOIN calendar AS c ON c.m = o.free_m
WHERE x.person_id IS NULL AND a.person_id IS NULL
