-- The places that owe the duties of Article 6, with the years to be judged: they have households on the list on as_of,
-- and they appear in oversight. first_year is the first in which they appear (an audit appears in the year it is done),
-- first_audited the first that any row counts for, last_year the last that is over.
WITH owing AS (
    SELECT h.county, h.league
    FROM kept.households AS h
    SEMI JOIN (SELECT household FROM kept.grants WHERE from_m <= {as_of_m} AND until_m >= {as_of_m}) AS g
        ON g.household = h.household
    WHERE h.county <> ''
    GROUP BY h.county, h.league
),
place AS (
    SELECT county AS place, 'county' AS level FROM owing
    UNION
    SELECT league AS place, 'league' AS level FROM owing
),
seen AS (
    SELECT o.division, min(o.year) AS first_audited,
           min(CASE WHEN o.kind IN ('annual_audit', 'audit_published') THEN greatest(o.year, year(o.done_on))
                    ELSE o.year END) AS first_year
    FROM raw.oversight AS o
    WHERE o.done_on <= DATE '{as_of}'
    GROUP BY o.division
)
SELECT p.place, p.level, cast(s.first_year AS INTEGER) AS first_year,
       cast(s.first_audited AS INTEGER) AS first_audited, {as_of_year} - 1 AS last_year
FROM place AS p
JOIN seen AS s ON s.division = p.place
