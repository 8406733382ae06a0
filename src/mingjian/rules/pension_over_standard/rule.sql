-- Benefit months in which the declared income of all members, employee pensions at what the registry says,
-- exceeds the standard per person.
WITH pensioners AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        t.from_m AS in_from_m, t.to_m AS in_to_m,
        r.from_month AS from_month, r.from_m AS from_m,
        -- A new amount takes the place of the old, even where its row was never closed.
        least(r.to_m, coalesce(
            lead(r.from_m) OVER (PARTITION BY t.household, r.person_id ORDER BY r.from_m) - 1, 99999
        )) AS to_m,
        r.monthly_fen AS monthly_fen, r.known_on AS known_on, r.known_assumed AS known_assumed
    FROM recipient_pensions AS r
    JOIN members AS t ON t.person_id = r.person_id
    WHERE r.kind = 'employee'
),
-- All that the members declared and all their pensions together, held against the lowest standard of the months
-- screened there: a household that does not exceed that needs no closer look.
lowest AS (
    SELECT s.county AS county, s.area AS area, min(s.monthly_fen) AS monthly_fen
    FROM standards AS s
    JOIN run AS r ON s.from_m <= r.last_m AND s.to_m >= r.first_m
    GROUP BY s.county, s.area
),
pensions AS (
    SELECT r.household AS household, sum(r.monthly_fen) AS fen
    FROM pensioners AS r
    GROUP BY r.household
),
most AS (
    SELECT x.household AS household, max(x.fen) + sum(coalesce(t.income_fen, 0)) AS fen
    FROM pensions AS x
    JOIN members AS t ON t.household = x.household
    GROUP BY x.household
),
worth_a_look AS (
    SELECT x.household AS household
    FROM most AS x
    JOIN households AS h ON h.household = x.household
    JOIN lowest AS s ON s.county = h.county AND s.area = h.area
    WHERE x.fen > (s.monthly_fen * h.persons) * (SELECT CAST(min(q.ratio) AS DECIMAL(9, 4)) FROM p AS q)
),
paid AS (
    SELECT
        b.household AS household, b.division AS division, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.income_clause) AS income_clause
    FROM worth_a_look AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.division, b.m, b.first_on
),
pensions_in_month AS (
    SELECT
        r.household AS household, r.person_id AS person_id, b.m AS m,
        sum(r.monthly_fen) AS pension_fen,
        sum(CASE
            WHEN last_day(r.from_month) < b.first_granted_on AND r.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND r.in_from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN r.monthly_fen
            ELSE 0
        END) AS known_fen,
        min(r.from_month) AS from_month,
        max(r.known_assumed) AS known_assumed
    FROM pensioners AS r
    JOIN paid AS b
        ON b.household = r.household AND b.m BETWEEN r.from_m AND r.to_m AND b.m BETWEEN r.in_from_m AND r.in_to_m
    GROUP BY r.household, r.person_id, b.m
),
income AS (
    SELECT
        k.household AS household, k.m AS m,
        sum(greatest(coalesce(t.income_fen, 0), coalesce(r.pension_fen, 0))) AS income_fen,
        sum(greatest(coalesce(t.income_fen, 0), coalesce(r.known_fen, 0))) AS known_income_fen,
        sum(coalesce(r.pension_fen, 0)) AS pension_fen,
        sum(coalesce(r.known_fen, 0)) AS known_fen,
        count(*) AS members
    FROM (SELECT DISTINCT x.household AS household, x.m AS m FROM pensions_in_month AS x) AS k
    JOIN members AS t ON t.household = k.household AND k.m BETWEEN t.from_m AND t.to_m
    LEFT JOIN pensions_in_month AS r
        ON r.household = t.household AND r.person_id = t.person_id AND r.m = k.m
    GROUP BY k.household, k.m
),
months AS (
    SELECT
        i.household AS household, i.m AS m, b.fen AS fen, b.grant_id AS grant_id,
        i.income_fen AS income_fen, i.pension_fen AS pension_fen,
        -- Who has left since was one of the persons then.
        greatest(h.persons, i.members) AS persons, s.monthly_fen AS standard_fen,
        -- Wrongly approved only where what was known then was already too much.
        CASE
            WHEN i.known_fen > 0
                AND i.known_income_fen > (s.monthly_fen * greatest(h.persons, i.members)) * CAST(p.ratio AS DECIMAL(9, 4))
            THEN b.wrong_clause
            ELSE b.income_clause
        END AS clause,
        p.months AS least_months
    FROM income AS i
    JOIN paid AS b ON b.household = i.household AND b.m = i.m
    JOIN households AS h ON h.household = i.household
    JOIN standards AS s ON s.county = h.county AND s.area = h.area AND i.m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = b.division AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE i.income_fen > (s.monthly_fen * greatest(h.persons, i.members)) * CAST(p.ratio AS DECIMAL(9, 4))
),
enough AS (
    SELECT x.household AS household
    FROM months AS x
    GROUP BY x.household
    HAVING count(*) >= max(x.least_months)
)
-- One row for every pensioner, so that each stands in the evidence; the month's money only once.
SELECT
    x.household AS household,
    r.person_id AS person_id,
    x.grant_id AS grant_id,
    x.m AS m,
    CASE
        WHEN row_number() OVER (PARTITION BY x.household, x.m ORDER BY r.person_id) = 1 THEN x.fen
        ELSE 0
    END AS fen,
    'lead' AS grade,
    coalesce(x.clause, '8(5)') AS clause,
    r.known_assumed AS known_assumed,
    x.pension_fen AS pension,
    (x.income_fen + x.persons - 1) // x.persons AS income_per_head,
    x.standard_fen AS standard
FROM months AS x
JOIN enough AS e ON e.household = x.household
JOIN pensions_in_month AS r ON r.household = x.household AND r.m = x.m
