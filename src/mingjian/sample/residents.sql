-- The people beside the list: households of three, the far larger part of every registry.

CREATE TABLE residents AS
WITH numbered AS (
    SELECT i, i // 3 AS g, (i % 3)::INT AS slot, draw(i // 3, 300, getvariable('places')) AS place,
        32 + draw(i // 3, 301, 52) AS head_age, draw(i // 3, 302, 2) = 0 AS head_male
    FROM range(getvariable('residents')) AS numbers(i)
), aged AS (
    SELECT i, g, slot, place,
        CASE slot WHEN 0 THEN head_age WHEN 1 THEN head_age - 3 + draw(i, 303, 6) ELSE head_age - 24 - draw(i, 303, 7) END AS age,
        CASE slot WHEN 0 THEN head_male WHEN 1 THEN NOT head_male ELSE draw(i, 304, 2) = 0 END AS male
    FROM numbered
)
SELECT i, 10000000 + i AS p, g, slot, place, age, male,
    body(shuffled(i, 26), 19, 26, getvariable('as_of_year') - age, male) AS n17
FROM aged;
