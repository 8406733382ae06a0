SELECT household, division, county, person_id, is_head, sex, born_on, relation, covered, income_fen, health, status, labour,
       from_m, to_m, check_ok, id_born_on, {id_sex} AS id_sex
FROM kept.members {in_scope}
