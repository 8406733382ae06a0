-- Departments that were asked to connect to the checking platform and had not done so a number of days after the day
-- agreed: still not, or only later. Where no day was agreed nothing can be overdue.
WITH known AS (
    SELECT d.division AS division, r.as_of AS as_of, least(r.as_of, coalesce(max(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT x.division AS division FROM platform AS x) AS d
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'platform' AND (starts_with(d.division, e.division) OR starts_with(e.division, d.division))
    GROUP BY d.division, r.as_of
),
asked AS (
    SELECT
        t.department AS department, t.division AS division, t.asked_on AS asked_on, t.due_on AS due_on,
        CASE WHEN t.connected_on <= k.as_of THEN t.connected_on END AS connected_on,
        k.known_on AS known_on, t.refusal AS refusal, t.due_on + cast(p.days AS INTEGER) AS last_lawful_on,
        p.documented AS documented
    FROM platform AS t
    JOIN known AS k ON k.division = t.division
    JOIN p ON p.division = t.division AND t.due_on BETWEEN p.from_on AND p.to_on
    WHERE t.asked_on <= k.as_of
)
SELECT
    a.department || '@' || a.division AS subject_id,
    a.division AS division,
    a.due_on AS first_on,
    coalesce(a.connected_on, a.known_on) AS last_on,
    'lead' AS grade,
    CASE WHEN a.department IN ('bank', '金融', '银行') THEN '' ELSE '11(2)' END AS clause,
    a.documented AS documented,
    a.department AS department,
    a.asked_on AS asked_on,
    a.due_on AS due_on,
    CASE
        WHEN a.connected_on IS NOT NULL THEN strftime(a.connected_on, '%Y年%-m月%-d日') || '才接入'
        ELSE '到' || strftime(a.known_on, '%Y年%-m月%-d日') || '仍没有接入'
    END || CASE WHEN a.refusal <> '' THEN '（理由：' || a.refusal || '）' ELSE '' END AS state
FROM asked AS a
WHERE coalesce(a.connected_on, a.known_on) > a.last_lawful_on
