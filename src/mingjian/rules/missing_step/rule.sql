-- Applications granted without a step that the procedure of their day asks for.
WITH connected AS (
    -- In the procedure of 2012 checks are asked for from the day on which the first department was connected.
    SELECT c.county AS county, min(f.connected_on) AS connected_on
    FROM (SELECT DISTINCT d.county AS county FROM dossiers AS d WHERE d.regime = 'A') AS c
    JOIN platform AS f ON starts_with(c.county, f.division)
    GROUP BY c.county
),
-- What has not happened can only be held against the days that the extracts cover.
reach AS (
    SELECT c.county AS county, max(e.from_day) AS log_from,
           least(max(r.as_of), coalesce(min(e.to_day), max(r.as_of))) AS known_on
    FROM (SELECT DISTINCT d.county AS county FROM dossiers AS d) AS c
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'steps' AND (starts_with(c.county, e.division) OR starts_with(e.division, c.county))
    GROUP BY c.county
),
granted AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.county AS county,
        d.regime AS regime, d.devolved AS devolved, d.begun_on AS begun_on, d.decided_on AS decided_on,
        d.accepted_on AS accepted_on, d.check_requested_on AS check_requested_on, d.surveyed_on AS surveyed_on,
        coalesce(d.neighbours_asked_on, d.letters_sent_on) AS asked_on, d.appraised_on AS appraised_on,
        d.posted_first_on AS posted_first_on, d.submitted_on AS submitted_on, d.posted_second_on AS posted_second_on,
        d.published_on AS published_on, k.known_on AS known_on, p.wait AS wait, p.files AS least_files,
        d.regime = 'B' OR (d.accepted_on >= c.connected_on) AS checks_due,
        contains(p.steps_kept, 'appraised') AS appraisal_due,
        contains(p.steps_kept, 'posted_second') AS second_due,
        p.documented AS documented
    FROM dossiers AS d
    JOIN reach AS k ON k.county = d.county
    JOIN p ON p.division = d.division AND d.begun_on BETWEEN p.from_on AND p.to_on
    LEFT JOIN connected AS c ON c.county = d.county
    WHERE d.kind = 'application' AND d.decision = 'granted' AND d.regime <> ''
        -- The steps of a file that was applied for before the log begins may lie before it.
        AND coalesce(d.applied_on >= k.log_from, true)
),
-- A file without a day of decision counts where a grant stands beside it. Such files are few.
beside AS (
    SELECT y.household AS household, y.granted_on AS granted_on
    FROM grants AS y
    SEMI JOIN (SELECT g.household AS household FROM granted AS g WHERE g.decided_on IS NULL) AS u ON u.household = y.household
    WHERE NOT y.granted_assumed
),
incomplete AS (
    SELECT
        g.application_id AS application_id, g.household AS household, g.division AS division, g.county AS county,
        g.regime AS regime, g.devolved AS devolved, g.begun_on AS begun_on, g.asked_on AS asked_on, g.documented AS documented,
        coalesce(g.decided_on, x.granted_on) AS done_on,
        g.accepted_on IS NULL AS no_acceptance,
        g.check_requested_on IS NULL AND coalesce(g.checks_due, false) AS no_check,
        g.surveyed_on IS NULL AS no_survey,
        g.appraised_on IS NULL AND g.appraisal_due AS no_appraisal,
        g.posted_first_on IS NULL AS no_first,
        g.submitted_on IS NULL AND g.regime = 'A' AND NOT g.devolved AS no_submission,
        g.posted_second_on IS NULL AND g.second_due AS no_second,
        g.decided_on IS NULL AS no_decision,
        g.published_on IS NULL AND g.regime = 'B'
            AND date_diff('day', coalesce(g.decided_on, x.granted_on), g.known_on) > g.wait AS no_publication
    FROM granted AS g
    LEFT JOIN beside AS x
        ON g.decided_on IS NULL AND x.household = g.household AND x.granted_on BETWEEN g.begun_on AND g.known_on
),
missing AS (
    SELECT
        i.application_id AS application_id, min(i.household) AS household, i.division AS division, i.county AS county,
        i.regime AS regime, i.devolved AS devolved, min(i.begun_on) AS begun_on, min(i.done_on) AS done_on,
        i.documented AS documented, i.asked_on IS NOT NULL AS asked,
        i.no_acceptance AS no_acceptance, i.no_check AS no_check, i.no_survey AS no_survey, i.no_appraisal AS no_appraisal,
        i.no_first AS no_first, i.no_submission AS no_submission, i.no_second AS no_second, i.no_decision AS no_decision,
        bool_or(i.no_publication) AS no_publication
    FROM incomplete AS i
    WHERE i.done_on IS NOT NULL
        AND (i.no_acceptance OR i.no_check OR i.no_survey OR i.no_appraisal OR i.no_first OR i.no_submission OR i.no_second
             OR i.no_decision OR i.no_publication)
    GROUP BY i.application_id, i.division, i.county, i.regime, i.devolved, i.documented, i.asked_on, i.no_acceptance,
             i.no_check, i.no_survey, i.no_appraisal, i.no_first, i.no_submission, i.no_second, i.no_decision
),
-- What a county has never entered for any of many files may be a gap of its log.
entered AS (
    SELECT
        g.county AS county, g.regime AS regime, count(*) >= max(g.least_files) AS is_many,
        count(g.accepted_on) AS acceptances, count(g.check_requested_on) AS checks, count(g.surveyed_on) AS surveys,
        count(g.appraised_on) AS appraisals, count(g.posted_first_on) AS firsts, count(g.submitted_on) AS submissions,
        count(g.posted_second_on) AS seconds, count(g.decided_on) AS decisions, count(g.published_on) AS publications
    FROM granted AS g
    GROUP BY g.county, g.regime
),
-- A missing step settles the facts, unless the home was asked about in another way, the county never enters it, or
-- nothing at all was entered of the file.
weighed AS (
    SELECT
        m.application_id AS application_id, m.household AS household, m.division AS division, m.devolved AS devolved,
        m.begun_on AS begun_on, m.done_on AS done_on, m.regime AS regime,
        m.no_acceptance AS no_acceptance, m.no_check AS no_check, m.no_survey AS no_survey, m.no_appraisal AS no_appraisal,
        m.no_first AS no_first, m.no_submission AS no_submission, m.no_second AS no_second, m.no_decision AS no_decision,
        m.no_publication AS no_publication, m.asked AS asked,
        NOT (m.no_acceptance AND m.no_survey AND m.no_first AND m.no_decision) AND (
            (m.no_acceptance AND (e.acceptances > 0 OR NOT e.is_many))
            OR (m.no_check AND (e.checks > 0 OR NOT e.is_many))
            OR (m.no_survey AND NOT (m.regime = 'B' AND m.asked) AND (e.surveys > 0 OR NOT e.is_many))
            OR (m.no_appraisal AND m.documented AND (e.appraisals > 0 OR NOT e.is_many))
            OR (m.no_first AND (e.firsts > 0 OR NOT e.is_many))
            OR (m.no_submission AND (e.submissions > 0 OR NOT e.is_many))
            OR (m.no_second AND m.documented AND (e.seconds > 0 OR NOT e.is_many))
            OR (m.no_decision AND (e.decisions > 0 OR NOT e.is_many))
            OR (m.no_publication AND (e.publications > 0 OR NOT e.is_many))
        ) AS settled
    FROM missing AS m
    JOIN entered AS e ON e.county = m.county AND e.regime = m.regime
),
-- What the Measures ask and the procedure of 2021 no longer does is said once for a county.
beyond AS (
    SELECT g.county AS county, min(g.application_id) AS application_id, count(*) AS files,
           min(coalesce(g.decided_on, g.begun_on)) AS first_on, max(coalesce(g.decided_on, g.begun_on)) AS last_on
    FROM granted AS g
    WHERE g.regime = 'B' AND ((g.appraised_on IS NULL AND NOT g.appraisal_due) OR (g.posted_second_on IS NULL AND NOT g.second_due))
    GROUP BY g.county
    HAVING count(*) >= max(g.least_files)
)
SELECT
    w.application_id AS application_id,
    w.household AS household,
    w.division AS division,
    w.begun_on AS first_on,
    w.done_on AS last_on,
    CASE WHEN w.settled THEN 'strong' ELSE 'lead' END AS grade,
    concat_ws(';',
        CASE WHEN w.no_acceptance OR w.no_survey OR w.no_appraisal OR w.no_first OR w.no_submission
                  OR (w.devolved AND (w.no_second OR w.no_decision OR w.no_publication)) THEN '8(3)' END,
        CASE WHEN w.no_check OR (NOT w.devolved AND (w.no_second OR w.no_decision OR w.no_publication)) THEN '9(2)' END
    ) AS clause,
    w.application_id AS file,
    CASE w.regime WHEN 'A' THEN '2012年' ELSE '2021年' END AS procedure,
    concat_ws('、',
        CASE WHEN w.no_acceptance THEN '受理' END,
        CASE WHEN w.no_check THEN '核对发起' END,
        CASE WHEN w.no_survey THEN CASE WHEN w.asked THEN '入户调查（有邻里访问或信函索证）' ELSE '入户调查' END END,
        CASE WHEN w.no_appraisal THEN '民主评议' END,
        CASE WHEN w.no_first THEN '初审公示' END,
        CASE WHEN w.no_submission THEN '上报' END,
        CASE WHEN w.no_second THEN '审批公示' END,
        CASE WHEN w.no_decision THEN '审批' END,
        CASE WHEN w.no_publication THEN '公布' END
    ) AS steps_missing,
    1 AS files
FROM weighed AS w
UNION ALL
SELECT
    b.application_id AS application_id,
    cast(NULL AS INTEGER) AS household,
    b.county AS division,
    b.first_on AS first_on,
    b.last_on AS last_on,
    'note' AS grade,
    '8(3);9(2)' AS clause,
    b.application_id AS file,
    '2021年' AS procedure,
    '民主评议、审批公示' AS steps_missing,
    cast(b.files AS INTEGER) AS files
FROM beyond AS b
