-- Benefit months of a tax year in which the members' taxed income exceeds twelve standards per person.
WITH taxed AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        t.from_m AS in_from_m, t.to_m AS in_to_m,
        r.year AS year, r.known_on AS known_on, r.known_assumed AS known_assumed,
        -- What the member declared for a year counts where it is more.
        greatest(12 * coalesce(t.income_fen, 0), r.income_fen) AS income_fen
    FROM recipient_tax AS r
    JOIN members AS t ON t.person_id = r.person_id
),
-- All that was taxed in a year, held against the lowest standard of the months screened there: a household that
-- does not exceed that needs no closer look.
lowest AS (
    SELECT s.county AS county, s.area AS area, min(s.monthly_fen) AS monthly_fen
    FROM standards AS s
    JOIN run AS r ON s.from_m <= r.last_m AND s.to_m >= r.first_m
    GROUP BY s.county, s.area
),
most AS (
    SELECT x.household AS household, x.year AS year, sum(x.income_fen) AS fen
    FROM taxed AS x
    GROUP BY x.household, x.year
),
worth_a_look AS (
    SELECT DISTINCT x.household AS household
    FROM most AS x
    JOIN households AS h ON h.household = x.household
    JOIN lowest AS s ON s.county = h.county AND s.area = h.area
    WHERE x.fen > (12 * s.monthly_fen * h.persons) * (SELECT CAST(min(q.ratio) AS DECIMAL(9, 4)) FROM p AS q)
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.income_clause) AS income_clause
    FROM worth_a_look AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on
),
sums AS (
    SELECT
        x.household AS household, x.division AS division, b.m AS m, b.first_on AS first_on,
        sum(x.income_fen) AS income_fen,
        sum(CASE
            WHEN NOT x.known_assumed AND x.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND x.in_from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN x.income_fen
            ELSE 0
        END) AS known_fen
    FROM taxed AS x
    JOIN paid AS b
        ON b.household = x.household AND b.m // 12 = x.year AND b.m BETWEEN x.in_from_m AND x.in_to_m
    GROUP BY x.household, x.division, b.m, b.first_on
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
        x.household AS household, x.m AS m, b.fen AS fen, b.grant_id AS grant_id,
        CAST(x.income_fen AS BIGINT) AS income_fen, greatest(h.persons, n.members) AS persons, s.monthly_fen AS standard_fen,
        CASE
            WHEN x.known_fen > (12 * s.monthly_fen * greatest(h.persons, n.members)) * CAST(p.ratio AS DECIMAL(9, 4))
            THEN b.wrong_clause
            ELSE b.income_clause
        END AS clause
    FROM sums AS x
    JOIN paid AS b ON b.household = x.household AND b.m = x.m
    JOIN peopled AS n ON n.household = x.household AND n.m = x.m
    JOIN households AS h ON h.household = x.household
    JOIN standards AS s ON s.county = h.county AND s.area = h.area AND x.m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = x.division AND x.first_on BETWEEN p.from_on AND p.to_on
    WHERE x.income_fen > (12 * s.monthly_fen * greatest(h.persons, n.members)) * CAST(p.ratio AS DECIMAL(9, 4))
)
-- One row for every taxed member; the month's money only once.
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
    r.year AS year,
    x.income_fen AS income,
    (x.income_fen + x.persons - 1) // x.persons AS income_per_head,
    12 * x.standard_fen AS year_standard
FROM months AS x
JOIN taxed AS r
    ON r.household = x.household AND r.year = x.m // 12 AND x.m BETWEEN r.in_from_m AND r.in_to_m
