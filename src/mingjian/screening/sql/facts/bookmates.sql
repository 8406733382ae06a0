-- Everyone on the household registers (户口簿) of persons in need who are not on the list for good (the candidates):
-- the disabled of grades 1 to 3, those with large medical bills (from 5,000 yuan), those on a monitoring list, and those
-- of seventy and more who are alone on theirs. `book` is the least identity number of a candidate on the register.
WITH settled AS (
    -- On the list with no end in sight.
    SELECT m.person_id
    FROM kept.members AS m
    JOIN kept.grants AS g ON g.household = m.household
    WHERE m.covered AND m.to_m = 99999 AND g.to_m = 99999
),
living AS NOT MATERIALIZED (
    -- The year of birth as the identity number says it.
    SELECT r.hukou_no, r.person_id, r.person_id // 110000000 % 10000 AS born
    FROM raw.hukou AS r
    ANTI JOIN raw.deaths AS d ON d.person_id = r.person_id
    WHERE r.moved_out_on IS NULL
),
turned AS (
    -- Seventy in the last year paid; nothing paid: nobody is too young.
    SELECT coalesce(y.year, 9999) - 70 AS born FROM kept.last_year_paid AS y
),
old AS (
    SELECT l.hukou_no, min(l.person_id) AS person_id
    FROM living AS l
    WHERE l.born <= (SELECT t.born FROM turned AS t)
    GROUP BY l.hukou_no
    HAVING count(*) = 1
),
alone AS (
    SELECT o.person_id
    FROM old AS o
    ANTI JOIN (SELECT l.hukou_no FROM living AS l WHERE l.born > (SELECT t.born FROM turned AS t)) AS y
        ON y.hukou_no = o.hukou_no
),
in_need AS (
    SELECT r.person_id FROM raw.disabled AS r WHERE r.grade <= 3
    UNION ALL
    SELECT r.person_id FROM raw.illness AS r WHERE r.out_of_pocket_12m >= 5000
    UNION ALL
    SELECT r.person_id FROM raw.monitored AS r
    UNION ALL
    SELECT a.person_id FROM alone AS a
),
candidate AS (
    SELECT DISTINCT n.person_id
    FROM in_need AS n
    ANTI JOIN settled AS s ON s.person_id = n.person_id
),
register AS (
    SELECT r.hukou_no, min(r.person_id) AS book
    FROM raw.hukou AS r
    SEMI JOIN candidate AS c ON c.person_id = r.person_id
    GROUP BY r.hukou_no
)
SELECT b.book, r.person_id, r.division, c.person_id IS NOT NULL AS candidate, r.moved_out_on,
       coalesce(r.available_on, DATE '0001-01-01') AS known_on,
       d.died_on, coalesce(d.available_on, d.died_on) AS death_known_on
FROM raw.hukou AS r
JOIN register AS b ON b.hukou_no = r.hukou_no
LEFT JOIN candidate AS c ON c.person_id = r.person_id
LEFT JOIN raw.deaths AS d ON d.person_id = r.person_id
