-- Benefit months of a covered person inside a row of the destitute support list.
WITH supported AS (
    SELECT
        r.person_id AS person_id, r.from_month AS from_month, r.from_m AS from_m, r.to_m AS to_m,
        r.known_on AS known_on, r.known_assumed AS known_assumed,
        t.household AS household, t.division AS division, t.from_m AS in_from_m, t.to_m AS in_to_m
    FROM recipient_destitute AS r
    JOIN members AS t ON t.person_id = r.person_id AND t.covered
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.covered_persons) AS covered_persons,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause
    FROM (SELECT DISTINCT r.household AS household FROM supported AS r) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on
),
months AS (
    SELECT
        r.person_id AS person_id, r.household AS household, b.m AS m,
        max(b.fen) AS fen,
        max(b.covered_persons) AS covered_persons,
        max(b.grant_id) AS grant_id,
        min(r.from_month) AS from_month,
        max(r.known_assumed) AS known_assumed,
        max(CASE
            WHEN last_day(r.from_month) < b.first_granted_on AND r.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND r.in_from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN b.wrong_clause
        END) AS wrong_clause,
        max(p.months) AS least_months
    FROM supported AS r
    JOIN paid AS b
        ON b.household = r.household AND b.m BETWEEN r.from_m AND r.to_m AND b.m BETWEEN r.in_from_m AND r.in_to_m
    JOIN p ON p.division = r.division AND b.first_on BETWEEN p.from_on AND p.to_on
    GROUP BY r.person_id, r.household, b.m
),
enough AS (
    SELECT x.person_id AS person_id
    FROM months AS x
    GROUP BY x.person_id
    HAVING count(DISTINCT x.m) >= max(x.least_months)
)
SELECT
    x.person_id AS person_id,
    x.household AS household,
    x.grant_id AS grant_id,
    x.m AS m,
    x.fen AS fen,
    x.covered_persons AS shared_by,
    'strong' AS grade,
    coalesce(x.wrong_clause, '8(5)') AS clause,
    x.known_assumed AS known_assumed,
    x.from_month AS supported_from
FROM months AS x
JOIN enough AS e ON e.person_id = x.person_id
