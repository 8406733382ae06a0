-- Applications that were decided and not filed away within the days set.
WITH reach AS (
    -- What has not come can only be held against the day up to which the log reaches.
    SELECT c.county AS county, least(r.as_of, coalesce(min(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT d.county AS county FROM dossiers AS d) AS c
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'steps' AND (starts_with(c.county, e.division) OR starts_with(e.division, c.county))
    GROUP BY c.county, r.as_of
)
SELECT
    d.application_id AS application_id,
    d.household AS household,
    d.division AS division,
    d.decided_last_on AS first_on,
    d.decided_last_on + cast(p.days AS INTEGER) AS last_on,
    'weak' AS grade,
    '' AS clause,
    d.decided_last_on AS decided_on,
    CASE
        WHEN d.archived_on IS NULL THEN '没有归档记录'
        ELSE '过了' || cast(date_diff('day', d.decided_last_on, d.archived_on) AS VARCHAR) || '日才归档'
    END AS outcome
FROM dossiers AS d
JOIN reach AS k ON k.county = d.county
JOIN p ON p.division = d.division AND d.decided_last_on BETWEEN p.from_on AND p.to_on
WHERE d.kind = 'application'
    AND date_diff('day', d.decided_last_on, k.known_on) > p.days
    AND coalesce(date_diff('day', d.decided_last_on, d.archived_on) > p.days, true)
