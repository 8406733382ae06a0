-- Counties that never published their telephone line, up to the day of the run.
SELECT
    o.place AS division,
    make_date(o.first_year, 1, 1) AS first_on,
    make_date(o.last_year, 12, 31) AS last_on,
    'strong' AS grade,
    '6(4)' AS clause,
    o.first_year AS first_year
FROM overseen AS o
CROSS JOIN run AS r
LEFT JOIN oversight AS v
    ON v.division = o.place AND v.kind = 'hotline_published' AND v.done_on <= r.as_of
WHERE o.level = 'county' AND o.first_year <= o.last_year AND v.duty_id IS NULL
