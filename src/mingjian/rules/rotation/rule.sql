-- Villages whose list is nearly replaced from one June to the next, and again, while its size stays the same.
-- Each June of the data gets a bit, so that one number per household says in which Junes it was on the list.
WITH june AS (
    SELECT
        c.m AS m, c.year AS year, c.first_on AS first_on, c.last_on AS last_on,
        cast(1 AS BIGINT) << (c.year - r.first_m // 12) AS bit
    FROM calendar AS c
    JOIN run AS r ON c.m BETWEEN r.first_m AND r.last_m
    WHERE c.m % 12 = 5
),
-- The stretches of a household share no month, so adding the bits never adds one twice.
listed AS (
    SELECT g.division AS division, g.household AS household, sum(j.bit) AS junes
    FROM stretches AS g
    JOIN june AS j ON j.m BETWEEN g.from_m AND g.until_m
    GROUP BY g.division, g.household
),
alike AS (
    SELECT t.division AS division, cast(t.junes AS BIGINT) AS junes, count(*) AS households
    FROM listed AS t
    GROUP BY t.division, cast(t.junes AS BIGINT)
),
pair AS (
    SELECT
        t.division AS division, a.year AS year, a.first_on AS first_on, b.last_on AS last_on,
        sum(CASE WHEN t.junes & a.bit <> 0 THEN t.households ELSE 0 END) AS size,
        sum(CASE WHEN t.junes & b.bit <> 0 THEN t.households ELSE 0 END) AS next_size,
        sum(CASE WHEN t.junes & a.bit <> 0 AND t.junes & b.bit <> 0 THEN t.households ELSE 0 END) AS stayed
    FROM alike AS t
    CROSS JOIN june AS a
    JOIN june AS b ON b.year = a.year + 1
    GROUP BY t.division, a.year, a.first_on, b.last_on
),
-- Overlap (Jaccard): households on both lists by households on either.
replaced AS (
    SELECT
        t.division AS division, t.year AS year, t.first_on AS first_on, t.last_on AS last_on,
        t.size AS size, t.next_size AS next_size,
        t.stayed / cast(t.size + t.next_size - t.stayed AS DOUBLE) AS overlap,
        p.years AS least_years,
        -- Years in a row share one number.
        t.year - row_number() OVER (PARTITION BY t.division ORDER BY t.year) AS row_of_years
    FROM pair AS t
    JOIN p ON p.division = t.division AND t.first_on BETWEEN p.from_on AND p.to_on
    WHERE t.size >= p.households AND t.next_size >= p.households
        AND t.stayed < p.overlap * (t.size + t.next_size - t.stayed)
        AND abs(t.next_size - t.size) * 100 <= p.change * t.size
),
village AS (
    SELECT
        t.division AS division, min(t.first_on) AS first_on, max(t.last_on) AS last_on,
        count(*) + 1 AS years, max(t.overlap) AS overlap,
        cast(least(min(t.size), min(t.next_size)) AS BIGINT) AS smallest,
        cast(greatest(max(t.size), max(t.next_size)) AS BIGINT) AS largest
    FROM replaced AS t
    GROUP BY t.division, t.row_of_years
    HAVING count(*) + 1 >= max(t.least_years)
)
-- One row per grant that held one of these Junes, so that the lists stand in the evidence.
SELECT
    v.division AS division,
    g.grant_id AS grant_id,
    v.first_on AS first_on,
    v.last_on AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    v.years AS years,
    v.smallest AS smallest,
    v.largest AS largest,
    v.overlap AS overlap
FROM village AS v
JOIN grants AS g ON g.division = v.division
JOIN june AS j ON j.first_on BETWEEN v.first_on AND v.last_on AND j.m BETWEEN g.from_m AND g.until_m
