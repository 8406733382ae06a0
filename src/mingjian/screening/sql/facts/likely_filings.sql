-- Filings of kin without an identity number and whom they may mean: every likely relative with every officer in office
-- over his village whose number or name the filing gives. A filing without a day counts as made in time. Such a pair
-- speaks for those concerned, so it is kept wherever likely_persons keeps one.
WITH filing AS (
    SELECT DISTINCT l.row_id, l.person_id AS relative_id, u.officer_id, plain_name(u.officer_name) AS officer_plain,
           coalesce(u.day, DATE '0001-01-01') AS filed_on, l.known_on, h.division
    FROM kept.likely_persons AS l
    JOIN raw.unnumbered AS u ON u.row_id = l.row_id AND u.source = 'relative_filings'
    JOIN kept.members AS m ON m.person_id = l.person_id
    JOIN kept.households AS h ON h.household = m.household
),
officer AS (
    SELECT DISTINCT o.division, o.person_id, plain_name(o.name) AS plain
    FROM kept.officers_over AS o
    SEMI JOIN filing AS f ON f.division = o.division
    WHERE o.name IS NOT NULL
)
SELECT f.row_id, f.officer_id, f.relative_id, f.filed_on, f.known_on
FROM filing AS f
WHERE f.officer_id IS NOT NULL
UNION
SELECT f.row_id, o.person_id, f.relative_id, f.filed_on, f.known_on
FROM filing AS f
JOIN officer AS o ON o.division = f.division AND name_key(f.officer_plain) = name_key(o.plain)
WHERE f.officer_id IS NULL
