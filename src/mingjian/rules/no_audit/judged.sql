-- The money of a year is judged once the next one is over.
SELECT
    o.place AS division,
    CASE WHEN make_date(o.first_audited + cast(p.years AS INTEGER), 12, 31) >= r.as_of THEN 'unfinished' END AS unjudged,
    cast(o.first_audited AS VARCHAR) AS detail
FROM overseen AS o
CROSS JOIN run AS r
JOIN p ON p.division = o.place AND make_date(o.first_audited, 12, 31) BETWEEN p.from_on AND p.to_on
WHERE o.level = 'county'
