-- A balance is judged once its year is over.
SELECT
    f.division AS division,
    CASE
        WHEN f.year >= year(r.as_of) THEN 'unfinished'
        WHEN coalesce(f.required, 0) <= 0 THEN 'no_need'
        WHEN f.balance IS NULL THEN 'incomplete'
    END AS unjudged,
    cast(f.year AS VARCHAR) AS detail
FROM funds AS f
CROSS JOIN run AS r
