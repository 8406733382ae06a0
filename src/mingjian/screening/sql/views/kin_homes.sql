SELECT household, other, person_id, relative_id, kind, from_day, to_day, known_on, known_assumed
FROM kept.kin_homes
WHERE known_on <= DATE '{as_of}' {and_in_scope}
