SELECT household, household_id, division, county, person_id, name, sex, born_on, relation, covered, income_fen, health,
       status, labour, from_m, to_m, check_ok, id_born_on, id_sex
FROM kept.members {in_scope}
