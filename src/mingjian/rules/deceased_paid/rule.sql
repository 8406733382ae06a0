-- Benefit months of a covered person after the month of death and the grace in force on the day of death.
WITH dead AS (
    SELECT
        d.person_id AS person_id,
        d.died_on AS died_on,
        d.known_on AS known_on,
        d.known_assumed AS known_assumed,
        year(d.died_on) * 12 + month(d.died_on) - 1 AS died_m,
        t.household AS household,
        t.from_m AS from_m,
        t.to_m AS to_m,
        p.grace AS grace,
        p.strong_after AS strong_after
    FROM recipient_deaths AS d
    JOIN members AS t ON t.person_id = d.person_id AND t.covered
    JOIN p ON p.division = t.division AND d.died_on BETWEEN p.from_on AND p.to_on
),
sent_back AS (
    -- What the bank sent back and nobody paid out again did not reach the household.
    SELECT x.household AS household, x.m AS m, sum(x.paid_fen) AS fen
    FROM (SELECT DISTINCT y.household AS household FROM dead AS y) AS k
    JOIN bounces AS x ON x.household = k.household
    WHERE x.kind = 'allowance' AND x.reissued_on IS NULL
    GROUP BY x.household, x.m
),
paid AS (
    SELECT
        d.person_id AS person_id, d.household AS household, b.m AS m, d.died_m AS died_m,
        d.strong_after AS strong_after, d.known_assumed AS known_assumed, d.died_on AS died_on, d.known_on AS known_on,
        sum(b.paid_fen) AS fen, max(b.covered_persons) AS covered_persons
    FROM dead AS d
    JOIN benefits AS b ON b.household = d.household
    WHERE b.m > d.died_m + d.grace AND b.m BETWEEN d.from_m AND d.to_m
    GROUP BY d.person_id, d.household, b.m, d.died_m, d.strong_after, d.known_assumed, d.died_on, d.known_on
)
SELECT
    x.person_id AS person_id,
    x.household AS household,
    x.m AS m,
    x.fen - coalesce(s.fen, 0) AS fen,
    x.covered_persons AS shared_by,
    CASE WHEN x.m >= x.died_m + x.strong_after THEN 'strong' ELSE 'lead' END AS grade,
    '8(5)' AS clause,
    x.known_assumed AS known_assumed,
    x.died_on AS died_on,
    x.known_on AS known_on
FROM paid AS x
LEFT JOIN sent_back AS s ON s.household = x.household AND s.m = x.m
WHERE x.fen > coalesce(s.fen, 0)
