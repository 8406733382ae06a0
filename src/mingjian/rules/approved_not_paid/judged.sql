-- Months up to the last that a county's payment files hold are judged; of later ones nobody can say whether they were paid.
WITH filed AS (
    SELECT k.county AS county, max(k.m) AS last_m
    FROM county_pay AS k
    WHERE k.kind = 'allowance'
    GROUP BY k.county
)
SELECT f.county AS division, cast(NULL AS VARCHAR) AS unjudged, cast(NULL AS VARCHAR) AS detail
FROM filed AS f
UNION ALL
SELECT
    f.county AS division, 'later' AS unjudged,
    concat(cast(f.last_m // 12 AS VARCHAR), '年', cast(f.last_m % 12 + 1 AS VARCHAR), '月') AS detail
FROM filed AS f
JOIN run AS r ON f.last_m < r.as_of_m
