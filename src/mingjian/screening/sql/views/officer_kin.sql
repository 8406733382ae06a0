SELECT officer_id, relative_id, relation, called, from_day, to_day, known_on, derived, through_id
FROM kept.officer_kin
WHERE known_on <= DATE '{as_of}'
