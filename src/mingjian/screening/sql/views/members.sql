-- What the identity number itself says stands beside what the list says.
SELECT household, division, county, person_id, sex, born_on, relation, covered, income_fen, health, status, labour,
       from_m, to_m, {check_ok} AS check_ok, {id_born_on} AS id_born_on, {id_sex} AS id_sex
FROM kept.members {in_scope}
