-- Batches whose roster reached finance in time, but whose money arrived after the due day: by the tenth of the
-- month under the national rule of 2012, by a local day since. An empty day of arrival counts as not yet come.
WITH known AS (
    -- What is empty can only be held against the day up to which the extract reaches.
    SELECT b.county AS county, r.as_of AS as_of, least(r.as_of, coalesce(max(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT x.county AS county FROM batches AS x) AS b
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'batches' AND (starts_with(b.county, e.division) OR starts_with(e.division, b.county))
    GROUP BY b.county, r.as_of
),
due AS (
    SELECT
        b.batch_id AS batch_id, b.county AS county, c.first_on AS first_on, c.last_on AS last_on,
        CASE WHEN b.roster_sent_on <= k.as_of THEN b.roster_sent_on END AS roster_sent_on,
        CASE WHEN b.credited_on <= k.as_of THEN b.credited_on END AS credited_on, k.known_on AS known_on,
        -- Under the national rule the day needs no local document.
        p.set_by = 'law' OR p.documented AS documented,
        -- A due day of 31 in a shorter month is that month's last day.
        least(before.first_on + (cast(p.roster_day AS INTEGER) - 1), before.last_on) AS roster_due,
        least(c.first_on + (cast(p.pay_day AS INTEGER) - 1), c.last_on) AS pay_due
    FROM batches AS b
    JOIN calendar AS c ON c.m = b.m
    JOIN calendar AS before ON before.m = b.m - 1
    JOIN p ON p.division = b.county AND c.first_on BETWEEN p.from_on AND p.to_on
    JOIN known AS k ON k.county = b.county
    WHERE p.roster_day IS NOT NULL AND p.pay_day IS NOT NULL
),
-- The due day was none on which banks and offices work, and the money came by the first one after it.
moved_on AS (
    SELECT d.batch_id AS batch_id
    FROM due AS d
    JOIN workdays AS a ON a.day = d.pay_due - 1
    JOIN workdays AS b ON b.day = d.pay_due
    JOIN workdays AS c ON c.day = d.credited_on
    WHERE b.n = a.n AND c.n - b.n <= 1
)
SELECT
    d.batch_id AS batch_id,
    d.county AS division,
    d.first_on AS first_on,
    d.last_on AS last_on,
    CASE WHEN d.documented AND m.batch_id IS NULL THEN 'strong' ELSE 'lead' END AS grade,
    '10(4)' AS clause,
    d.documented AS documented,
    d.pay_due AS pay_due,
    d.roster_sent_on AS roster_sent_on,
    coalesce(strftime(d.credited_on, '%Y年%-m月%-d日') || '到账', '尚未到账') AS credited
FROM due AS d
LEFT JOIN moved_on AS m ON m.batch_id = d.batch_id
WHERE d.roster_sent_on <= d.roster_due
    AND coalesce(d.credited_on, d.known_on) > d.pay_due
