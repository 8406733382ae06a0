-- The standard in force in each month, by county and area.
SELECT left(division, 6) AS county, area,
       year(from_month) * 12 + month(from_month) - 1 AS from_m,
       coalesce(lead(year(from_month) * 12 + month(from_month) - 1)
                    OVER (PARTITION BY left(division, 6), area ORDER BY from_month) - 1, 99999) AS to_m,
       cast(monthly * 100 AS BIGINT) AS monthly_fen
FROM raw.standards
