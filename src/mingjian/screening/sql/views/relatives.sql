SELECT person_id, relative_id, relation, from_day, to_day
FROM kept.relatives
WHERE available_on IS NULL OR available_on <= DATE '{as_of}'
