-- A share is judged once its year is over; where what was owed is not on record, only whether it is zero.
SELECT
    f.division AS division,
    CASE
        WHEN f.year >= year(r.as_of) THEN 'unfinished'
        WHEN coalesce(f.required, 0) <= 0 THEN 'no_need'
        WHEN f.local IS NULL THEN 'incomplete'
    END AS unjudged,
    cast(f.year AS VARCHAR) AS detail
FROM funds AS f
CROSS JOIN run AS r
UNION ALL
SELECT f.division AS division, 'unknown_share' AS unjudged, cast(f.year AS VARCHAR) AS detail
FROM funds AS f
CROSS JOIN run AS r
WHERE f.year < year(r.as_of) AND f.required > 0 AND f.local > 0 AND f.local_required IS NULL
