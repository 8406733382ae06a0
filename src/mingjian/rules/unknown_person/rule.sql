-- Covered members of running households whom a complete household register of their county does not hold.
WITH registers AS (
    SELECT e.division AS division, max(coalesce(e.to_day, run.as_of)) AS to_day
    FROM extracts AS e
    CROSS JOIN run
    WHERE e.table_name = 'hukou' AND e.complete
    GROUP BY e.division
),
counties AS (
    SELECT h.county AS county, max(least(r.to_day, run.as_of)) AS to_day
    FROM (SELECT DISTINCT x.county AS county FROM households AS x) AS h
    JOIN registers AS r ON substr(h.county, 1, length(r.division)) = r.division
    CROSS JOIN run
    GROUP BY h.county
),
-- Who was on the list on the day up to which the register goes; a child born after it, or a
-- few weeks before, need not be in it.
asked AS (
    SELECT
        t.person_id AS person_id, t.household AS household, c.to_day AS to_day,
        year(c.to_day) * 12 + month(c.to_day) - 1 AS m
    FROM counties AS c
    JOIN members AS t ON t.county = c.county AND t.covered
    JOIN p ON p.division = t.division AND c.to_day BETWEEN p.from_on AND p.to_on
    LEFT JOIN recipient_hukou AS r ON r.person_id = t.person_id
    WHERE r.person_id IS NULL
        AND year(c.to_day) * 12 + month(c.to_day) - 1 BETWEEN t.from_m AND t.to_m
        AND date_diff('day', coalesce(t.id_born_on, t.born_on, DATE '0001-01-01'), c.to_day) > p.birth_days
)
SELECT
    a.person_id AS person_id,
    a.household AS household,
    g.grant_id AS grant_id,
    g.first_granted_on AS first_on,
    a.to_day AS last_on,
    'lead' AS grade,
    g.wrong_clause AS clause,
    a.to_day AS register_until
FROM asked AS a
JOIN grants AS g ON g.household = a.household AND a.m BETWEEN g.from_m AND g.until_m
LEFT JOIN recipient_deaths AS d ON d.person_id = a.person_id AND d.died_on <= a.to_day
WHERE d.person_id IS NULL
