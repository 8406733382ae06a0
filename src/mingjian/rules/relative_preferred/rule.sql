-- Findings about persons, income or assets on households that were approved while kin of theirs was in office over them,
-- filed or not. Where the household ceased to qualify only later, the officer must still have been in office at some
-- time of it; and a mistake in an identity number prefers nobody. The values shown are those of one pair.
WITH pair AS (
    SELECT
        r.household AS household, r.division AS division, r.granted_on AS granted_on, r.granted_by AS granted_by,
        r.officer_id AS officer_id, r.tier AS tier, r.post AS post, r.relative_id AS relative_id, r.called AS called,
        r.derived AS derived, r.through_id AS through_id
    FROM related_grants AS r
    JOIN p ON p.division = r.division AND r.granted_on BETWEEN p.from_on AND p.to_on
    WHERE strpos(',' || p.kin || ',', ',' || r.relation || ',') > 0
),
preferred AS (
    SELECT
        t.household AS household, t.granted_by AS granted_by, t.officer_id AS officer_id, t.tier AS tier, t.post AS post,
        t.relative_id AS relative_id, t.called AS called, t.derived AS derived, t.through_id AS through_id,
        t.granted_on AS granted_on, f.rule AS base_rule, f.grade AS base_grade, f.first AS first_on, f.last AS last_on
    FROM pair AS t
    JOIN found AS f ON f.household = t.household AND f.last >= t.granted_on
    SEMI JOIN officers_over AS o
        ON o.division = t.division AND o.person_id = t.officer_id AND o.from_day <= f.last
        AND o.to_day >= CASE WHEN strpos(f.clause, '8(6)') > 0 THEN t.granted_on ELSE f.first END
    WHERE f.family IN ('A', 'B') AND f.grade IN ('strong', 'lead') AND f.rule <> 'invalid-identity'
)
SELECT
    t.household AS household,
    t.first_on AS first_on,
    t.last_on AS last_on,
    CASE WHEN t.derived THEN 'lead' ELSE t.base_grade END AS grade,
    CASE
        WHEN t.tier = 'village' THEN '8(4)'
        WHEN t.tier = 'township' THEN '8(4);8(6)'
        WHEN t.granted_by = 'township' THEN '9(1);9(7)'
        ELSE '9(3);9(7)'
    END AS clause,
    t.officer_id AS officer_id,
    t.relative_id AS relative_id,
    t.through_id AS through_id,
    first_value(t.officer_id) OVER shown AS officer,
    first_value(t.post) OVER shown AS post,
    first_value(t.relative_id) OVER shown AS relative,
    first_value(t.called) OVER shown AS called,
    first_value(t.granted_on) OVER shown AS granted_on,
    first_value(t.base_rule) OVER shown AS base_rule
FROM preferred AS t
WINDOW shown AS (
    PARTITION BY t.household
    ORDER BY
        CASE WHEN t.derived THEN 1 ELSE 0 END, CASE WHEN t.base_grade = 'strong' THEN 0 ELSE 1 END, t.granted_on,
        t.officer_id, t.relative_id, t.tier, t.called, t.base_rule, t.first_on
)
