-- Benefit months in which the members' last known balances exceed so many standards per person.
-- A balance stands from the month of its query until the next one, but no longer than valid_months; one asked
-- for after the last month paid is held against that month.
WITH
-- All balances ever asked of a household together, held against the lowest limit anywhere: what does not reach
-- that needs no closer look.
most AS (
    SELECT t.household AS household, sum(r.balance_fen) AS balance_fen
    FROM recipient_deposits AS r
    JOIN members AS t ON t.person_id = r.person_id
    GROUP BY t.household
),
worth_a_look AS (
    SELECT h.household AS household
    FROM most AS x
    JOIN households AS h ON h.household = x.household
    WHERE x.balance_fen > (
        SELECT min(s.monthly_fen)
        FROM standards AS s
        JOIN run AS q ON s.from_m <= q.last_m AND s.to_m >= q.first_m
    ) * h.persons * (SELECT CAST(min(q.months) AS DECIMAL(9, 2)) FROM p AS q)
),
asked AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        t.from_m AS in_from_m, t.to_m AS in_to_m,
        r.as_of AS asked_on, r.balance_fen AS balance_fen, r.known_on AS known_on, r.known_assumed AS known_assumed,
        least(year(r.as_of) * 12 + month(r.as_of) - 1, run.last_m) AS from_m
    FROM recipient_deposits AS r
    JOIN members AS t ON t.person_id = r.person_id
    JOIN worth_a_look AS k ON k.household = t.household
    CROSS JOIN run
    WHERE r.known_on <= run.as_of
),
-- Of several queries in one month the last one counts.
latest AS (
    SELECT
        x.household AS household, x.division AS division, x.person_id AS person_id,
        x.in_from_m AS in_from_m, x.in_to_m AS in_to_m, x.asked_on AS asked_on, x.balance_fen AS balance_fen,
        x.known_on AS known_on, x.known_assumed AS known_assumed, x.from_m AS from_m,
        row_number() OVER (PARTITION BY x.household, x.person_id, x.from_m ORDER BY x.asked_on DESC) AS place
    FROM asked AS x
),
balances AS (
    SELECT
        x.household AS household, x.division AS division, x.person_id AS person_id,
        x.in_from_m AS in_from_m, x.in_to_m AS in_to_m, x.asked_on AS asked_on, x.balance_fen AS balance_fen,
        x.known_on AS known_on, x.known_assumed AS known_assumed, x.from_m AS from_m,
        coalesce(lead(x.from_m) OVER (PARTITION BY x.household, x.person_id ORDER BY x.from_m) - 1, 99999) AS to_m
    FROM latest AS x
    WHERE x.place = 1
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.property_clause) AS property_clause
    FROM (SELECT DISTINCT x.household AS household FROM balances AS x) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on
),
held AS (
    SELECT
        x.household AS household, x.division AS division, x.person_id AS person_id, x.asked_on AS asked_on,
        x.balance_fen AS balance_fen, x.known_assumed AS known_assumed, b.m AS m,
        p.months AS months, p.documented AS documented,
        CASE
            WHEN x.asked_on < b.first_granted_on AND x.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND x.in_from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN x.balance_fen
            ELSE 0
        END AS known_fen
    FROM balances AS x
    JOIN paid AS b
        ON b.household = x.household AND b.m BETWEEN x.in_from_m AND x.in_to_m AND b.m BETWEEN x.from_m AND x.to_m
    JOIN p ON p.division = x.division AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE b.m < x.from_m + p.valid_months
),
sums AS (
    SELECT
        x.household AS household, x.m AS m, max(x.months) AS months, min(x.documented) AS documented,
        max(x.asked_on) AS asked_on, sum(x.balance_fen) AS balance_fen, sum(x.known_fen) AS known_fen
    FROM held AS x
    GROUP BY x.household, x.m
),
peopled AS (
    -- Who has left since was one of the persons then.
    SELECT x.household AS household, x.m AS m, count(*) AS members
    FROM sums AS x
    JOIN members AS t ON t.household = x.household AND x.m BETWEEN t.from_m AND t.to_m
    GROUP BY x.household, x.m
),
over_limit AS (
    SELECT
        x.household AS household, x.m AS m, b.fen AS fen, b.grant_id AS grant_id, x.documented AS documented,
        x.asked_on AS asked_on, CAST(x.balance_fen AS BIGINT) AS balance_fen, greatest(h.persons, n.members) AS persons,
        s.monthly_fen AS standard_fen, x.months AS months,
        coalesce(
            CASE
                WHEN x.known_fen > (s.monthly_fen * greatest(h.persons, n.members)) * CAST(x.months AS DECIMAL(9, 2))
                THEN b.wrong_clause
            END,
            b.property_clause,
            '8(5)'
        ) AS clause
    FROM sums AS x
    JOIN paid AS b ON b.household = x.household AND b.m = x.m
    JOIN peopled AS n ON n.household = x.household AND n.m = x.m
    JOIN households AS h ON h.household = x.household
    JOIN standards AS s ON s.county = h.county AND s.area = h.area AND x.m BETWEEN s.from_m AND s.to_m
    WHERE x.balance_fen > (s.monthly_fen * greatest(h.persons, n.members)) * CAST(x.months AS DECIMAL(9, 2))
)
-- One row for every balance; the month's money only once.
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
    x.clause AS clause,
    x.documented AS documented,
    r.known_assumed AS known_assumed,
    r.asked_on AS balance_on,
    x.asked_on AS asked_on,
    x.balance_fen AS balance,
    (x.balance_fen + x.persons - 1) // x.persons AS balance_per_head,
    CAST(x.standard_fen * CAST(x.months AS DECIMAL(9, 2)) AS BIGINT) AS limit_per_head
FROM over_limit AS x
JOIN held AS r ON r.household = x.household AND r.m = x.m
