-- Benefit months in which the bases of the members' normal provident fund accounts exceed the standard per person.
WITH rows_in_order AS (
    SELECT
        r.person_id AS person_id, r.base_fen AS base_fen, r.from_month AS from_month,
        r.from_m AS from_m, r.to_m AS to_m, r.known_on AS known_on, r.known_assumed AS known_assumed,
        -- A new base takes the place of the old, even where its row was never closed: nobody has two accounts.
        least(r.to_m, coalesce(lead(r.from_m) OVER (PARTITION BY r.person_id ORDER BY r.from_m) - 1, 99999)) AS until_m,
        CASE
            WHEN r.from_m <= 1 + max(r.to_m) OVER (
                PARTITION BY r.person_id ORDER BY r.from_m, r.to_m
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0
            ELSE 1
        END AS begins
    FROM recipient_provident_fund AS r
    WHERE r.status = 'normal'
),
numbered AS (
    SELECT
        r.person_id AS person_id, r.base_fen AS base_fen, r.from_month AS from_month,
        r.from_m AS from_m, r.until_m AS until_m, r.known_on AS known_on, r.known_assumed AS known_assumed,
        sum(r.begins) OVER (
            PARTITION BY r.person_id ORDER BY r.from_m, r.to_m ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS series
    FROM rows_in_order AS r
),
-- Paying in without a break is one piece of work: a new base or employer starts no new grace.
work AS (
    SELECT
        t.household AS household, t.division AS division, n.person_id AS person_id,
        t.from_m AS in_from_m, t.to_m AS in_to_m, coalesce(t.income_fen, 0) AS declared_fen,
        n.base_fen AS base_fen, n.from_m AS from_m, n.until_m AS to_m, n.known_assumed AS known_assumed,
        min(n.from_month) OVER (PARTITION BY t.household, n.person_id, n.series) AS begun_on,
        min(n.from_m) OVER (PARTITION BY t.household, n.person_id, n.series) AS begun_m,
        min(n.known_on) OVER (PARTITION BY t.household, n.person_id, n.series) AS known_on
    FROM numbered AS n
    JOIN members AS t ON t.person_id = n.person_id
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
bases AS (
    SELECT
        w.household AS household, w.division AS division, w.person_id AS person_id, b.m AS m, b.first_on AS first_on,
        greatest(max(w.declared_fen), sum(w.base_fen)) AS income_fen,
        max(CASE
            WHEN last_day(w.begun_on) < b.first_granted_on AND w.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND w.in_from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN 1
            ELSE 0
        END) AS known_then,
        min(w.begun_on) AS begun_on,
        max(w.known_assumed) AS known_assumed
    FROM work AS w
    JOIN paid AS b
        ON b.household = w.household AND b.m BETWEEN w.in_from_m AND w.in_to_m AND b.m BETWEEN w.from_m AND w.to_m
    JOIN p AS begun ON begun.division = w.division AND last_day(w.begun_on) BETWEEN begun.from_on AND begun.to_on
    WHERE NOT coalesce(last_day(w.begun_on) > b.first_granted_on AND b.m < w.begun_m + begun.grace, FALSE)
    GROUP BY w.household, w.division, w.person_id, b.m, b.first_on
),
sums AS (
    SELECT
        x.household AS household, x.division AS division, x.m AS m, x.first_on AS first_on,
        sum(x.income_fen) AS income_fen,
        sum(x.income_fen * x.known_then) AS known_fen,
        min(x.begun_on) AS begun_on
    FROM bases AS x
    GROUP BY x.household, x.division, x.m, x.first_on
),
peopled AS (
    -- Who has left since was one of the persons then.
    SELECT x.household AS household, x.m AS m, count(*) AS members
    FROM sums AS x
    JOIN members AS t ON t.household = x.household AND x.m BETWEEN t.from_m AND t.to_m
    GROUP BY x.household, x.m
),
months AS (
    SELECT
        x.household AS household, x.m AS m, b.fen AS fen, b.grant_id AS grant_id, x.begun_on AS begun_on,
        CAST(x.income_fen AS BIGINT) AS income_fen, greatest(h.persons, n.members) AS persons, s.monthly_fen AS standard_fen,
        p.months AS least_months,
        CASE
            WHEN x.known_fen > (s.monthly_fen * greatest(h.persons, n.members)) * CAST(p.ratio AS DECIMAL(9, 4))
            THEN b.wrong_clause
            ELSE b.income_clause
        END AS clause
    FROM sums AS x
    JOIN paid AS b ON b.household = x.household AND b.m = x.m
    JOIN peopled AS n ON n.household = x.household AND n.m = x.m
    JOIN households AS h ON h.household = x.household
    JOIN standards AS s ON s.county = h.county AND s.area = h.area AND x.m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = x.division AND x.first_on BETWEEN p.from_on AND p.to_on
    WHERE x.income_fen > (s.monthly_fen * greatest(h.persons, n.members)) * CAST(p.ratio AS DECIMAL(9, 4))
),
enough AS (
    SELECT x.household AS household
    FROM months AS x
    GROUP BY x.household
    HAVING count(*) >= max(x.least_months)
)
-- One row for every account holder; the month's money only once.
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
    x.begun_on AS begun_on,
    x.income_fen AS base,
    (x.income_fen + x.persons - 1) // x.persons AS base_per_head,
    x.standard_fen AS standard
FROM months AS x
JOIN enough AS e ON e.household = x.household
JOIN bases AS r ON r.household = x.household AND r.m = x.m
