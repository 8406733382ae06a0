-- Counties that paid far fewer households than a year before, for several months in a row, while no more of them left
-- for their income and those who did do not make up the fall. One row per county: the latest such month.
WITH paid AS (
    SELECT k.county AS county, k.m AS m, k.households AS households
    FROM county_pay AS k
    WHERE k.kind = 'allowance' AND k.households > 0
),
fallen AS (
    SELECT
        t.county AS county, t.m AS m, c.year AS year, c.first_on AS first_on, c.last_on AS last_on,
        t.households AS now, b.households AS before, cast(p.months AS INTEGER) AS months,
        p.income_word AS income_word, p.work_word AS work_word
    FROM paid AS t
    JOIN paid AS b ON b.county = t.county AND b.m = t.m - 12
    JOIN calendar AS c ON c.m = t.m
    JOIN p ON p.division = t.county AND c.first_on BETWEEN p.from_on AND p.to_on
    WHERE b.households >= p.households AND (b.households - t.households) * 100 > p.percent * b.households
),
lasting AS (
    SELECT
        t.county AS county, t.m AS m, t.year AS year, t.first_on AS first_on, t.last_on AS last_on, t.now AS now,
        t.before AS before, t.income_word AS income_word, t.work_word AS work_word
    FROM fallen AS t
    JOIN fallen AS e ON e.county = t.county AND e.m BETWEEN t.m - t.months + 1 AND t.m
    GROUP BY t.county, t.m, t.year, t.first_on, t.last_on, t.now, t.before, t.income_word, t.work_word, t.months
    HAVING count(e.m) = t.months
),
ended AS (
    SELECT g.county AS county, g.to_m AS m, g.end_reason AS end_reason, count(DISTINCT g.household) AS households
    FROM grant_ends AS g
    JOIN (SELECT DISTINCT l.county AS county FROM lasting AS l) AS here ON here.county = g.county
    WHERE g.end_reason IS NOT NULL
    GROUP BY g.county, g.to_m, g.end_reason
),
explained AS (
    SELECT
        t.county AS county, t.m AS m, t.year AS year, t.first_on AS first_on, t.last_on AS last_on, t.now AS now,
        t.before AS before,
        coalesce(sum(CASE WHEN e.m BETWEEN t.m - 12 AND t.m THEN e.households END), 0) AS left_now,
        coalesce(sum(CASE WHEN e.m BETWEEN t.m - 25 AND t.m - 13 THEN e.households END), 0) AS left_before
    FROM lasting AS t
    LEFT JOIN ended AS e
        ON e.county = t.county AND e.m BETWEEN t.m - 25 AND t.m
        AND (contains(e.end_reason, t.income_word) OR contains(e.end_reason, t.work_word))
    GROUP BY t.county, t.m, t.year, t.first_on, t.last_on, t.now, t.before
),
latest AS (
    SELECT
        t.county AS county, t.m AS m, t.year AS year, t.first_on AS first_on, t.last_on AS last_on, t.now AS now,
        t.before AS before, t.left_now AS left_now, t.left_before AS left_before,
        row_number() OVER (PARTITION BY t.county ORDER BY t.m DESC) AS place
    FROM explained AS t
    WHERE t.left_now <= t.left_before AND t.left_now < t.before - t.now
),
short AS (
    SELECT DISTINCT f.subject_id AS fund FROM found AS f WHERE f.rule = 'budget-shortfall'
)
SELECT
    t.county AS division,
    t.first_on AS first_on,
    t.last_on AS last_on,
    'lead' AS grade,
    CASE WHEN s.fund IS NULL THEN '7(1)' ELSE '7(1);7(2)' END AS clause,
    t.m AS fallen_m,
    cast(t.now AS INTEGER) AS now,
    cast(t.before AS INTEGER) AS before,
    cast(round(cast(100.0 * (t.before - t.now) / t.before AS DECIMAL(18, 3)), 1) AS VARCHAR) AS percent,
    cast(t.left_now AS INTEGER) AS left_now,
    cast(t.left_before AS INTEGER) AS left_before
FROM latest AS t
LEFT JOIN short AS s ON s.fund = concat(t.county, '@', cast(t.year AS VARCHAR))
WHERE t.place = 1
