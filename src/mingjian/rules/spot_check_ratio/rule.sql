-- Counties that visited fewer homes before deciding than the law, or a local document, asked for, by finished quarter
-- of decision. Since July 2021 the national procedure asks for no share: then it is a note without a local document.
WITH decided AS (
    SELECT
        d.application_id AS application_id, d.county AS county,
        year(d.decided_on) * 4 + (month(d.decided_on) - 1) // 3 AS quarter,
        CASE WHEN d.spot_checked_on IS NOT NULL THEN 1 ELSE 0 END AS checked,
        p.documented AS documented, p.share AS share, p.files AS least_files
    FROM dossiers AS d
    JOIN p ON p.division = d.county AND d.begun_on BETWEEN p.from_on AND p.to_on
    WHERE d.kind = 'application' AND NOT d.devolved
        AND d.decision IN ('granted', 'refused')
        AND p.share IS NOT NULL
),
counted AS (
    SELECT
        x.county AS county, x.quarter AS quarter, x.documented AS documented,
        count(*) AS files, sum(x.checked) AS checked, max(x.share) AS share,
        make_date(cast(x.quarter // 4 AS INTEGER), cast(x.quarter % 4 * 3 + 1 AS INTEGER), 1) AS first_on,
        last_day(make_date(cast(x.quarter // 4 AS INTEGER), cast(x.quarter % 4 * 3 + 3 AS INTEGER), 1)) AS last_on
    FROM decided AS x
    WHERE x.quarter IS NOT NULL
    GROUP BY x.county, x.quarter, x.documented
    -- Where the share changed within the quarter each file is held against its own.
    HAVING count(*) >= max(x.least_files) AND sum(x.checked) * 100 < sum(x.share)
)
-- One row per application, so that they stand in the evidence.
SELECT
    t.county || '@' || cast(t.quarter // 4 AS VARCHAR) || '-Q' || cast(t.quarter % 4 + 1 AS VARCHAR) AS subject_id,
    t.county AS division,
    x.application_id AS application_id,
    t.first_on AS first_on,
    t.last_on AS last_on,
    CASE WHEN t.documented THEN 'strong' ELSE 'note' END AS grade,
    '9(2)' AS clause,
    t.files AS files,
    cast(t.checked AS BIGINT) AS checked,
    t.share / 100 AS share,
    cast(t.quarter // 4 AS VARCHAR) || '年第' || cast(t.quarter % 4 + 1 AS VARCHAR) || '季度' AS quarter_zh
FROM counted AS t
CROSS JOIN run AS r
JOIN decided AS x ON x.county = t.county AND x.quarter = t.quarter AND x.documented = t.documented
WHERE t.last_on <= r.as_of
