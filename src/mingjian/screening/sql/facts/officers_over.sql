-- Who is in office over each village: by the village's own codes and by who answers for it. office is the code of the
-- place that the post is over.
WITH code AS (
    SELECT p.division, unnest([p.division, p.township, p.county, p.league, left(p.division, 9),
                               left(p.division, 6), left(p.division, 4), left(p.division, 2)]) AS office
    FROM kept.places AS p
),
distinct_code AS (
    SELECT DISTINCT division, office FROM code
)
SELECT c.division, o.person_id, o.name, o.organ, o.rank, o.post,
       o.from_day, coalesce(o.to_day, DATE '9999-12-31') AS to_day, c.office
FROM raw.officers AS o
JOIN distinct_code AS c ON c.office = o.division
