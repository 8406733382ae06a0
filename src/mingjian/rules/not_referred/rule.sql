-- People in plain need whose application was refused, or whose allowance was stopped, and whom nobody passed on to
-- another kind of support within the days set.
WITH reach AS (
    -- What has not come can only be held against the day up to which the log reaches.
    SELECT c.county AS county, least(r.as_of, coalesce(min(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT d.county AS county FROM dossiers AS d) AS c
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'steps' AND (starts_with(c.county, e.division) OR starts_with(e.division, c.county))
    GROUP BY c.county, r.as_of
),
closed AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division,
        d.applicant_id AS person_id, d.decision AS decision, d.decided_on AS decided_on,
        coalesce(d.reason, '') AS reason, p.needless AS needless,
        d.decided_on + cast(p.days AS INTEGER) AS due_on,
        p.severe_grade AS severe_grade, p.mental_grade AS mental_grade,
        cast(p.out_of_pocket * 100 AS BIGINT) AS ill_fen
    FROM dossiers AS d
    JOIN reach AS k ON k.county = d.county
    JOIN p ON p.division = d.division AND d.decided_on BETWEEN p.from_on AND p.to_on
    WHERE d.decision IN ('refused', 'stopped')
        AND date_diff('day', d.decided_on, k.known_on) > p.days
        AND coalesce(date_diff('day', d.decided_on, d.referred_on) > p.days, true)
),
in_need AS (
    SELECT
        x.application_id AS application_id, x.household AS household, x.division AS division,
        x.person_id AS person_id, x.decision AS decision, x.decided_on AS decided_on, x.due_on AS due_on,
        x.reason AS reason, x.needless AS needless,
        max(CASE WHEN s.state = 'disabled' THEN 1 ELSE 0 END) AS is_disabled,
        max(CASE WHEN s.state = 'ill' THEN 1 ELSE 0 END) AS is_ill,
        max(CASE WHEN s.state = 'monitored' THEN 1 ELSE 0 END) AS is_monitored,
        max(s.known_assumed) AS known_assumed
    FROM closed AS x
    JOIN applicant_states AS s
        ON s.person_id = x.person_id AND x.decided_on BETWEEN s.from_day AND s.until_day AND s.known_on <= x.decided_on
        AND (
            s.state = 'disabled' AND s.grade <= x.severe_grade
            OR s.state = 'disabled' AND s.grade <= x.mental_grade AND s.detail IN ('intellectual', 'mental')
            OR s.state = 'ill' AND coalesce(s.fen, x.ill_fen) >= x.ill_fen
            OR s.state = 'monitored'
        )
    GROUP BY
        x.application_id, x.household, x.division, x.person_id, x.decision, x.decided_on, x.due_on, x.reason, x.needless
),
-- Nobody need be passed on who died, or who was taken up as destitute, by the day it was due.
settled AS (
    SELECT DISTINCT x.application_id AS application_id
    FROM in_need AS x
    JOIN applicant_states AS s ON s.person_id = x.person_id
    WHERE s.state IN ('dead', 'destitute') AND s.from_day <= x.due_on AND s.until_day >= x.decided_on
)
SELECT
    x.application_id AS application_id,
    x.household AS household,
    x.division AS division,
    x.decided_on AS first_on,
    x.due_on AS last_on,
    'lead' AS grade,
    '' AS clause,
    x.person_id AS applicant_id,
    x.known_assumed AS known_assumed,
    x.decided_on AS decided_on,
    x.due_on AS due_on,
    CASE x.decision WHEN 'refused' THEN '不予批准' ELSE '停发' END AS decision_zh,
    substr(
        CASE WHEN x.is_disabled = 1 THEN '、重度残疾' ELSE '' END
        || CASE WHEN x.is_ill = 1 THEN '、患重病' ELSE '' END
        || CASE WHEN x.is_monitored = 1 THEN '、列入监测名单' ELSE '' END,
        2
    ) AS need
FROM in_need AS x
LEFT JOIN settled AS t ON t.application_id = x.application_id
WHERE t.application_id IS NULL
    AND NOT regexp_matches(x.reason, replace(x.needless, ',', '|'))
