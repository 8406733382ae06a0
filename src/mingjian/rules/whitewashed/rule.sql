-- Complaints about a household that were closed as false although strong findings about that household speak of months
-- that had begun by then. Own claims are left out: there `false` says that the claim was unfounded.
WITH closed AS (
    SELECT
        c.complaint_id AS complaint_id, c.level AS level, c.received_on AS received_on, c.closed_on AS closed_on,
        h.household AS household, h.division AS division
    FROM complaints AS c
    CROSS JOIN run AS r
    JOIN households AS h ON h.household_id = c.household_id
    WHERE c.outcome = 'false' AND c.matter IN ('household', 'official') AND c.closed_on <= r.as_of
),
told AS (
    SELECT DISTINCT
        t.complaint_id AS complaint_id, t.household AS household, t.division AS division, t.level AS level,
        t.received_on AS received_on, t.closed_on AS closed_on, f.finding_id AS finding_id, f.rule AS rule
    FROM closed AS t
    JOIN found AS f ON f.household = t.household
    WHERE f.grade = 'strong' AND f.family IN ('A', 'B', 'F') AND f.first <= t.closed_on
)
SELECT
    t.complaint_id AS subject_id,
    t.household AS household,
    t.division AS division,
    min(t.received_on) AS first_on,
    max(t.closed_on) AS last_on,
    'lead' AS grade,
    CASE min(t.level) WHEN 'township' THEN '8(8)' WHEN 'county' THEN '9(1)' ELSE '6(4)' END AS clause,
    t.complaint_id AS complaint,
    CASE min(t.level) WHEN 'township' THEN '苏木乡镇' WHEN 'county' THEN '旗县' WHEN 'league' THEN '盟市'
         ELSE '自治区' END AS level,
    max(t.closed_on) AS closed_on,
    cast(count(t.finding_id) AS INTEGER) AS findings,
    string_agg(t.rule, '、' ORDER BY t.rule) AS rules
FROM told AS t
GROUP BY t.complaint_id, t.household, t.division
