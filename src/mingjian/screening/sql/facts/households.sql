-- Every household of the lists, and every one that is paid although no list holds it (listed = false).
WITH counted AS (
    -- The members are only counted where the list does not say how many persons there are.
    SELECT m.household_id, count(*) AS members
    FROM raw.members AS m
    SEMI JOIN (SELECT household_id FROM raw.households WHERE persons IS NULL) AS h ON h.household_id = m.household_id
    GROUP BY m.household_id
),
unknown AS (
    SELECT p.household_id
    FROM (SELECT DISTINCT household_id FROM raw.payments) AS p
    ANTI JOIN raw.households AS h ON h.household_id = p.household_id
),
unlisted AS (
    SELECT p.household_id, min(b.division) AS division
    FROM raw.payments AS p
    SEMI JOIN unknown AS u ON u.household_id = p.household_id
    LEFT JOIN raw.batches AS b ON b.batch_id = p.batch_id
    GROUP BY p.household_id
    HAVING bool_or(p.kind IN ('allowance', 'arrears', 'recovery'))
),
every AS (
    SELECT h.household_id, h.division, p.township, p.county, p.league, true AS listed
    FROM raw.households AS h
    JOIN kept.places AS p ON p.division = h.division
    UNION ALL
    SELECT u.household_id, coalesce(u.division, ''), '', coalesce(left(u.division, 6), ''),
           coalesce(left(u.division, 4), ''), false
    FROM unlisted AS u
),
numbered AS (
    -- Only what the numbers need is put in order; the words come back afterwards.
    SELECT cast(row_number() OVER (ORDER BY e.county, e.division, e.household_id) AS INTEGER) AS household,
           e.household_id, e.division, e.township, e.county, e.league, e.listed
    FROM every AS e
)
SELECT n.household, n.household_id, n.division, n.township, n.county, n.league,
       coalesce(h.area, 'rural') AS area, h.head_id, h.head_name,
       cast(greatest(coalesce(h.persons, c.members, 1), 1) AS INTEGER) AS persons,
       coalesce(h.institution, false) AS institution,
       h.cause, h.phone, h.address, h.hukou_no, n.listed
FROM numbered AS n
LEFT JOIN raw.households AS h ON h.household_id = n.household_id
LEFT JOIN counted AS c ON c.household_id = n.household_id
