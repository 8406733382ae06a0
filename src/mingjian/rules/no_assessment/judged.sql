-- An assessment is judged some months after the end of its year.
SELECT
    o.place AS division,
    CASE WHEN last_day(make_date(o.first_year + 1, cast(p.months AS INTEGER), 1)) >= r.as_of THEN 'unfinished' END AS unjudged,
    cast(o.first_year AS VARCHAR) AS detail
FROM overseen AS o
CROSS JOIN run AS r
JOIN p ON p.division = o.place AND make_date(o.first_year, 12, 31) BETWEEN p.from_on AND p.to_on
WHERE o.level = 'league'
