-- Grants that ended: the last month paid, the day and the reason as the list gives them.
SELECT h.household, h.division, h.county, g.grant_id, g.ended_on, g.end_reason,
       cast(coalesce(year(g.to_month) * 12 + month(g.to_month) - 1,
                     year(g.ended_on) * 12 + month(g.ended_on) - 1) AS INTEGER) AS to_m
FROM raw.grants AS g
JOIN kept.households AS h ON h.household_id = g.household_id
WHERE (g.to_month IS NOT NULL OR g.ended_on IS NOT NULL) {and_in_counties}
