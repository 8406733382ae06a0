-- Every household of the lists, and every one that is paid although no list holds it (listed = false).
WITH counted AS (
    SELECT household_id, count(*) AS members FROM raw.members GROUP BY household_id
),
unlisted AS (
    SELECT DISTINCT t.household_id
    FROM (
        SELECT t.household_id
        FROM kept.pay_terms AS t
        ANTI JOIN raw.households AS h ON h.household_id = t.household_id
    ) AS t
),
paid_by AS (
    SELECT u.household_id, min(b.division) AS division
    FROM raw.payments AS p
    JOIN unlisted AS u ON u.household_id = p.household_id
    JOIN raw.batches AS b ON b.batch_id = p.batch_id
    GROUP BY u.household_id
),
every AS (
    SELECT h.household_id, h.division, p.township, p.county, p.league, h.area, h.head_id, h.head_name, h.persons,
           h.institution, h.cause, h.phone, h.address, h.hukou_no, true AS listed
    FROM raw.households AS h
    JOIN kept.places AS p ON p.division = h.division
    UNION ALL
    SELECT u.household_id, coalesce(b.division, ''), '', coalesce(left(b.division, 6), ''), coalesce(left(b.division, 4), ''),
           'rural', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false
    FROM unlisted AS u
    LEFT JOIN paid_by AS b ON b.household_id = u.household_id
)
SELECT cast(row_number() OVER (ORDER BY e.county, e.division, e.household_id) AS INTEGER) AS household,
       e.household_id, e.division, e.township, e.county, e.league, e.area, e.head_id, e.head_name,
       cast(greatest(coalesce(e.persons, c.members, 1), 1) AS INTEGER) AS persons,
       coalesce(e.institution, false) AS institution,
       e.cause, e.phone, e.address, e.hukou_no, e.listed
FROM every AS e
LEFT JOIN counted AS c ON c.household_id = e.household_id
ORDER BY household
