-- Granted applications whose posting was shown on fewer dates than it has to hang.
-- Both ends are counted, so that a posting of exactly the number of dates is only worth a note: the first day may not count.
WITH shown AS (
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.regime AS regime,
        d.begun_on AS begun_on, 'first' AS posting, d.posted_first_on AS from_on, d.posted_first_until AS until_on,
        d.posted_first_days AS shown_days, d.objection AS objection, d.devolved AS devolved
    FROM dossiers AS d
    WHERE d.kind = 'application' AND d.decision = 'granted' AND d.regime <> '' AND d.posted_first_days IS NOT NULL
    UNION ALL
    SELECT
        d.application_id AS application_id, d.household AS household, d.division AS division, d.regime AS regime,
        d.begun_on AS begun_on, 'second' AS posting, d.posted_second_on AS from_on, d.posted_second_until AS until_on,
        d.posted_second_days AS shown_days, d.objection AS objection, d.devolved AS devolved
    FROM dossiers AS d
    WHERE d.kind = 'application' AND d.decision = 'granted' AND d.regime <> '' AND d.posted_second_days IS NOT NULL
),
judged AS (
    SELECT
        s.application_id AS application_id, s.household AS household, s.division AS division, s.posting AS posting,
        s.from_on AS from_on, s.until_on AS until_on, s.shown_days AS shown_days, s.objection AS objection,
        s.devolved AS devolved, p.days AS days, s.posting = 'first' OR p.documented AS settled
    FROM shown AS s
    CROSS JOIN run AS r
    JOIN p ON p.division = s.division AND s.begun_on BETWEEN p.from_on AND p.to_on
    WHERE s.until_on <= r.as_of AND s.shown_days BETWEEN 1 AND p.days AND (s.posting = 'first' OR p.second_posting = 'yes')
),
-- One line a file and grade: a short posting, and apart from it one of exactly the number.
paired AS (
    SELECT
        j.application_id AS application_id, min(j.household) AS household, min(j.division) AS division,
        CASE WHEN j.shown_days < j.days THEN 1 ELSE 0 END AS is_short, min(j.days) AS days,
        min(j.from_on) AS first_on, max(j.until_on) AS last_on,
        bool_or(j.settled AND NOT j.objection) AS settled,
        bool_or(j.posting = 'first' OR j.devolved) AS by_township,
        bool_or(j.posting = 'second' AND NOT j.devolved) AS by_county,
        max(CASE WHEN j.posting = 'first' THEN j.from_on END) AS first_from,
        max(CASE WHEN j.posting = 'first' THEN j.until_on END) AS first_until,
        max(CASE WHEN j.posting = 'first' THEN j.shown_days END) AS first_days,
        max(CASE WHEN j.posting = 'second' THEN j.from_on END) AS second_from,
        max(CASE WHEN j.posting = 'second' THEN j.until_on END) AS second_until,
        max(CASE WHEN j.posting = 'second' THEN j.shown_days END) AS second_days
    FROM judged AS j
    GROUP BY j.application_id, CASE WHEN j.shown_days < j.days THEN 1 ELSE 0 END
)
SELECT
    x.application_id AS application_id,
    x.household AS household,
    x.division AS division,
    x.first_on AS first_on,
    x.last_on AS last_on,
    CASE WHEN x.is_short = 0 THEN 'note' WHEN x.settled THEN 'strong' ELSE 'lead' END AS grade,
    concat_ws(';', CASE WHEN x.by_township THEN '8(3)' END, CASE WHEN x.by_county THEN '9(2)' END) AS clause,
    x.application_id AS file,
    cast(x.days AS INTEGER) AS days,
    concat_ws('；',
        '初审公示' || strftime(x.first_from, '%Y年%-m月%-d日') || '至' || strftime(x.first_until, '%Y年%-m月%-d日')
            || '共' || cast(x.first_days AS VARCHAR) || '天',
        '审批公示' || strftime(x.second_from, '%Y年%-m月%-d日') || '至' || strftime(x.second_until, '%Y年%-m月%-d日')
            || '共' || cast(x.second_days AS VARCHAR) || '天') AS shown
FROM paired AS x
