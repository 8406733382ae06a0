-- Grants with their months. until_m cuts a stretch where a later grant of the household begins, so that
-- exactly one grant holds a month; first_granted_on is the start of the unbroken series.
WITH dated AS (
    SELECT h.household, h.household_id, h.division, h.county, h.area,
           g.grant_id, g.application_id, g.category, g.covered_persons,
           year(g.from_month) * 12 + month(g.from_month) - 1 AS from_m,
           coalesce(year(g.to_month) * 12 + month(g.to_month) - 1,
                    year(g.ended_on) * 12 + month(g.ended_on) - 1, 99999) AS to_m,
           cast(g.income_per_capita * 100 AS BIGINT) AS income_fen,
           cast(g.allowance * 100 AS BIGINT) AS allowance_fen,
           g.account_no, g.account_holder_id,
           coalesce(g.granted_on, g.from_month) AS granted_on,
           g.granted_on IS NULL AS granted_assumed,
           CASE WHEN g.granted_by = 'township' OR a.devolved THEN 'township' ELSE 'county' END AS granted_by,
           g.ended_on, g.end_reason
    FROM raw.grants AS g
    JOIN kept.households AS h ON h.household_id = g.household_id
    LEFT JOIN raw.applications AS a ON a.application_id = g.application_id
),
ordered AS (
    SELECT d.*,
           lead(d.from_m) OVER by_household AS next_from_m,
           lag(d.to_m) OVER by_household AS last_to_m
    FROM dated AS d
    WINDOW by_household AS (PARTITION BY d.household ORDER BY d.from_m, d.granted_on, d.grant_id)
),
series AS (
    SELECT o.*,
           max(CASE WHEN o.last_to_m IS NULL OR o.from_m > o.last_to_m + 1 THEN o.from_m END)
               OVER (PARTITION BY o.household ORDER BY o.from_m, o.granted_on, o.grant_id) AS series_m
    FROM ordered AS o
)
SELECT s.household, s.household_id, s.division, s.county, s.area, s.grant_id, s.application_id,
       s.from_m, s.to_m, least(s.to_m, coalesce(s.next_from_m - 1, 99999)) AS until_m,
       s.category, cast(greatest(s.covered_persons, 1) AS INTEGER) AS covered_persons,
       s.income_fen, s.allowance_fen, s.account_no, s.account_holder_id,
       s.granted_on, s.granted_assumed, s.granted_by, s.ended_on, s.end_reason,
       min(s.granted_on) OVER (PARTITION BY s.household, s.series_m) AS first_granted_on,
       CASE s.granted_by WHEN 'township' THEN '8(6);9(1)' ELSE '8(6);9(3)' END AS wrong_clause,
       CASE s.granted_by WHEN 'township' THEN '8(5)' ELSE '8(5);9(4)' END AS income_clause,
       '8(5)' AS property_clause
FROM series AS s
ORDER BY s.household, s.from_m
