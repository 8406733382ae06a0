-- Applications in which a required step lies wholly before one that has to come first.
-- Of a step that was taken several times the last day is held against the first day of what precedes it.
WITH ordered AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.devolved AS devolved,
        d.regime AS regime, d.accepted_on AS accepted_on, d.surveyed_on AS surveyed_on,
        d.surveyed_last_on AS surveyed_last_on, d.check_requested_on AS check_requested_on,
        CASE WHEN d.regime = 'A' THEN d.appraised_on END AS appraised_on,
        CASE WHEN d.regime = 'A' THEN d.appraised_last_on END AS appraised_last_on,
        d.posted_first_on AS posted_first_on, d.posted_first_last_on AS posted_first_last_on,
        d.submitted_on AS submitted_on, d.submitted_last_on AS submitted_last_on,
        CASE WHEN d.regime = 'A' THEN d.posted_second_on END AS posted_second_on,
        CASE WHEN d.regime = 'A' THEN d.posted_second_last_on END AS posted_second_last_on,
        d.decided_on AS decided_on, d.decided_last_on AS decided_last_on,
        CASE WHEN d.regime = 'B' THEN d.published_last_on END AS published_last_on
    FROM dossiers AS d
    WHERE d.kind = 'application' AND d.regime <> '' AND d.decision IN ('granted', 'refused', 'pending')
),
compared AS (
    SELECT
        o.application_id AS application_id, o.household AS household, o.division AS division, o.devolved AS devolved,
        o.regime AS regime,
        coalesce(o.surveyed_last_on < o.accepted_on, false) AS survey_early,
        coalesce(o.appraised_last_on < greatest(o.accepted_on, o.surveyed_on), false) AS appraisal_early,
        coalesce(o.posted_first_last_on
            < greatest(o.accepted_on, o.check_requested_on, o.surveyed_on, o.appraised_on), false) AS first_early,
        coalesce(o.submitted_last_on < greatest(o.accepted_on, o.surveyed_on, o.appraised_on, o.posted_first_on), false)
            AS submission_early,
        coalesce(o.posted_second_last_on
            < greatest(o.accepted_on, o.surveyed_on, o.appraised_on, o.posted_first_on, o.submitted_on), false)
            AS second_early,
        coalesce(o.decided_last_on
            < greatest(o.accepted_on, o.check_requested_on, o.surveyed_on, o.appraised_on, o.posted_first_on,
                       o.submitted_on, o.posted_second_on), false) AS decision_early,
        coalesce(o.published_last_on < o.decided_on, false) AS publication_early,
        least(o.accepted_on, o.surveyed_on, o.posted_first_on, o.decided_on) AS first_on,
        greatest(o.accepted_on, o.surveyed_last_on, o.posted_first_last_on, o.decided_last_on) AS last_on,
        concat_ws('，',
            '受理' || strftime(o.accepted_on, '%Y-%m-%d'), '核对' || strftime(o.check_requested_on, '%Y-%m-%d'),
            '入户' || strftime(o.surveyed_on, '%Y-%m-%d'), '评议' || strftime(o.appraised_on, '%Y-%m-%d'),
            '初审公示' || strftime(o.posted_first_on, '%Y-%m-%d'), '上报' || strftime(o.submitted_last_on, '%Y-%m-%d'),
            '审批公示' || strftime(o.posted_second_on, '%Y-%m-%d'), '审批' || strftime(o.decided_on, '%Y-%m-%d'),
            '公布' || strftime(o.published_last_on, '%Y-%m-%d')) AS days
    FROM ordered AS o
)
SELECT
    c.application_id AS application_id,
    c.household AS household,
    c.division AS division,
    c.first_on AS first_on,
    c.last_on AS last_on,
    'lead' AS grade,
    concat_ws(';',
        CASE WHEN c.survey_early OR c.appraisal_early OR c.first_early OR c.submission_early
                  OR (c.devolved AND (c.second_early OR c.decision_early OR c.publication_early)) THEN '8(3)' END,
        CASE WHEN NOT c.devolved AND (c.second_early OR c.decision_early OR c.publication_early) THEN '9(2)' END
    ) AS clause,
    c.application_id AS file,
    concat_ws('、',
        CASE WHEN c.survey_early THEN '入户调查' END,
        CASE WHEN c.appraisal_early THEN '民主评议' END,
        CASE WHEN c.first_early THEN '初审公示' END,
        CASE WHEN c.submission_early THEN '上报' END,
        CASE WHEN c.second_early THEN '审批公示' END,
        CASE WHEN c.decision_early THEN '审批' END,
        CASE WHEN c.publication_early THEN '公布' END) AS steps_early,
    c.days AS days
FROM compared AS c
WHERE c.survey_early OR c.appraisal_early OR c.first_early OR c.submission_early OR c.second_early OR c.decision_early
    OR c.publication_early
