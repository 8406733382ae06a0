-- Members with the months in which they belong.
SELECT h.household, h.division, h.county, m.person_id, m.sex, m.born_on, m.relation, m.covered,
       cast(m.monthly_income * 100 AS BIGINT) AS income_fen, m.health, m.status, m.labour,
       cast(coalesce(year(m.joined_on) * 12 + month(m.joined_on) - 1, 0) AS INTEGER) AS from_m,
       cast(coalesce(year(m.left_on) * 12 + month(m.left_on) - 1, 99999) AS INTEGER) AS to_m
FROM raw.members AS m
JOIN kept.households AS h ON h.household_id = m.household_id
