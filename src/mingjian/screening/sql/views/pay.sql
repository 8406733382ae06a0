-- Months after as_of are not looked at.
SELECT household, division, county, year, kind, due_fen, paid_fen, account_no, account_holder_id,
       to_another, channel, credited, months
FROM (
    SELECT household, division, county, year, kind, due_fen, paid_fen, account_no, account_holder_id,
           to_another, channel, credited,
           CASE WHEN year < {as_of_year} THEN months ELSE months & {as_of_mask} END AS months
    FROM kept.pay
    WHERE year <= {as_of_year}
) AS seen
WHERE months <> 0 {and_in_scope}
