-- Benefit months of a year in which herds beyond what grazing needs, at the local price, and counted subsidies
-- exceed twelve standards per person. Without a local price and a local exemption nothing is counted.
WITH documented AS (
    SELECT DISTINCT q.division AS division FROM p AS q WHERE q.documented
),
herds AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        t.from_m AS in_from_m, t.to_m AS in_to_m, year(r.as_of) AS year, r.as_of AS counted_on,
        max(r.known_on) AS known_on, max(r.known_assumed) AS known_assumed,
        sum(CAST(r.sheep_units AS DECIMAL(12, 2))) AS sheep_units,
        row_number() OVER (PARTITION BY t.household, t.person_id, year(r.as_of) ORDER BY r.as_of DESC) AS place
    FROM recipient_livestock AS r
    JOIN members AS t ON t.person_id = r.person_id
    JOIN documented AS d ON d.division = t.division
    CROSS JOIN run
    WHERE r.known_on <= run.as_of
    GROUP BY t.household, t.division, t.person_id, t.from_m, t.to_m, year(r.as_of), r.as_of
),
sums_by_member AS (
    SELECT
        x.household AS household, x.division AS division, x.person_id AS person_id, x.year AS year,
        x.in_from_m AS in_from_m, x.in_to_m AS in_to_m,
        x.known_on AS known_on, x.known_assumed AS known_assumed, x.sheep_units AS sheep_units, 0 AS subsidy_fen
    FROM herds AS x
    WHERE x.place = 1
    UNION ALL
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id, r.year AS year,
        t.from_m AS in_from_m, t.to_m AS in_to_m,
        r.known_on AS known_on, r.known_assumed AS known_assumed, 0 AS sheep_units, r.amount_fen AS subsidy_fen
    FROM recipient_subsidies AS r
    JOIN members AS t ON t.person_id = r.person_id
    JOIN documented AS d ON d.division = t.division
    WHERE r.counted
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.income_clause) AS income_clause
    FROM (SELECT DISTINCT x.household AS household FROM herds AS x) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on
),
years AS (
    SELECT
        x.household AS household, x.division AS division, b.m AS m, b.first_on AS first_on,
        sum(x.sheep_units) AS sheep_units,
        CAST(sum(x.subsidy_fen) AS BIGINT) AS subsidy_fen,
        max(CASE
            WHEN NOT x.known_assumed AND x.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND x.in_from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN 0
            ELSE 1
        END) AS some_unknown_then
    FROM sums_by_member AS x
    JOIN paid AS b
        ON b.household = x.household AND b.m // 12 = x.year AND b.m BETWEEN x.in_from_m AND x.in_to_m
    GROUP BY x.household, x.division, b.m, b.first_on
),
peopled AS (
    -- Who has left since was one of the persons then.
    SELECT x.household AS household, x.m AS m, count(*) AS members
    FROM years AS x
    JOIN members AS t ON t.household = x.household AND x.m BETWEEN t.from_m AND t.to_m
    GROUP BY x.household, x.m
),
incomes AS (
    SELECT
        x.household AS household, x.m AS m, b.fen AS fen, b.grant_id AS grant_id, p.documented AS documented,
        x.sheep_units AS sheep_units, x.subsidy_fen AS subsidy_fen, greatest(h.persons, n.members) AS persons,
        s.monthly_fen AS standard_fen, p.ratio AS ratio,
        greatest(x.sheep_units - CAST(p.exempt_units AS DECIMAL(9, 2)) * greatest(h.persons, n.members), 0)
            * CAST(p.sheep_price * 100 AS BIGINT) + x.subsidy_fen AS income_fen,
        CASE WHEN x.some_unknown_then = 0 THEN b.wrong_clause ELSE b.income_clause END AS clause
    FROM years AS x
    JOIN paid AS b ON b.household = x.household AND b.m = x.m
    JOIN peopled AS n ON n.household = x.household AND n.m = x.m
    JOIN households AS h ON h.household = x.household
    JOIN standards AS s ON s.county = h.county AND s.area = h.area AND x.m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = x.division AND x.first_on BETWEEN p.from_on AND p.to_on
    WHERE p.documented
)
-- One row for every herd; the month's money only once.
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
    x.documented AS documented,
    r.known_assumed AS known_assumed,
    r.counted_on AS herd_on,
    CAST(x.sheep_units AS VARCHAR) AS sheep_units,
    x.subsidy_fen AS subsidies,
    CAST(ceil(x.income_fen / x.persons) AS BIGINT) AS income_per_head,
    12 * x.standard_fen AS year_standard
FROM incomes AS x
JOIN herds AS r
    ON r.household = x.household AND r.place = 1 AND r.year = x.m // 12 AND x.m BETWEEN r.in_from_m AND r.in_to_m
WHERE x.income_fen > (12 * x.standard_fen * x.persons) * CAST(x.ratio AS DECIMAL(9, 4))
