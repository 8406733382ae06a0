SELECT person_id, what, kind, from_on, to_on, known_on, known_assumed
FROM kept.means
WHERE known_on <= DATE '{as_of}'
