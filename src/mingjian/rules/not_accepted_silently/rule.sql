-- Applications of which the township let the time pass without accepting or refusing them. Time in which papers are
-- being supplied, or a stoppage holds, is not counted. Any later step shows that the application was taken up.
WITH reach AS (
    -- What has not come can only be held against the day up to which the log reaches.
    SELECT c.county AS county, least(r.as_of, coalesce(min(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT d.county AS county FROM dossiers AS d) AS c
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name IN ('applications', 'steps')
        AND (starts_with(c.county, e.division) OR starts_with(e.division, c.county))
    GROUP BY c.county, r.as_of
),
asked AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.county AS county,
        d.decision AS decision, d.applied_on AS applied_on,
        least(d.accepted_on, d.check_requested_on, d.check_replied_on, d.surveyed_on, d.neighbours_asked_on,
              d.letters_sent_on, d.appraised_on, d.reviewed_on, d.posted_first_on, d.submitted_on, d.spot_checked_on,
              d.posted_second_on, d.decided_on, d.published_on, d.notified_on, d.referred_on) AS taken_on
    FROM dossiers AS d
    WHERE d.kind = 'application' AND d.regime <> '' AND d.decision <> 'withdrawn'
),
-- Of a file that was closed on an unknown day nothing can be said.
open_until AS (
    SELECT
        a.application_id AS application_id, a.household AS household, a.division AS division,
        a.applied_on AS applied_on, a.taken_on AS taken_on, coalesce(a.taken_on, k.known_on) AS until_on,
        p.days AS days
    FROM asked AS a
    JOIN reach AS k ON k.county = a.county
    JOIN p ON p.division = a.division AND a.applied_on BETWEEN p.from_on AND p.to_on
    WHERE (a.taken_on IS NOT NULL OR a.decision = 'pending')
        AND date_diff('day', a.applied_on, coalesce(a.taken_on, k.known_on)) > p.days
),
paused AS (
    SELECT
        x.application_id AS application_id,
        sum(date_diff('day', greatest(s.after_on, x.applied_on), least(s.until_on, x.until_on))) AS days
    FROM open_until AS x
    JOIN pauses AS s ON s.application_id = x.application_id
    WHERE greatest(s.after_on, x.applied_on) < least(s.until_on, x.until_on)
    GROUP BY x.application_id
)
SELECT
    x.application_id AS application_id,
    x.household AS household,
    x.division AS division,
    x.applied_on AS first_on,
    x.until_on AS last_on,
    'lead' AS grade,
    '8(1)' AS clause,
    x.applied_on AS applied_on,
    cast(date_diff('day', x.applied_on, x.until_on) - coalesce(s.days, 0) AS BIGINT) AS waited,
    CASE WHEN x.taken_on IS NULL THEN '仍没有受理也没有答复' ELSE '才开始办理' END AS outcome
FROM open_until AS x
LEFT JOIN paused AS s ON s.application_id = x.application_id
WHERE date_diff('day', x.applied_on, x.until_on) - coalesce(s.days, 0) > x.days
