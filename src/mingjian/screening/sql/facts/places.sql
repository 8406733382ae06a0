-- Who answers for each village of the lists and of the applications: the responsibility table where it says so,
-- otherwise the code.
WITH village AS (
    SELECT division FROM raw.households WHERE division IS NOT NULL
    UNION
    SELECT division FROM raw.applications
),
declared AS (
    SELECT v.division, r.township, r.county, r.league,
           row_number() OVER (PARTITION BY v.division ORDER BY length(r.division) DESC, r.from_day DESC) AS place_rank
    -- A code answers for the villages that begin with it. Looked up are the beginnings of each village's code: to
    -- compare every village with every row took ten seconds for eight provinces.
    FROM (SELECT e.division, left(e.division, unnest([2, 4, 6, 9, 12])) AS beginning FROM village AS e) AS v
    JOIN raw.responsibility AS r ON r.division = v.beginning
    WHERE r.to_day IS NULL
)
SELECT v.division AS division,
       coalesce(d.township, left(v.division, 9)) AS township,
       coalesce(d.county, left(d.township, 6), left(v.division, 6)) AS county,
       coalesce(d.league, left(d.county, 4), left(d.township, 4), left(v.division, 4)) AS league
FROM village AS v
LEFT JOIN declared AS d ON d.division = v.division AND d.place_rank = 1
