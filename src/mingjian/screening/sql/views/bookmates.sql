-- Who lived there on as_of: not moved out, not known to be dead.
SELECT book, person_id, division, candidate
FROM kept.bookmates
WHERE known_on <= DATE '{as_of}'
    AND (moved_out_on IS NULL OR moved_out_on > DATE '{as_of}')
    AND (died_on IS NULL OR died_on > DATE '{as_of}' OR death_known_on > DATE '{as_of}')
