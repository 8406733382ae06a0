-- Counties whose money of a year was not audited by the end of the next, or whose audit was not published by the day of
-- the run. A higher office's row counts for the counties that it names. Where it names none at all nobody can say whom
-- it covered, and the county is a lead only. One row per county.
WITH judged AS (
    SELECT DISTINCT o.place AS place, h.league AS league, cast(c.year AS INTEGER) AS year
    FROM overseen AS o
    JOIN running AS h ON h.county = o.place
    JOIN calendar AS c ON c.year BETWEEN o.first_audited AND o.last_year
    WHERE o.level = 'county'
),
owed AS (
    SELECT
        j.place AS place, j.league AS league, j.year AS year,
        make_date(j.year + cast(p.years AS INTEGER), 12, 31) AS due_on
    FROM judged AS j
    CROSS JOIN run AS r
    JOIN p ON p.division = j.place AND make_date(j.year, 12, 31) BETWEEN p.from_on AND p.to_on
    WHERE make_date(j.year + cast(p.years AS INTEGER), 12, 31) < r.as_of
),
-- The codes that a row names, each between commas whatever stands between them.
listed AS (
    SELECT
        v.division AS division, v.kind AS kind, v.year AS year, v.done_on AS done_on,
        concat(',', replace(replace(replace(replace(replace(replace(coalesce(v.covers, ''), '；', ','), ';', ','),
            '、', ','), '，', ','), ' ', ','), '|', ','), ',') AS codes
    FROM oversight AS v
    CROSS JOIN run AS r
    WHERE v.kind IN ('annual_audit', 'audit_published') AND v.done_on <= r.as_of
),
answered AS (
    SELECT
        o.place AS place, o.year AS year, v.kind AS kind, v.division AS office,
        v.kind = 'audit_published' OR v.done_on <= o.due_on AS in_time,
        v.division = o.place
            OR contains(v.codes, concat(',', o.place))
            OR contains(v.codes, concat(',', o.league, ',')) OR contains(v.codes, concat(',', o.league, '00'))
            OR contains(v.codes, concat(',', left(o.league, 2), ',')) OR contains(v.codes, concat(',', left(o.league, 2), '0000'))
            AS is_sure,
        NOT contains(v.codes, concat(',', left(o.league, 2))) AS is_open
    FROM owed AS o
    JOIN listed AS v
        ON v.year = o.year
        AND (v.division = o.place OR v.division = o.league
            OR (length(v.division) < length(o.place) AND starts_with(o.place, v.division)))
),
counted AS (
    SELECT
        o.place AS place, o.year AS year,
        coalesce(max(CASE WHEN a.kind = 'annual_audit' AND a.in_time AND a.is_sure THEN 1 END), 0) AS audits,
        coalesce(max(CASE WHEN a.kind = 'annual_audit' AND a.in_time AND a.is_open THEN 1 END), 0) AS open_audits,
        coalesce(max(CASE WHEN a.kind = 'audit_published' AND a.is_sure THEN 1 END), 0) AS published,
        coalesce(max(CASE WHEN a.kind = 'audit_published' AND a.is_open THEN 1 END), 0) AS open_published,
        -- Who audited the county by name publishes for it too, whether the second row names it or not.
        count(DISTINCT CASE WHEN a.kind = 'annual_audit' AND a.in_time AND a.is_sure THEN a.office END)
            + count(DISTINCT CASE WHEN a.kind = 'audit_published' THEN a.office END)
            - count(DISTINCT CASE WHEN a.kind = 'audit_published' OR (a.in_time AND a.is_sure) THEN a.office END)
            AS published_by_auditor
    FROM owed AS o
    LEFT JOIN answered AS a ON a.place = o.place AND a.year = o.year
    GROUP BY o.place, o.year
),
failed AS (
    SELECT
        t.place AS place, t.year AS year,
        CASE WHEN t.audits = 0 THEN cast(t.year AS VARCHAR) END AS missing,
        CASE WHEN t.audits = 1 THEN cast(t.year AS VARCHAR) END AS unpublished,
        CASE WHEN t.audits = 0 THEN t.open_audits ELSE t.open_published END AS unsure
    FROM counted AS t
    WHERE t.audits = 0 OR (t.published = 0 AND t.published_by_auditor = 0)
)
SELECT
    t.place AS division,
    make_date(min(t.year), 1, 1) AS first_on,
    make_date(max(t.year), 12, 31) AS last_on,
    CASE WHEN min(t.unsure) = 0 THEN 'strong' ELSE 'lead' END AS grade,
    '6(3)' AS clause,
    string_agg(t.missing, '、' ORDER BY t.year) AS missing,
    string_agg(t.unpublished, '、' ORDER BY t.year) AS unpublished,
    concat_ws(
        '，', string_agg(t.missing, '、' ORDER BY t.year) || '年度的低保资金到次年年底没有专项审计',
        string_agg(t.unpublished, '、' ORDER BY t.year) || '年度的低保资金审计后没有公布结果'
    ) AS failed
FROM failed AS t
GROUP BY t.place
