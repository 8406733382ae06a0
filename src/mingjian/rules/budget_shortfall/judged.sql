-- A budget is judged once its year is over and all of its sums are on record.
SELECT
    f.division AS division,
    CASE
        WHEN f.year >= year(r.as_of) THEN 'unfinished'
        WHEN coalesce(f.required, 0) <= 0 THEN 'no_need'
        WHEN f.upper IS NULL OR f.local IS NULL OR f.carryover IS NULL THEN 'incomplete'
    END AS unjudged,
    cast(f.year AS VARCHAR) AS detail
FROM funds AS f
CROSS JOIN run AS r
