-- Applications that the county decided without a visit although the posting had met with an objection, or a report
-- that the household does not qualify was still open.
WITH decided AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.household_id AS household_id,
        d.division AS division, d.regime AS regime, d.applied_on AS applied_on, d.decided_on AS decided_on,
        d.objection AS objection,
        -- What the township did about an objection: a new investigation or an appraisal after the posting.
        coalesce(d.surveyed_last_on > d.posted_first_on OR d.appraised_last_on > d.posted_first_on, false) AS looked_again
    FROM dossiers AS d
    WHERE d.kind = 'application' AND NOT d.devolved AND d.regime <> ''
        AND d.spot_checked_on IS NULL AND d.decided_on IS NOT NULL
        AND (d.decision = 'granted' OR d.decision = 'refused' AND d.submitted_on IS NOT NULL)
),
reported AS (
    SELECT x.application_id AS application_id,
           -- What the league or the region took in may have reached the county after its decision.
           max(CASE WHEN c.level IN ('league', 'region') THEN 0 ELSE 1 END) AS near
    FROM decided AS x
    JOIN complaints AS c ON c.household_id = x.household_id
    WHERE c.matter IN ('household', 'official')
        AND c.received_on < x.decided_on
        AND (c.closed_on IS NULL OR c.closed_on > x.decided_on)
    GROUP BY x.application_id
)
SELECT
    x.application_id AS application_id,
    x.household AS household,
    x.division AS division,
    x.applied_on AS first_on,
    x.decided_on AS last_on,
    -- Under the procedure of 2021 an objection goes back to the township first.
    CASE WHEN c.near = 1 OR (x.objection AND NOT (x.regime = 'B' AND x.looked_again)) THEN 'strong' ELSE 'lead' END AS grade,
    '9(2)' AS clause,
    x.decided_on AS decided_on,
    CASE
        WHEN x.objection AND c.application_id IS NOT NULL THEN '公示有异议，反映该户的举报尚未办结'
        WHEN x.objection THEN '公示有异议'
        ELSE '反映该户的举报尚未办结'
    END AS flag
FROM decided AS x
LEFT JOIN reported AS c ON c.application_id = x.application_id
WHERE x.objection OR c.application_id IS NOT NULL
