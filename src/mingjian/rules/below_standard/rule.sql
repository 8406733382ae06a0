-- Counties where the standard was raised and the allowances were not, more than a month later: the sum a head in
-- the second month after the rise is compared with that in the month before it, household by household.
WITH rise AS (
    SELECT
        s.county AS county, s.area AS area, s.from_m AS rise_m, c.first_on AS first_on,
        s.from_m + cast(p.months AS INTEGER) + 1 AS tested_m,
        old.monthly_fen AS old_fen, s.monthly_fen AS new_fen, p.share AS least_share
    FROM standards AS s
    JOIN standards AS old
        ON old.county = s.county AND old.area = s.area AND old.to_m = s.from_m - 1 AND old.monthly_fen < s.monthly_fen
    JOIN calendar AS c ON c.m = s.from_m
    JOIN p ON p.division = s.county AND c.first_on BETWEEN p.from_on AND p.to_on
    JOIN run AS r ON s.from_m >= r.first_m AND s.from_m + cast(p.months AS INTEGER) + 1 <= r.last_m
),
later AS (
    SELECT
        t.county AS county, t.area AS area, t.rise_m AS rise_m,
        g.household AS household, g.allowance_fen AS allowance_fen, g.covered_persons AS covered_persons
    FROM rise AS t
    JOIN grants AS g ON g.county = t.county AND g.area = t.area AND t.tested_m BETWEEN g.from_m AND g.until_m
),
compared AS (
    SELECT
        a.county AS county, a.area AS area, a.rise_m AS rise_m, count(*) AS households,
        -- Sums a head are compared without dividing.
        sum(CASE WHEN a.allowance_fen * b.covered_persons <= b.allowance_fen * a.covered_persons THEN 1 ELSE 0 END)
            AS not_raised
    FROM later AS a
    JOIN grants AS b ON b.household = a.household AND a.rise_m - 1 BETWEEN b.from_m AND b.until_m
    GROUP BY a.county, a.area, a.rise_m
),
short_of AS (
    SELECT
        t.county AS county, t.rise_m AS rise_m, t.first_on AS first_on, c.last_on AS last_on,
        t.old_fen AS old_fen, t.new_fen AS new_fen, k.households AS households, k.not_raised AS not_raised,
        row_number() OVER (PARTITION BY t.county ORDER BY t.rise_m DESC, k.not_raised DESC, t.area) AS latest
    FROM rise AS t
    JOIN compared AS k ON k.county = t.county AND k.area = t.area AND k.rise_m = t.rise_m
    JOIN calendar AS c ON c.m = t.tested_m
    WHERE k.not_raised * 100 >= t.least_share * k.households
)
SELECT
    t.county AS division,
    min(t.first_on) AS first_on,
    max(t.last_on) AS last_on,
    'lead' AS grade,
    '8(5);10(1)' AS clause,
    max(CASE WHEN t.latest = 1 THEN t.rise_m END) AS rise_m,
    max(CASE WHEN t.latest = 1 THEN t.old_fen END) AS old_standard,
    max(CASE WHEN t.latest = 1 THEN t.new_fen END) AS new_standard,
    max(CASE WHEN t.latest = 1 THEN t.households END) AS compared,
    cast(max(CASE WHEN t.latest = 1 THEN t.not_raised END) AS BIGINT) AS not_raised
FROM short_of AS t
GROUP BY t.county
