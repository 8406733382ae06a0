-- Who lives where, since when on the allowance, on what income: one row per household of the base.
-- Months are year * 12 + month - 1; money here is whole yuan; 99999 = open.

CREATE TABLE homes AS
WITH placed AS (
    SELECT v.start + i AS k, v.village, v.township, v.county, v.area, v.place, v.standard_base, v.standard_step,
        v.rise, v.mongol_share
    FROM villages v, unnest(range(v.n)) AS numbers(i)
), drawn AS (
    SELECT *, draw(k, 1, 100) AS composition, draw(k, 2, 100) AS course, draw(k, 3, 100) < mongol_share AS mongol,
        getvariable('first_m') AS w, getvariable('last_m') AS z
    FROM placed
), coursed AS (
    SELECT *,
        -- Course: 0-64 on the list throughout, 65-76 left, 77-88 new, 89-92 new and left, 93-96 came back, 97-99 gone before.
        CASE WHEN course BETWEEN 77 AND 92 THEN w + 1 + draw(k, 4, z - w - 4)
            ELSE getvariable('records_m') + draw(k, 4, w - getvariable('records_m') - 1) END AS f1,
        CASE WHEN composition < 40 THEN 1 WHEN composition < 63 THEN 2 WHEN composition < 77 THEN 3
            WHEN composition < 86 THEN 2 WHEN composition < 92 THEN 3 WHEN composition < 97 THEN 4 ELSE 5 END AS size
    FROM drawn
), timed AS (
    SELECT *,
        CASE WHEN course < 65 OR course BETWEEN 77 AND 88 THEN 99999
            WHEN course < 77 THEN w + draw(k, 5, z - w - 1)
            WHEN course < 93 THEN f1 + 1 + draw(k, 5, z - f1 - 2)
            WHEN course < 97 THEN w + 1 + draw(k, 5, greatest(z - w - 14, 1))
            ELSE f1 + draw(k, 5, w - f1) END AS t1
    FROM coursed
), ends AS (
    SELECT *,
        CASE WHEN course BETWEEN 93 AND 96 THEN t1 + 4 + draw(k, 6, least(z - w - 5, 8)) END AS f2,
        standard_base + standard_step * greatest(f1 // 12 - 2010 - if(f1 % 12 < rise, 1, 0), 0) AS first_standard,
        -- In some households of two or more the last member dies within the window, never the head.
        CASE WHEN (composition BETWEEN 40 AND 62 OR composition >= 92) AND course < 65 AND draw(k, 7, 100) < 8
            THEN w + 2 + draw(k, 8, z - w - 6) END AS death_m
    FROM timed
), incomes AS (
    SELECT *,
        CASE WHEN draw(k, 9, 100) < 14 THEN 0
            WHEN death_m IS NOT NULL THEN first_standard * (4 + draw(k, 10, 28)) // 100
            ELSE first_standard * (5 + draw(k, 10, 81)) // 100 END AS income
    FROM ends
)
SELECT k, village, township, county, area, place, standard_base, standard_step, rise, mongol, composition, size, course,
    f1, t1, f2, death_m, income, first_standard,
    CASE WHEN income > 80 AND death_m IS NULL AND draw(k, 11, 100) < 25 THEN 10 + draw(k, 12, 60) ELSE 0 END AS risen,
    w + 3 + draw(k, 13, z - w - 6) AS risen_m,
    CASE WHEN size = 1 AND t1 <> 99999 AND course < 93 THEN ['died', 'destitute', 'income', 'moved'][1 + draw(k, 14, 4)]
        ELSE ['income', 'income', 'moved', 'property'][1 + draw(k, 14, 4)] END AS end_cause,
    composition < 40 AND course < 65 AND draw(k, 15, 200) = 0 AS institution,
    'D' || county || lpad(k::VARCHAR, 7, '0') AS household_id,
    'K' || county || lpad(k::VARCHAR, 8, '0') AS hukou_no,
    sum(size) OVER (ORDER BY k ROWS UNBOUNDED PRECEDING)::BIGINT - size AS first_serial,
    CASE WHEN course >= 77 AND course < 93 OR course BETWEEN 93 AND 96 OR draw(k, 16, 100) < 40 THEN true ELSE false END AS filed
FROM incomes
ORDER BY k;

-- One row per person of a household. Slot 0 is the head; the composition decides who stands in the other slots.
CREATE TABLE people AS
WITH slots AS (
    SELECT h.*, slot, draw(k, 20, 100) < 52 AS head_male,
        CASE WHEN composition < 40 THEN 46 + draw(k, 21, 42) WHEN composition < 63 THEN 52 + draw(k, 21, 34)
            ELSE 48 + draw(k, 21, 12) END AS head_age
    FROM homes h, unnest(range(h.size)) AS numbers(slot)
), placed AS (
    SELECT *, k * 5 + slot AS p, shuffled(first_serial + slot, 18) AS serial,
        CASE WHEN slot = 0 THEN 'head'
            WHEN slot = 1 AND (composition BETWEEN 40 AND 76 OR composition >= 92) THEN 'spouse'
            WHEN slot = size - 1 AND composition >= 92 THEN 'parent' ELSE 'child' END AS part
    FROM slots
), aged AS (
    SELECT *,
        CASE part WHEN 'head' THEN head_male WHEN 'spouse' THEN NOT head_male
            WHEN 'parent' THEN composition >= 97 ELSE draw(p, 22, 2) = 0 END AS male,
        CASE part WHEN 'head' THEN head_age WHEN 'spouse' THEN head_age - 3 + draw(k, 23, 6)
            WHEN 'parent' THEN head_age + 22 + draw(k, 24, 7)
            ELSE 8 + (draw(k, 25, 13) + slot * 4) % 17 END AS age
    FROM placed
), numbered AS (
    SELECT *, body(serial, 1, 18, getvariable('as_of_year') - age, male) AS n17 FROM aged
)
SELECT k, p, slot, part, male, age, n17, id_text(n17) AS person_id,
    person_name(p, male, mongol) AS name, household_id, hukou_no, village, county, area, place, size, composition, course,
    mongol, f1, t1, f2, death_m, end_cause,
    CASE WHEN part = 'head' THEN income * size ELSE 0 END AS monthly_income,
    NOT (part = 'child' AND age >= 22) AS covered,
    CASE WHEN slot = size - 1 AND slot > 0 AND death_m IS NOT NULL THEN death_m
        WHEN size = 1 AND end_cause = 'died' AND t1 <> 99999 THEN t1 END AS died_m,
    CASE WHEN part <> 'child' AND draw(p, 26, 100) < 18 THEN 'disabled'
        WHEN part <> 'child' AND draw(p, 26, 100) < 32 THEN 'ill'
        WHEN draw(p, 26, 100) < 36 THEN 'disabled' ELSE 'well' END AS health
FROM numbered
ORDER BY k, slot;

CREATE TABLE heads AS
SELECT h.*, a.person_id AS head_id, a.name AS head_name,
    -- Where the book is kept in the spouse's name the account is the spouse's.
    CASE WHEN h.institution THEN NULL WHEN b.person_id IS NOT NULL AND h.death_m IS NULL AND draw(h.k, 30, 100) < 4
        THEN b.person_id ELSE a.person_id END AS holder_id,
    CASE WHEN h.institution THEN '629918' || h.county || '0000001' ELSE '62991' || own_number(h.k, 14) END AS account_no,
    h.size - CASE WHEN c.uncovered IS NULL THEN 0 ELSE c.uncovered END AS covered_persons
FROM homes h
JOIN people a ON a.k = h.k AND a.slot = 0
LEFT JOIN people b ON b.k = h.k AND b.slot = 1 AND b.part = 'spouse'
LEFT JOIN (SELECT k, count(*) AS uncovered FROM people WHERE NOT covered GROUP BY k) c ON c.k = h.k
ORDER BY h.k;
