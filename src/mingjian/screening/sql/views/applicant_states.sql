SELECT person_id, state, from_day, until_day, detail, grade, fen, known_on, known_assumed
FROM kept.applicant_states
WHERE known_on <= DATE '{as_of}'
