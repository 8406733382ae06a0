-- Households on the list on as_of, counted by township: small, and whole whatever a run is limited to.
SELECT h.league, h.county, h.township, count(*) AS households
FROM kept.households AS h
SEMI JOIN (SELECT household FROM kept.stretches WHERE from_m <= {as_of_m} AND until_m >= {as_of_m}) AS g
    ON g.household = h.household
WHERE h.county <> ''
GROUP BY h.league, h.county, h.township
