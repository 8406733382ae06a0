-- Members with the months in which they belong, and what the identity number itself says.
SELECT h.household, h.household_id, h.division, h.county, m.person_id, m.name, m.sex, m.born_on, m.relation, m.covered,
       cast(m.monthly_income * 100 AS BIGINT) AS income_fen, m.health, m.status, m.labour,
       coalesce(year(m.joined_on) * 12 + month(m.joined_on) - 1, 0) AS from_m,
       coalesce(year(m.left_on) * 12 + month(m.left_on) - 1, 99999) AS to_m,
       {check_ok} AS check_ok, {id_born_on} AS id_born_on, {id_sex} AS id_sex
FROM raw.members AS m
JOIN kept.households AS h ON h.household_id = m.household_id
