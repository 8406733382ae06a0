-- What was granted and paid: a new grant whenever the standard, the income found or the number of persons changes.

-- Decided in the month before, on one of nine working days.
CREATE TABLE series AS
SELECT s.k, s.round, s.f, s.t, w.day AS decided_on
FROM (
    SELECT k, 1 AS round, f1 AS f, t1 AS t FROM heads
    UNION ALL
    SELECT k, 2 AS round, f2 AS f, 99999 AS t FROM heads WHERE f2 IS NOT NULL
) s
JOIN office_days d ON d.day = month_first(s.f) - 6
JOIN worked w ON w.n = d.n - draw(s.k, 40 + s.round, 9)
ORDER BY s.k, s.round;

CREATE TABLE stretches AS
WITH points AS (
    SELECT k, round, f, t, f AS m FROM series
    UNION
    SELECT s.k, s.round, s.f, s.t, y * 12 + h.rise AS m
    FROM series s JOIN heads h ON h.k = s.k, unnest(range(s.f // 12, least(s.t, getvariable('last_m')) // 12 + 1)) AS years(y)
    WHERE y * 12 + h.rise > s.f AND y * 12 + h.rise <= least(s.t, getvariable('last_m'))
    UNION
    SELECT s.k, s.round, s.f, s.t, h.risen_m AS m FROM series s JOIN heads h ON h.k = s.k
    WHERE h.risen > 0 AND h.risen_m > s.f AND h.risen_m <= least(s.t, getvariable('last_m'))
    UNION
    SELECT s.k, s.round, s.f, s.t, h.death_m + 1 AS m FROM series s JOIN heads h ON h.k = s.k
    WHERE h.death_m + 1 > s.f AND h.death_m + 1 <= least(s.t, getvariable('last_m'))
), cut AS (
    SELECT *, coalesce(lead(m) OVER (PARTITION BY k, round ORDER BY m) - 1, t) AS until_m,
        row_number() OVER (PARTITION BY k, round ORDER BY m) AS n
    FROM points
), valued AS (
    SELECT c.*, h.standard_base + h.standard_step * (c.m // 12 - 2010 - if(c.m % 12 < h.rise, 1, 0)) AS standard,
        CASE WHEN c.m > h.death_m THEN h.income * h.size // (h.size - 1)
            WHEN c.m < h.risen_m THEN h.income - h.risen ELSE h.income END AS income_now,
        h.covered_persons - if(coalesce(c.m > h.death_m, false), 1, 0) AS covered_now, h.first_standard
    FROM cut c JOIN heads h ON h.k = c.k
)
SELECT k, round, n::INT AS n, f, t, m::INT AS m, until_m::INT AS until_m, income_now, covered_now,
    (standard - income_now) * covered_now AS allowance,
    CASE WHEN income_now = 0 THEN 'A' WHEN income_now * 2 < first_standard THEN 'B' ELSE 'C' END AS category
FROM valued
ORDER BY k, round, n;

CREATE VIEW grants AS
SELECT 'G' || h.county || lpad(s.k::VARCHAR, 7, '0') || s.round || lpad(s.n::VARCHAR, 2, '0') AS grant_id, h.household_id,
    CASE WHEN h.filed THEN 'S' || h.county || lpad(s.k::VARCHAR, 7, '0') || s.round END AS application_id,
    month_first(s.m) AS from_month,
    CASE WHEN s.until_m <> 99999 THEN month_first(s.until_m) END AS to_month,
    s.category, s.covered_now AS covered_persons, s.income_now AS income_per_capita, s.allowance,
    h.account_no, h.holder_id AS account_holder_id,
    CASE WHEN s.n = 1 THEN r.decided_on ELSE month_first(s.m) - 10 END AS granted_on,
    'county' AS granted_by,
    CASE WHEN s.until_m = s.t AND s.t <> 99999 THEN month_first(s.t) + 24 END AS ended_on,
    CASE WHEN s.until_m = s.t AND s.t <> 99999 THEN CASE h.end_cause WHEN 'died' THEN '死亡' WHEN 'destitute' THEN '转为特困供养'
        WHEN 'moved' THEN '户口迁出' WHEN 'property' THEN '财产状况变化' ELSE '家庭人均收入超过标准' END END AS end_reason
FROM stretches s JOIN heads h ON h.k = s.k JOIN series r ON r.k = s.k AND r.round = s.round;

-- The terms of one household's payments from month a to month b (indices), one row per stretch that touches them.
CREATE MACRO paid_stretches(a, b) AS TABLE
SELECT h.household_id, h.county, h.k, h.account_no, h.holder_id, s.allowance, s.covered_now,
    greatest(s.m, a) AS from_m, least(s.until_m, b) AS to_m
FROM stretches s JOIN heads h ON h.k = s.k
WHERE s.m <= b AND s.until_m >= a;

CREATE MACRO payments_of(a, b) AS TABLE
SELECT household_id, month_first(m) AS period, 'allowance' AS kind, allowance AS due, allowance AS paid,
    CASE WHEN bounced THEN month_first(m) + 17 ELSE month_first(m) + 7 END AS paid_on,
    if(k % 12 = 5, 'bank', 'card') AS channel, account_no, holder_id AS account_holder_id,
    CASE WHEN bounced THEN month_first(m) + 8 END AS bounced_on,
    CASE WHEN bounced THEN month_first(m) + 17 END AS reissued_on,
    CASE WHEN bounced THEN holder_id END AS reissued_holder_id,
    'P' || county || (m // 12 * 100 + m % 12 + 1) AS batch_id
FROM (SELECT *, draw(k * 64 + m % 64, 50, 1500) = 0 AND holder_id IS NOT NULL AS bounced
    FROM (SELECT *, unnest(range(from_m, to_m + 1)) AS m FROM paid_stretches(a, b)))
UNION ALL
SELECT household_id, month_first(m), 'price_subsidy', 25 * covered_now, 25 * covered_now, month_first(m) + 24, 'card', account_no,
    holder_id, NULL, NULL, NULL, NULL
FROM paid_stretches(a, b) JOIN subsidy_months x ON x.m BETWEEN from_m AND to_m
UNION ALL
SELECT household_id, month_first(m), 'other', 300, 300, month_first(m) + 19, 'card', account_no, holder_id, NULL, NULL, NULL, NULL
FROM paid_stretches(a, b) JOIN heating_months x ON x.m BETWEEN from_m AND to_m;

CREATE TABLE county_months AS
SELECT county, m, count(*) AS households, sum(allowance) AS paid
FROM (SELECT county, allowance, unnest(range(from_m, to_m + 1)) AS m
    FROM paid_stretches(getvariable('first_m'), getvariable('last_m')))
GROUP BY county, m ORDER BY county, m;
