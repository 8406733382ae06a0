SELECT row_id, officer_id, relative_id, filed_on, known_on
FROM kept.likely_filings
WHERE known_on IS NULL OR known_on <= DATE '{as_of}'
