-- lived_until: the day before moving out, or the day of death where that was known on as_of.
SELECT household, person_id, known_on, known_assumed,
       cast(least(CASE WHEN moved_out_on < DATE '9999-12-31' THEN moved_out_on - 1 ELSE moved_out_on END,
                  CASE WHEN death_known_on <= DATE '{as_of}' THEN died_on ELSE DATE '9999-12-31' END) AS DATE) AS lived_until
FROM kept.outsiders
WHERE known_on <= DATE '{as_of}' {and_in_scope}
