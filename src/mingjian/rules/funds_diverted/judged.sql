-- Entries up to the day of the run are judged.
SELECT
    e.division AS division,
    CASE WHEN min(e.at) > min(r.as_of) THEN 'later' END AS unjudged,
    cast(min(e.at) AS VARCHAR) AS detail
FROM account_entries AS e
CROSS JOIN run AS r
GROUP BY e.division
