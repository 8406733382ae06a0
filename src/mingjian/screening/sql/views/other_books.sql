-- Whoever has moved out of the register since is left out: where he stands now is not known.
SELECT household, person_id, hukou_no, split_from, head_hukou_no, head_split_from, known_on, known_assumed
FROM kept.other_books
WHERE known_on <= DATE '{as_of}' AND moved_out_on > DATE '{as_of}' {and_in_scope}
