-- Complaints whose limit had passed before they were closed, or has passed while they are still open. A matter that is
-- not named is an own claim. Where a local document sets the days of other matters the finding rests on it.
WITH known AS (
    -- A complaint without a day of closing is only known to be open up to the day on which the extract ends.
    SELECT d.division AS division, r.as_of AS as_of, least(r.as_of, coalesce(max(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT x.division AS division FROM complaints AS x) AS d
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'complaints' AND (starts_with(d.division, e.division) OR starts_with(e.division, d.division))
    GROUP BY d.division, r.as_of
),
taken AS (
    SELECT
        c.complaint_id AS complaint_id, c.division AS division, c.level AS level, c.accepted_on AS accepted_on,
        coalesce(c.matter, 'claim') AS matter, coalesce(c.extended, false) AS extended, k.known_on AS known_on,
        -- What was closed after the day of the run was still open on it.
        CASE WHEN c.closed_on <= k.as_of THEN c.closed_on END AS closed_on
    FROM complaints AS c
    JOIN known AS k ON k.division = c.division
    WHERE c.accepted_on <= k.as_of
),
limited AS (
    SELECT
        t.complaint_id AS complaint_id, t.division AS division, t.level AS level, t.matter AS matter,
        t.accepted_on AS accepted_on, t.closed_on AS closed_on, t.known_on AS known_on,
        CASE WHEN t.matter = 'claim' THEN p.claim_days ELSE p.other_days END AS days,
        CASE WHEN t.extended THEN p.extension_days ELSE 0 END AS more_days,
        t.matter = 'claim' OR p.documented AS documented
    FROM taken AS t
    JOIN p ON p.division = t.division AND t.accepted_on BETWEEN p.from_on AND p.to_on
),
due AS (
    SELECT
        t.complaint_id AS complaint_id, t.division AS division, t.level AS level, t.matter AS matter,
        t.accepted_on AS accepted_on, t.closed_on AS closed_on, t.known_on AS known_on, t.documented AS documented,
        t.accepted_on + cast(t.days + t.more_days AS INTEGER) AS due_on,
        coalesce(t.closed_on, t.known_on) AS until_on
    FROM limited AS t
    WHERE t.days > 0
)
SELECT
    t.complaint_id AS subject_id,
    t.division AS division,
    t.accepted_on AS first_on,
    t.until_on AS last_on,
    t.documented AS documented,
    'strong' AS grade,
    CASE t.level WHEN 'township' THEN '6(4);8(8)' WHEN 'county' THEN '6(4);9(1)' ELSE '6(4)' END AS clause,
    t.complaint_id AS complaint,
    CASE t.level WHEN 'township' THEN '苏木乡镇' WHEN 'county' THEN '旗县' WHEN 'league' THEN '盟市'
         ELSE '自治区' END AS level,
    CASE t.matter WHEN 'claim' THEN '申诉求决' WHEN 'proposal' THEN '建议' WHEN 'official' THEN '检举控告'
         ELSE '反映不符合条件' END AS matter,
    t.accepted_on AS accepted_on,
    t.due_on AS due_on,
    CASE WHEN t.closed_on IS NULL THEN concat('到', strftime(t.known_on, '%Y年%-m月%-d日'), '仍未办结')
         ELSE concat(strftime(t.closed_on, '%Y年%-m月%-d日'), '才办结') END AS closed,
    cast(t.until_on - t.due_on AS INTEGER) AS days_over
FROM due AS t
WHERE t.until_on > t.due_on
