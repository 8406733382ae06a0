-- What each county paid in each month, by kind: small, and whole whatever a run is limited to.
WITH masks AS (
    SELECT county, year, kind, months, count(*) AS households, sum(paid_fen) AS paid_fen
    FROM kept.pay
    WHERE paid_fen > 0
    GROUP BY county, year, kind, months
),
league AS (
    SELECT DISTINCT county, league FROM kept.places
)
SELECT k.county, coalesce(l.league, left(k.county, 4)) AS league, c.m, k.kind,
       cast(sum(k.households) AS BIGINT) AS households,
       cast(sum(k.paid_fen) AS BIGINT) AS paid_fen
FROM masks AS k
JOIN kept.calendar AS c ON c.year = k.year AND (k.months & c.bit) <> 0
LEFT JOIN league AS l ON l.county = k.county
GROUP BY k.county, coalesce(l.league, left(k.county, 4)), c.m, k.kind
