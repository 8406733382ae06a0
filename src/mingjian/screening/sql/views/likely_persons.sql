SELECT row_id, source, person_id, score, rivals, name_agrees, birth_agrees, place_agrees, sex_agrees, settled, name, day,
       to_day, division, known_on, known_assumed
FROM kept.likely_persons
WHERE known_on IS NULL OR known_on <= DATE '{as_of}'
