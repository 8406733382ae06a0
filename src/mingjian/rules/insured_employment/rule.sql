-- Benefit months in which a member without any declared income is insured as an employee by an employer,
-- in runs of consecutive months that are long enough.
WITH rows_in_order AS (
    SELECT
        r.person_id AS person_id, r.employer AS employer, r.base_fen AS base_fen, r.from_month AS from_month,
        r.from_m AS from_m, r.to_m AS to_m, r.known_on AS known_on, r.known_assumed AS known_assumed,
        CASE
            WHEN r.from_m <= 1 + max(r.to_m) OVER (
                PARTITION BY r.person_id ORDER BY r.from_m, r.to_m, r.employer
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0
            ELSE 1
        END AS begins
    FROM recipient_insurance AS r
    WHERE NOT coalesce(r.flexible, FALSE)
),
numbered AS (
    SELECT
        r.person_id AS person_id, r.employer AS employer, r.base_fen AS base_fen, r.from_month AS from_month,
        r.from_m AS from_m, r.to_m AS to_m, r.known_on AS known_on, r.known_assumed AS known_assumed,
        sum(r.begins) OVER (
            PARTITION BY r.person_id ORDER BY r.from_m, r.to_m, r.employer
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS series
    FROM rows_in_order AS r
),
-- Insurance without a break is one piece of work: a new employer starts no new grace.
work AS (
    SELECT
        t.household AS household, t.division AS division, n.person_id AS person_id,
        t.from_m AS in_from_m, t.to_m AS in_to_m,
        n.employer AS employer, n.base_fen AS base_fen, n.from_m AS from_m, n.to_m AS to_m,
        n.known_assumed AS known_assumed,
        min(n.from_month) OVER (PARTITION BY t.household, n.person_id, n.series) AS begun_on,
        min(n.from_m) OVER (PARTITION BY t.household, n.person_id, n.series) AS begun_m,
        min(n.known_on) OVER (PARTITION BY t.household, n.person_id, n.series) AS known_on
    FROM numbered AS n
    JOIN members AS t ON t.person_id = n.person_id
    WHERE coalesce(t.income_fen, 0) = 0
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.income_clause) AS income_clause
    FROM (SELECT DISTINCT w.household AS household FROM work AS w) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on
),
insured AS (
    SELECT
        w.household AS household, w.person_id AS person_id, b.m AS m,
        max(b.fen) AS fen,
        max(b.grant_id) AS grant_id,
        min(w.employer) AS employer,
        max(w.base_fen) AS base_fen,
        min(w.begun_on) AS begun_on,
        max(w.known_assumed) AS known_assumed,
        max(CASE
            WHEN last_day(w.begun_on) < b.first_granted_on AND w.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND w.in_from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN b.wrong_clause
        END) AS wrong_clause,
        max(b.income_clause) AS income_clause,
        max(p.months) AS least_months
    FROM work AS w
    JOIN paid AS b
        ON b.household = w.household AND b.m BETWEEN w.in_from_m AND w.in_to_m AND b.m BETWEEN w.from_m AND w.to_m
    JOIN p ON p.division = w.division AND b.first_on BETWEEN p.from_on AND p.to_on
    JOIN p AS begun ON begun.division = w.division AND last_day(w.begun_on) BETWEEN begun.from_on AND begun.to_on
    WHERE NOT coalesce(last_day(w.begun_on) > b.first_granted_on AND b.m < w.begun_m + begun.grace, FALSE)
    GROUP BY w.household, w.person_id, b.m
),
runs AS (
    SELECT
        x.household AS household, x.person_id AS person_id, x.m AS m, x.fen AS fen, x.grant_id AS grant_id,
        x.employer AS employer, x.base_fen AS base_fen, x.begun_on AS begun_on, x.known_assumed AS known_assumed,
        coalesce(x.wrong_clause, x.income_clause, '8(5)') AS clause,
        x.least_months AS least_months,
        -- Consecutive months differ from their rank by one and the same number.
        x.m - row_number() OVER (PARTITION BY x.household, x.person_id ORDER BY x.m) AS run_no
    FROM insured AS x
),
long_runs AS (
    SELECT x.household AS household, x.person_id AS person_id, x.run_no AS run_no
    FROM runs AS x
    GROUP BY x.household, x.person_id, x.run_no
    HAVING count(*) >= max(x.least_months)
)
-- One row for every insured member; the month's money only once.
SELECT
    x.household AS household,
    x.person_id AS person_id,
    x.grant_id AS grant_id,
    x.m AS m,
    CASE
        WHEN row_number() OVER (PARTITION BY x.household, x.m ORDER BY x.person_id) = 1 THEN x.fen
        ELSE 0
    END AS fen,
    'lead' AS grade,
    x.clause AS clause,
    x.known_assumed AS known_assumed,
    -- The sentence speaks of one member: all three values are of the same.
    first_value(x.employer) OVER (PARTITION BY x.household, x.m ORDER BY x.begun_on, x.person_id) AS employer,
    first_value(x.begun_on) OVER (PARTITION BY x.household, x.m ORDER BY x.begun_on, x.person_id) AS begun_on,
    CAST(
        first_value(x.base_fen) OVER (PARTITION BY x.household, x.m ORDER BY x.begun_on, x.person_id) AS BIGINT
    ) AS base
FROM runs AS x
JOIN long_runs AS k ON k.household = x.household AND k.person_id = x.person_id AND k.run_no = x.run_no
