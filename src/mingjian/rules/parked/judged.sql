-- What came into an account of a township, civil affairs or a closed agency is judged once its days have passed.
WITH entry AS (
    SELECT
        e.division AS division, min(r.as_of) AS as_of, min(e.at) AS first_on,
        min(CASE WHEN e.holder IN ('township', 'civil_affairs', 'closed') THEN e.at END) AS held_on
    FROM account_entries AS e
    CROSS JOIN run AS r
    GROUP BY e.division
)
SELECT
    e.division AS division,
    CASE WHEN e.first_on + cast(p.days AS INTEGER) >= e.as_of THEN 'soon' END AS unjudged,
    cast(e.first_on AS VARCHAR) AS detail
FROM entry AS e
JOIN p ON p.division = e.division AND e.as_of BETWEEN p.from_on AND p.to_on
UNION ALL
SELECT e.division AS division, 'finance_only' AS unjudged, cast(NULL AS VARCHAR) AS detail
FROM entry AS e
ANTI JOIN entry AS x ON left(x.division, 6) = e.division AND x.held_on IS NOT NULL
WHERE length(e.division) = 6
