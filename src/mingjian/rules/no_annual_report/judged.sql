-- Reports are judged for the years that are over.
SELECT
    o.place AS division,
    CASE WHEN o.first_year > o.last_year THEN 'unfinished' END AS unjudged,
    cast(o.first_year AS VARCHAR) AS detail
FROM overseen AS o
WHERE o.level = 'league'
