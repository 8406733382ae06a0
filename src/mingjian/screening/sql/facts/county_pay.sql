-- What each county paid in each month, by kind: small, and whole whatever a run is limited to.
WITH masks AS (
    SELECT county, year, kind, months, count(*) AS households, sum(paid_fen) AS paid_fen
    FROM kept.pay
    WHERE paid_fen > 0
    GROUP BY county, year, kind, months
),
every AS (
    SELECT k.county, c.m, k.kind, k.households, k.paid_fen
    FROM masks AS k
    JOIN kept.calendar AS c ON c.year = k.year AND (k.months & c.bit) <> 0
    UNION ALL
    SELECT h.county, year(p.period) * 12 + month(p.period) - 1 AS m, p.kind, count(*) AS households,
           cast(sum(p.paid) * 100 AS BIGINT) AS paid_fen
    FROM raw.payments AS p
    JOIN kept.households AS h ON h.household_id = p.household_id
    WHERE p.kind IN ('price_subsidy', 'other') AND p.paid > 0
    GROUP BY h.county, p.period, p.kind
),
league AS (
    SELECT DISTINCT county, league FROM kept.places
)
SELECT e.county, coalesce(l.league, left(e.county, 4)) AS league, cast(e.m AS INTEGER) AS m, e.kind,
       cast(sum(e.households) AS BIGINT) AS households, cast(sum(e.paid_fen) AS BIGINT) AS paid_fen
FROM every AS e
LEFT JOIN league AS l ON l.county = e.county
GROUP BY e.county, coalesce(l.league, left(e.county, 4)), e.m, e.kind
