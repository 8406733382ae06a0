-- Applications turned away with no other reason than the appraisal or a vote of the village.
WITH refused AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division,
        d.decision AS decision, d.reason AS reason, d.applied_on AS applied_on,
        coalesce(d.decided_on, d.notified_on, d.applied_on) AS refused_on
    FROM dossiers AS d
    WHERE d.kind IN ('application', 'change')
        AND d.decision IN ('refused', 'not_accepted')
        AND d.reason IS NOT NULL
)
SELECT
    x.application_id AS application_id,
    x.household AS household,
    x.division AS division,
    x.applied_on AS first_on,
    x.refused_on AS last_on,
    'lead' AS grade,
    '8(3)' AS clause,
    x.refused_on AS refused_on,
    CASE x.decision WHEN 'not_accepted' THEN '不予受理' ELSE '不予批准' END AS decision_zh,
    regexp_extract(x.reason, replace(p.words, ',', '|'), 0) AS word
FROM refused AS x
JOIN p ON p.division = x.division AND x.refused_on BETWEEN p.from_on AND p.to_on
WHERE regexp_matches(x.reason, replace(p.words, ',', '|'))
    AND NOT regexp_matches(x.reason, replace(p.unless, ',', '|'))
    AND NOT regexp_matches(x.reason, replace(p.grounds, ',', '|'))
