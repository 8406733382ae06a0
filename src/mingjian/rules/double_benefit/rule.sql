-- Months in which one person is covered and paid in two or more households. The money is his share in all of
-- them but the first granted, so the shares are worked out here: the households differ in size.
WITH twice AS (
    SELECT DISTINCT x.person_id AS person_id FROM hubs AS x WHERE x.person_id IS NOT NULL
),
places AS (
    SELECT
        t.person_id AS person_id, t.household AS household, h.household_id AS household_id,
        t.division AS division, t.from_m AS from_m, t.to_m AS to_m
    FROM twice AS k
    JOIN members AS t ON t.person_id = k.person_id AND t.covered
    JOIN households AS h ON h.household = t.household
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.covered_persons) AS covered_persons,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause
    FROM (SELECT DISTINCT x.household AS household FROM places AS x) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on
),
covered AS (
    SELECT
        x.person_id AS person_id, x.household AS household, x.household_id AS household_id, x.from_m AS from_m,
        b.m AS m, b.grant_id AS grant_id, b.first_granted_on AS first_granted_on, b.wrong_clause AS wrong_clause,
        (2 * b.fen + b.covered_persons) // (2 * b.covered_persons) AS share_fen,
        p.months AS least_months,
        row_number() OVER (
            PARTITION BY x.person_id, b.m
            ORDER BY coalesce(b.first_granted_on, DATE '9999-12-31'), x.household_id
        ) AS place,
        count(*) OVER (PARTITION BY x.person_id, b.m) AS places
    FROM places AS x
    JOIN paid AS b ON b.household = x.household AND b.m BETWEEN x.from_m AND x.to_m
    JOIN p ON p.division = x.division AND b.first_on BETWEEN p.from_on AND p.to_on
),
shared AS (
    SELECT
        c.person_id AS person_id, c.household AS household, c.household_id AS household_id, c.m AS m,
        c.grant_id AS grant_id, c.share_fen AS share_fen, c.place AS place, c.places AS places,
        c.least_months AS least_months, c.from_m AS from_m, c.wrong_clause AS wrong_clause,
        year(c.first_granted_on) * 12 + month(c.first_granted_on) - 1 AS granted_m,
        max(CASE WHEN c.place = 1 THEN c.from_m END) OVER (PARTITION BY c.person_id, c.m) AS first_from_m,
        max(CASE WHEN c.place = 1 THEN c.household_id END) OVER (PARTITION BY c.person_id, c.m) AS first_household,
        max(CASE WHEN c.place = 2 THEN c.household_id END) OVER (PARTITION BY c.person_id, c.m) AS later_household
    FROM covered AS c
    WHERE c.places >= 2
),
enough AS (
    SELECT c.person_id AS person_id
    FROM shared AS c
    GROUP BY c.person_id
    HAVING count(DISTINCT c.m) >= max(c.least_months)
)
SELECT
    c.person_id AS person_id,
    c.household AS household,
    c.grant_id AS grant_id,
    c.m AS m,
    CASE WHEN c.place = 1 THEN 0 ELSE c.share_fen END AS fen,
    'strong' AS grade,
    CASE
        WHEN c.place = 1 THEN ''
        -- The person stood in both households when the later one was granted.
        WHEN c.from_m <= c.granted_m + 1 AND c.first_from_m <= c.granted_m THEN coalesce(c.wrong_clause, '8(5)')
        ELSE '8(5)'
    END AS clause,
    c.first_household AS first_household,
    c.later_household AS later_household,
    c.places AS places
FROM shared AS c
JOIN enough AS e ON e.person_id = c.person_id
