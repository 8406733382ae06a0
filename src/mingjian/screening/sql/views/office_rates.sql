-- Strong findings of a family against the households on the list, by county and by township: what was found so far, so
-- that a rule builds on the families it asks about. rate is per 1,000 households; offices without a finding are counties.
WITH touched AS (
    SELECT DISTINCT f.finding_id, f.family, f.first, f.last,
           coalesce(h.county, p.county, left(f.division, 6)) AS county,
           coalesce(h.township, p.township, CASE WHEN length(f.division) >= 9 THEN left(f.division, 9) END) AS township
    FROM found AS f
    LEFT JOIN kept.households AS h ON h.household = f.household
    LEFT JOIN kept.places AS p ON p.division = f.division
    WHERE f.grade = 'strong' AND f.division IS NOT NULL
),
counted AS (
    SELECT 'county' AS level, t.county AS office, t.family, count(DISTINCT t.finding_id) AS findings,
           min(t.first) AS first_on, max(t.last) AS last_on
    FROM touched AS t GROUP BY t.county, t.family
    UNION ALL
    SELECT 'township' AS level, t.township AS office, t.family, count(DISTINCT t.finding_id) AS findings,
           min(t.first) AS first_on, max(t.last) AS last_on
    FROM touched AS t WHERE t.township IS NOT NULL GROUP BY t.township, t.family
),
listed AS (
    SELECT h.county, h.township
    FROM kept.households AS h
    SEMI JOIN (SELECT household FROM kept.grants WHERE from_m <= {as_of_m} AND until_m >= {as_of_m}) AS g
        ON g.household = h.household
    WHERE h.county <> ''
),
office AS (
    SELECT 'county' AS level, l.county AS office, l.county, count(*) AS households
    FROM listed AS l GROUP BY l.county
    UNION ALL
    SELECT 'township' AS level, l.township AS office, min(l.county) AS county, count(*) AS households
    FROM listed AS l GROUP BY l.township
),
family AS (
    SELECT DISTINCT t.family FROM touched AS t
)
SELECT o.level, o.office, o.county, f.family, o.households, coalesce(c.findings, 0) AS findings,
       1000.0 * coalesce(c.findings, 0) / o.households AS rate, c.first_on, c.last_on
FROM office AS o
CROSS JOIN family AS f
LEFT JOIN counted AS c ON c.level = o.level AND c.office = o.office AND c.family = f.family
WHERE o.level = 'county' OR c.findings > 0
