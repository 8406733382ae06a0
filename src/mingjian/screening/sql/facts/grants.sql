-- Grants with their months. until_m cuts a stretch where a later grant of the household begins, so that
-- exactly one grant holds a month; first_granted_on is the start of the unbroken series.
WITH dated AS NOT MATERIALIZED (
    SELECT g.household_id, g.source_file, g.source_row, g.grant_id,
           year(g.from_month) * 12 + month(g.from_month) - 1 AS from_m,
           coalesce(year(g.to_month) * 12 + month(g.to_month) - 1,
                    year(g.ended_on) * 12 + month(g.ended_on) - 1, 99999) AS to_m,
           g.category, g.covered_persons, g.income_per_capita, g.allowance,
           coalesce(g.granted_on, g.from_month) AS granted_on, g.granted_on IS NULL AS granted_assumed,
           g.granted_by, g.application_id
    FROM raw.grants AS g
),
-- Where each grant begins when the one before has ended, the stretches of a household tile its months: every
-- beginning but the first is the month after an end. Only the other households have to be put in order.
home AS (
    SELECT household_id, min(granted_on) AS first_granted_on,
           sum(cast(hash(from_m) >> 16 AS BIGINT) - cast(hash(to_m + 1) >> 16 AS BIGINT))
               = cast(hash(min(from_m)) >> 16 AS BIGINT) - cast(hash(max(to_m) + 1) >> 16 AS BIGINT) AS tiles
    FROM dated
    GROUP BY household_id
),
ordered AS (
    SELECT d.household_id, d.source_file, d.source_row, d.from_m, d.to_m, d.granted_on, d.grant_id,
           lead(d.from_m) OVER by_household AS next_from_m,
           max(d.to_m) OVER (by_household ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_to_m
    FROM dated AS d
    SEMI JOIN (SELECT household_id FROM home WHERE NOT tiles) AS x ON x.household_id = d.household_id
    WINDOW by_household AS (PARTITION BY d.household_id ORDER BY d.from_m, d.granted_on, d.grant_id)
),
series AS (
    SELECT o.*,
           max(CASE WHEN o.last_to_m IS NULL OR o.from_m > o.last_to_m + 1 THEN o.from_m END)
               OVER (PARTITION BY o.household_id ORDER BY o.from_m, o.granted_on, o.grant_id) AS series_m
    FROM ordered AS o
),
settled AS (
    SELECT s.source_file, s.source_row,
           least(s.to_m, coalesce(s.next_from_m - 1, 99999)) AS until_m,
           min(s.granted_on) OVER (PARTITION BY s.household_id, s.series_m) AS first_granted_on
    FROM series AS s
)
SELECT h.household, h.division, h.county, h.area, d.grant_id,
       cast(d.from_m AS INTEGER) AS from_m, cast(d.to_m AS INTEGER) AS to_m,
       cast(coalesce(s.until_m, d.to_m) AS INTEGER) AS until_m,
       d.category, cast(greatest(d.covered_persons, 1) AS INTEGER) AS covered_persons,
       cast(d.income_per_capita * 100 AS BIGINT) AS income_fen, cast(d.allowance * 100 AS BIGINT) AS allowance_fen,
       d.granted_on, d.granted_assumed,
       coalesce(d.granted_by = 'township', false) OR coalesce(a.devolved, false) AS by_township,
       coalesce(s.first_granted_on, h.first_granted_on) AS first_granted_on
FROM dated AS d
JOIN (
    SELECT y.household, x.household_id, x.first_granted_on, cast(y.division AS division_word) AS division,
           cast(y.county AS county_word) AS county, cast(y.area AS area_word) AS area
    FROM home AS x
    JOIN kept.households AS y ON y.household_id = x.household_id
) AS h ON h.household_id = d.household_id
LEFT JOIN settled AS s ON s.source_file = d.source_file AND s.source_row = d.source_row
LEFT JOIN (SELECT application_id, devolved FROM raw.applications WHERE devolved) AS a
    ON a.application_id = d.application_id
