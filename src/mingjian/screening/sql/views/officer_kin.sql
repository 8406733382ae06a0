SELECT officer_id, relative_id, relation, from_day, to_day, known_on, derived
FROM kept.officer_kin
WHERE known_on <= DATE '{as_of}'
