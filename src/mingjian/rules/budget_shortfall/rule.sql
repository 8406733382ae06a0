-- Finished years whose budget (support from above, the league's, the place's own share, what was left of the year
-- before) does not reach the need. Strong where the year's allowances were not paid in full either: what the grants
-- promised for its months beside what was paid for them, arrears included.
WITH budget AS (
    SELECT
        f.division AS division, f.year AS year,
        make_date(f.year, 1, 1) AS first_on, make_date(f.year, 12, 31) AS last_on,
        f.year * 12 AS first_m, f.year * 12 + 11 AS last_m,
        cast(f.required * 100 AS BIGINT) AS required_fen,
        -- An empty carryover is unknown, and so is the sum; a league that gives nothing leaves its column empty.
        cast((f.upper + coalesce(f.league, 0) + f.local + f.carryover) * 100 AS BIGINT) AS available_fen
    FROM funds AS f
    CROSS JOIN run AS r
    WHERE f.year < year(r.as_of) AND f.required > 0
),
short_of AS (
    SELECT
        b.division AS division, b.year AS year, b.first_on AS first_on, b.last_on AS last_on,
        b.first_m AS first_m, b.last_m AS last_m,
        b.required_fen AS required_fen, b.available_fen AS available_fen, p.share AS least_share
    FROM budget AS b
    JOIN p ON p.division = b.division AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE b.available_fen * 100 < p.share * b.required_fen
),
paying AS (
    SELECT k.county AS county, k.league AS league, min(k.m) AS since_m
    FROM county_pay AS k
    WHERE k.kind = 'allowance' AND k.households > 0
    GROUP BY k.county, k.league
),
-- Counties whose payments are in the data for the whole of such a year.
covered AS (
    SELECT
        s.division AS division, s.year AS year, s.first_m AS first_m, s.last_m AS last_m, c.county AS county
    FROM short_of AS s
    JOIN paying AS c ON (c.county = s.division OR c.league = s.division) AND c.since_m <= s.first_m
    JOIN run AS r ON s.last_m <= r.last_m
),
owed AS (
    SELECT
        t.division AS division, t.year AS year,
        sum(g.allowance_fen * (least(g.until_m, t.last_m) - greatest(g.from_m, t.first_m) + 1)) AS owed_fen
    FROM covered AS t
    JOIN grants AS g ON g.county = t.county AND g.from_m <= t.last_m AND g.until_m >= t.first_m
    GROUP BY t.division, t.year
),
paid AS (
    SELECT t.division AS division, t.year AS year, sum(k.paid_fen) AS paid_fen
    FROM covered AS t
    JOIN county_pay AS k ON k.county = t.county AND k.m BETWEEN t.first_m AND t.last_m
    WHERE k.kind IN ('allowance', 'arrears')
    GROUP BY t.division, t.year
)
SELECT
    s.division || '@' || cast(s.year AS VARCHAR) AS subject_id,
    s.division AS division,
    s.year AS year,
    s.first_on AS first_on,
    s.last_on AS last_on,
    s.required_fen - s.available_fen AS fen,
    CASE WHEN b.paid_fen * 100 < s.least_share * a.owed_fen THEN 'strong' ELSE 'lead' END AS grade,
    '7(2);10(1)' AS clause,
    s.required_fen AS required,
    s.available_fen AS available,
    s.available_fen / cast(s.required_fen AS DOUBLE) AS reached,
    s.least_share / 100.0 AS least,
    cast(a.owed_fen AS BIGINT) AS owed,
    cast(b.paid_fen AS BIGINT) AS paid,
    CASE WHEN b.paid_fen * 100 < s.least_share * a.owed_fen THEN '，当年低保金也没有发足' ELSE '' END AS paid_short
FROM short_of AS s
LEFT JOIN owed AS a ON a.division = s.division AND a.year = s.year
LEFT JOIN paid AS b ON b.division = s.division AND b.year = s.year
