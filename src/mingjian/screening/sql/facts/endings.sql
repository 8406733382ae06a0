-- The days on which households left the list: the end of a grant that no other one follows in the next month. A new
-- rate, or a review that renews the grant, is no ending.
WITH dated AS (
    SELECT g.household_id, g.ended_on, g.end_reason,
           year(g.from_month) * 12 + month(g.from_month) - 1 AS from_m,
           coalesce(year(g.to_month) * 12 + month(g.to_month) - 1,
                    year(g.ended_on) * 12 + month(g.ended_on) - 1, 99999) AS to_m
    FROM raw.grants AS g
)
SELECT h.household, h.household_id, h.division, h.county, d.ended_on, d.end_reason
FROM dated AS d
ANTI JOIN dated AS n ON n.household_id = d.household_id AND n.from_m <= d.to_m + 1 AND n.to_m > d.to_m
JOIN kept.households AS h ON h.household_id = d.household_id
WHERE d.ended_on IS NOT NULL
