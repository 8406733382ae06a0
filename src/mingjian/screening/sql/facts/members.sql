-- Members with the months in which they belong. What the identity number itself says stands beside what the list says;
-- where both agree nothing is to be parsed. is_head: the household names this person as its head.
SELECT h.household, h.division, h.county, m.person_id, coalesce(m.person_id = h.head_id, false) AS is_head,
       m.sex, m.born_on, m.relation, m.covered,
       cast(m.monthly_income * 100 AS BIGINT) AS income_fen, m.health, m.status, m.labour,
       cast(coalesce(year(m.joined_on) * 12 + month(m.joined_on) - 1, 0) AS INTEGER) AS from_m,
       cast(coalesce(year(m.left_on) * 12 + month(m.left_on) - 1, 99999) AS INTEGER) AS to_m,
       {check_ok} AS check_ok,
       CASE WHEN year(m.born_on) * 10000 + month(m.born_on) * 100 + day(m.born_on) = m.person_id // 11000 % 100000000
            THEN m.born_on ELSE {id_born_on} END AS id_born_on
FROM raw.members AS m
JOIN (
    SELECT household, household_id, head_id, cast(division AS division_word) AS division, cast(county AS county_word) AS county
    FROM kept.households
) AS h ON h.household_id = m.household_id
