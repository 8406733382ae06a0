-- The days on which households left the list: the end of a grant that no other one follows in the next month. A new
-- rate, or a review that renews the grant, is no ending.
WITH ended AS (
    SELECT h.household, h.household_id, h.division, h.county, g.ended_on, g.end_reason,
           coalesce(year(g.to_month) * 12 + month(g.to_month) - 1, year(g.ended_on) * 12 + month(g.ended_on) - 1) AS to_m
    FROM raw.grants AS g
    JOIN kept.households AS h ON h.household_id = g.household_id
    WHERE g.ended_on IS NOT NULL
),
-- Asked the other way round: grants are many, and those that end are few.
followed AS (
    SELECT DISTINCT e.household, e.to_m
    FROM kept.grants AS n
    JOIN ended AS e ON e.household = n.household AND n.from_m <= e.to_m + 1 AND n.to_m > e.to_m
)
SELECT e.household, e.household_id, e.division, e.county, e.ended_on, e.end_reason
FROM ended AS e
ANTI JOIN followed AS f ON f.household = e.household AND f.to_m = e.to_m
