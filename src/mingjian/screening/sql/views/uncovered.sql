-- Persons in need (the candidates among the bookmates) who live where the list is declared complete and are not on it
-- in the last month it holds. listed_on: the day up to which it goes; free_m: the first month without coverage or
-- support as destitute; asked_on: when somebody of their household register last applied without being granted.
WITH place AS (
    SELECT h.code, min(h.county) AS county,
           least(DATE '{as_of}', min(coalesce(e.to_day, DATE '{as_of}'))) AS listed_on
    FROM (SELECT DISTINCT left(division, 6) AS code, county FROM kept.households WHERE listed) AS h
    JOIN extracts AS e
        ON e.complete AND e.table_name IN ('households', 'members') AND starts_with(h.code, e.division)
    {of_codes}
    GROUP BY h.code
    HAVING count(DISTINCT e.table_name) = 2
),
person AS (
    SELECT b.person_id, b.book, b.division, p.county, p.listed_on,
           cast(year(p.listed_on) * 12 + month(p.listed_on) - 1 AS INTEGER) AS listed_m
    FROM kept.bookmates AS b
    JOIN place AS p ON p.code = left(b.division, 6)
    WHERE b.candidate AND b.known_on <= DATE '{as_of}'
        AND (b.moved_out_on IS NULL OR b.moved_out_on > DATE '{as_of}')
        AND (b.died_on IS NULL OR b.died_on > DATE '{as_of}' OR b.death_known_on > DATE '{as_of}')
),
supported AS (
    SELECT c.person_id, c.to_m
    FROM kept.coverage AS c
    -- Whoever was granted the allowance from next month on has been helped.
    WHERE c.from_m <= {as_of_m} + 1
    UNION ALL
    SELECT d.person_id, coalesce(year(d.to_month) * 12 + month(d.to_month) - 1, 99999)
    FROM raw.destitute AS d
    WHERE d.from_month <= DATE '{as_of}' AND coalesce(d.available_on, d.from_month) <= DATE '{as_of}'
),
last_supported AS (
    SELECT s.person_id, max(s.to_m) AS to_m FROM supported AS s GROUP BY s.person_id
),
prisoner AS (
    -- Whoever is in prison is of no household.
    SELECT DISTINCT r.person_id
    FROM raw.prisoners AS r
    WHERE r.from_day <= DATE '{as_of}' AND coalesce(r.to_day, DATE '9999-12-31') >= DATE '{as_of}'
        AND coalesce(r.available_on, r.from_day) <= DATE '{as_of}'
),
asked AS (
    SELECT b.book, max(a.applied_on) AS applied_on
    FROM raw.applications AS a
    JOIN kept.bookmates AS b ON b.person_id = a.applicant_id
    WHERE a.applied_on <= DATE '{as_of}' AND a.decision <> 'granted'
    GROUP BY b.book
)
SELECT x.person_id, x.book, x.division, x.county, x.listed_on, x.listed_m,
       cast(coalesce(s.to_m + 1, 0) AS INTEGER) AS free_m, a.applied_on AS asked_on
FROM person AS x
LEFT JOIN last_supported AS s ON s.person_id = x.person_id
LEFT JOIN asked AS a ON a.book = x.book
ANTI JOIN prisoner AS r ON r.person_id = x.person_id
WHERE coalesce(s.to_m, 0) < x.listed_m
