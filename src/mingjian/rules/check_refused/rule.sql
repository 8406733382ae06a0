-- Requests that a department refused, or that were still without any answer more than the allowed working days after
-- they were made, on the day of the run (or the day up to which the extract reaches). A year without an official
-- calendar cannot be counted; where a county writes no answer down at all, its silence says nothing.
WITH known AS (
    SELECT d.division AS division, r.as_of AS as_of, least(r.as_of, coalesce(max(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT c.division AS division FROM checks AS c) AS d
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'checks' AND (starts_with(d.division, e.division) OR starts_with(e.division, d.division))
    GROUP BY d.division, r.as_of
),
-- Nobody has signed what was never answered. Where one office of a higher level gives all answers of this sort, the
-- silence is its own and not the county's.
usual AS (
    SELECT c.division AS division, c.department AS department, c.item AS item, min(c.answered_by) AS office
    FROM checks AS c
    WHERE c.result IS NOT NULL
    GROUP BY c.division, c.department, c.item
    HAVING count(*) = count(c.answered_by) AND min(c.answered_by) = max(c.answered_by)
),
-- Refused, or nothing heard by the day of the run: few among all requests.
open_request AS (
    SELECT
        c.request_id AS request_id, c.department AS department, c.item AS item,
        coalesce(c.answered_by, CASE WHEN c.result IS NULL THEN u.office END, c.division) AS office,
        c.division AS county,
        c.requested_on AS requested_on, c.replied_on AS replied_on, k.known_on AS known_on,
        coalesce(c.result = 'refused' AND (c.replied_on IS NULL OR c.replied_on <= k.as_of), false) AS refused
    FROM checks AS c
    JOIN known AS k ON k.division = c.division
    LEFT JOIN usual AS u ON u.division = c.division AND u.department = c.department AND u.item = c.item
    WHERE c.requested_on <= k.as_of
        AND (c.result = 'refused' OR (c.result IS NULL AND c.replied_on IS NULL) OR c.replied_on > k.as_of)
),
answering AS (
    SELECT DISTINCT c.division AS division FROM checks AS c WHERE c.result IS NOT NULL
),
silent AS (
    SELECT o.request_id AS request_id, b.n - a.n AS days
    FROM open_request AS o
    JOIN answering AS d ON d.division = o.county
    JOIN workdays AS a ON a.day = o.requested_on
    JOIN workdays AS b ON b.day = o.known_on
    JOIN p ON p.division = o.office AND o.requested_on BETWEEN p.from_on AND p.to_on
    WHERE NOT o.refused AND b.n - a.n > p.days
)
SELECT
    o.request_id AS subject_id,
    o.office AS division,
    o.requested_on AS first_on,
    CASE WHEN o.refused THEN coalesce(o.replied_on, o.requested_on) ELSE o.known_on END AS last_on,
    CASE WHEN o.refused THEN 'strong' ELSE 'lead' END AS grade,
    CASE WHEN o.department = 'bank' THEN '' ELSE '11(1)' END AS clause,
    o.department AS department,
    o.item AS item,
    o.requested_on AS requested_on,
    CASE WHEN o.refused THEN '予以拒绝' ELSE '经过' || cast(s.days AS VARCHAR) || '个工作日仍没有答复' END AS answer
FROM open_request AS o
LEFT JOIN silent AS s ON s.request_id = o.request_id
WHERE o.refused OR s.request_id IS NOT NULL
