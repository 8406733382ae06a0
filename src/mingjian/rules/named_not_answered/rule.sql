-- Named complaints that were closed and not answered within the working days allowed. Where the answer is still
-- missing, the working days known by the day of the run count (or by the day up to which the extract reaches). Of an
-- office that never wrote the day of an answer down a missing one proves nothing by itself: it is a lead.
WITH last_known AS (
    SELECT max(w.day) AS day FROM workdays AS w
),
known AS (
    SELECT d.division AS division, r.as_of AS as_of, least(r.as_of, coalesce(max(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT x.division AS division FROM complaints AS x) AS d
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'complaints' AND (starts_with(d.division, e.division) OR starts_with(e.division, d.division))
    GROUP BY d.division, r.as_of
),
handled AS (
    SELECT
        c.complaint_id AS complaint_id, c.division AS division, c.level AS level, c.named AS named,
        c.closed_on AS closed_on, c.replied_on AS replied_on,
        concat(c.level, left(c.division, CASE c.level WHEN 'township' THEN 9 WHEN 'county' THEN 6 WHEN 'league' THEN 4
            ELSE 2 END)) AS office
    FROM complaints AS c
),
recording AS (
    SELECT DISTINCT c.office AS office FROM handled AS c WHERE c.replied_on IS NOT NULL
),
closed AS (
    SELECT
        c.complaint_id AS complaint_id, c.division AS division, c.level AS level, c.closed_on AS closed_on,
        w.office IS NOT NULL AS writes_down,
        CASE WHEN c.replied_on <= k.as_of THEN c.replied_on END AS replied_on,
        least(CASE WHEN c.replied_on <= k.as_of THEN c.replied_on ELSE k.known_on END, l.day) AS until_on
    FROM handled AS c
    JOIN known AS k ON k.division = c.division
    CROSS JOIN last_known AS l
    LEFT JOIN recording AS w ON w.office = c.office
    WHERE c.named AND c.closed_on <= k.as_of
),
passed AS (
    SELECT
        t.complaint_id AS complaint_id, t.division AS division, t.level AS level, t.closed_on AS closed_on,
        t.writes_down AS writes_down, t.replied_on AS replied_on, t.until_on AS until_on,
        later.n - earlier.n AS passed, p.days AS days
    FROM closed AS t
    JOIN workdays AS earlier ON earlier.day = t.closed_on
    JOIN workdays AS later ON later.day = t.until_on
    JOIN p ON p.division = t.division AND t.closed_on BETWEEN p.from_on AND p.to_on
)
SELECT
    t.complaint_id AS subject_id,
    t.division AS division,
    t.closed_on AS first_on,
    t.until_on AS last_on,
    CASE WHEN t.replied_on IS NULL AND t.writes_down THEN 'strong' ELSE 'lead' END AS grade,
    '6(4)' AS clause,
    t.complaint_id AS complaint,
    CASE t.level WHEN 'township' THEN '苏木乡镇' WHEN 'county' THEN '旗县' WHEN 'league' THEN '盟市'
         ELSE '自治区' END AS level,
    t.closed_on AS closed_on,
    CASE WHEN t.replied_on IS NULL THEN concat('到', strftime(t.until_on, '%Y年%-m月%-d日'), '没有答复记录')
         ELSE concat('经过', cast(t.passed AS VARCHAR), '个工作日才答复') END AS answered,
    cast(t.passed AS INTEGER) AS passed
FROM passed AS t
WHERE t.passed > t.days
