-- Villages in which one officer's kin make up far more of the households on the list in the last month paid than kin of
-- any officer do in the county. The officer was in office over them when they were approved; his own household does not
-- count, nor does it matter whether anything was filed.
WITH running AS (
    SELECT g.household AS household, g.division AS division, g.county AS county, g.first_granted_on AS first_granted_on
    FROM grants AS g
    JOIN run AS r ON r.last_m BETWEEN g.from_m AND g.until_m
),
pair AS (
    SELECT
        r.household AS household, r.division AS division, r.county AS county, r.officer_id AS officer_id, r.post AS post,
        r.relative_id AS relative_id, p.households AS least, p.times AS times
    FROM related_grants AS r
    JOIN running AS g ON g.household = r.household AND g.first_granted_on = r.granted_on
    JOIN p ON p.division = r.division AND r.granted_on BETWEEN p.from_on AND p.to_on
    WHERE strpos(',' || p.kin || ',', ',' || r.relation || ',') > 0 AND NOT r.own
),
of_officer AS (
    SELECT
        t.division AS division, t.county AS county, t.officer_id AS officer_id, min(t.post) AS post,
        max(t.least) AS least, max(t.times) AS times, count(DISTINCT t.household) AS related
    FROM pair AS t
    GROUP BY t.division, t.county, t.officer_id
),
of_village AS (
    SELECT g.division AS division, count(*) AS households FROM running AS g GROUP BY g.division
),
of_county AS (
    SELECT g.county AS county, count(*) AS households FROM running AS g GROUP BY g.county
),
related_in_county AS (
    SELECT t.county AS county, count(DISTINCT t.household) AS related FROM pair AS t GROUP BY t.county
),
-- Both shares as whole numbers: related / households >= times * (related / households) of the county.
crowded AS (
    SELECT
        o.division AS division, o.officer_id AS officer_id, o.post AS post, o.related AS related,
        v.households AS households, 1.0 * o.related / v.households AS share,
        1.0 * k.related / c.households AS county_share
    FROM of_officer AS o
    JOIN of_village AS v ON v.division = o.division
    JOIN of_county AS c ON c.county = o.county
    JOIN related_in_county AS k ON k.county = o.county
    WHERE o.related >= o.least AND o.related * c.households >= o.times * k.related * v.households
)
SELECT DISTINCT
    t.division AS division,
    c.first_on AS first_on,
    c.last_on AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    t.officer_id AS officer_id,
    a.relative_id AS relative_id,
    first_value(t.officer_id) OVER shown AS officer,
    first_value(t.post) OVER shown AS post,
    first_value(t.related) OVER shown AS related,
    first_value(t.households) OVER shown AS listed,
    first_value(t.share) OVER shown AS share,
    first_value(t.county_share) OVER shown AS county_share
FROM crowded AS t
JOIN pair AS a ON a.division = t.division AND a.officer_id = t.officer_id
JOIN run AS r ON r.last_m > 0
JOIN calendar AS c ON c.m = r.last_m
WINDOW shown AS (PARTITION BY t.division ORDER BY t.related DESC, t.officer_id)
