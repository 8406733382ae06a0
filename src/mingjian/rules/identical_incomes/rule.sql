-- Townships in which one surveyor found one and the same income in more than half of the households visited, and in
-- at least so many. Each of the two surveyors of a visit counts; no income at all is no figure that was found. Where a
-- local document sets incomes by a table (land, herds), equal figures are what it asks for.
WITH visit AS (
    SELECT
        i.township AS township, i.county AS county, i.surveyor_least AS surveyor, i.household AS household,
        i.income_fen AS income_fen, i.granted_on AS granted_on
    FROM surveyed_incomes AS i
    UNION ALL
    SELECT
        i.township AS township, i.county AS county, i.surveyor_most AS surveyor, i.household AS household,
        i.income_fen AS income_fen, i.granted_on AS granted_on
    FROM surveyed_incomes AS i
    WHERE i.surveyor_most <> i.surveyor_least
),
judged AS (
    SELECT
        v.township AS township, v.county AS county, v.surveyor AS surveyor, v.household AS household,
        v.income_fen AS income_fen, min(v.granted_on) AS first_on, max(v.granted_on) AS last_on
    FROM visit AS v
    JOIN p ON p.division = v.township AND v.granted_on BETWEEN p.from_on AND p.to_on
    WHERE p.by_table <> 'yes'
    GROUP BY v.township, v.county, v.surveyor, v.household, v.income_fen
),
by_income AS (
    SELECT
        j.township AS township, j.surveyor AS surveyor, j.income_fen AS income_fen, count(*) AS households,
        min(j.first_on) AS first_on, max(j.last_on) AS last_on
    FROM judged AS j
    GROUP BY j.township, j.surveyor, j.income_fen
),
by_surveyor AS (
    -- A household that was visited again with another income is still one household.
    SELECT j.township AS township, j.surveyor AS surveyor, count(DISTINCT j.household) AS households
    FROM judged AS j
    GROUP BY j.township, j.surveyor
),
alike AS (
    SELECT
        b.township AS township, b.surveyor AS surveyor, b.income_fen AS income_fen, b.households AS same,
        s.households AS households, b.first_on AS first_on, b.last_on AS last_on
    FROM by_income AS b
    JOIN by_surveyor AS s ON s.township = b.township AND s.surveyor = b.surveyor
    JOIN p ON p.division = b.township AND b.last_on BETWEEN p.from_on AND p.to_on
    WHERE b.income_fen > 0
        AND b.households >= p.households
        AND b.households * 100 > p.share * s.households
),
township AS (
    SELECT
        a.township AS township, min(a.first_on) AS first_on, max(a.last_on) AS last_on,
        max(a.same) AS same, arg_max(a.households, a.same * 100000000 + a.income_fen) AS households,
        arg_max(a.income_fen, a.same * 100000000 + a.income_fen) AS income_fen
    FROM alike AS a
    GROUP BY a.township
)
SELECT
    t.township AS division,
    t.first_on AS first_on,
    t.last_on AS last_on,
    'weak' AS grade,
    '8(3)' AS clause,
    t.income_fen AS income,
    cast(t.same AS BIGINT) AS same,
    cast(t.households AS BIGINT) AS visited
FROM township AS t
