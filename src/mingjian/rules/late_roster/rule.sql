-- Batches whose roster reached finance after its due day, and whose money then arrived late as well.
-- A day that is still empty counts as not yet come.
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
        p.documented AS documented,
        -- A due day of 31 in a shorter month is that month's last day.
        least(before.first_on + (cast(p.roster_day AS INTEGER) - 1), before.last_on) AS roster_due,
        least(c.first_on + (cast(p.pay_day AS INTEGER) - 1), c.last_on) AS pay_due
    FROM batches AS b
    JOIN calendar AS c ON c.m = b.m
    JOIN calendar AS before ON before.m = b.m - 1
    JOIN p ON p.division = b.county AND c.first_on BETWEEN p.from_on AND p.to_on
    JOIN known AS k ON k.county = b.county
    WHERE p.roster_day IS NOT NULL AND p.pay_day IS NOT NULL
)
SELECT
    d.batch_id AS batch_id,
    d.county AS division,
    d.first_on AS first_on,
    d.last_on AS last_on,
    CASE WHEN d.documented THEN 'strong' ELSE 'lead' END AS grade,
    '9(6)' AS clause,
    d.documented AS documented,
    d.roster_due AS roster_due,
    d.pay_due AS pay_due,
    coalesce(strftime(d.roster_sent_on, '%Y年%-m月%-d日') || '提交', '尚未提交') AS sent,
    coalesce(strftime(d.credited_on, '%Y年%-m月%-d日') || '到账', '尚未到账') AS credited
FROM due AS d
WHERE coalesce(d.roster_sent_on, d.known_on) > d.roster_due
    AND coalesce(d.credited_on, d.known_on) > d.pay_due
    -- Money arrived, so a roster was sent: an empty day is then a gap in the file and accuses nobody.
    AND (d.roster_sent_on IS NOT NULL OR d.credited_on IS NULL)
