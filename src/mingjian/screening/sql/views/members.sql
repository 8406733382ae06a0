-- What the identity number itself says stands beside what the list says; where both agree nothing is to be parsed.
SELECT household, division, county, person_id, sex, born_on, relation, covered, income_fen, health, status, labour,
       from_m, to_m, {check_ok} AS check_ok,
       CASE WHEN year(born_on) * 10000 + month(born_on) * 100 + day(born_on) = person_id // 11000 % 100000000
            THEN born_on ELSE {id_born_on} END AS id_born_on,
       {id_sex} AS id_sex
FROM kept.members {in_scope}
