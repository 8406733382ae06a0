-- Finished years in which a county or league had no method for work funds, or budgeted none. What is empty is unknown.
SELECT
    f.division || '@' || cast(f.year AS VARCHAR) AS subject_id,
    f.division AS division,
    f.year AS year,
    make_date(f.year, 1, 1) AS first_on,
    make_date(f.year, 12, 31) AS last_on,
    'lead' AS grade,
    '10(2)' AS clause,
    CASE
        WHEN f.work_rules = false AND f.work_budget = 0 THEN '没有低保工作经费保障办法，预算也没有列这项经费'
        WHEN f.work_rules = false THEN '没有低保工作经费保障办法'
        ELSE '预算没有列低保工作经费'
    END AS lacking,
    CASE
        WHEN f.league_work_budget > 0
            THEN '（盟市补助工作经费' || cast(cast(f.league_work_budget AS DECIMAL(18, 2)) AS VARCHAR) || '元）'
        ELSE ''
    END AS helped
FROM funds AS f
CROSS JOIN run AS r
WHERE f.year < year(r.as_of)
    AND f.required > 0
    AND (f.work_rules = false OR f.work_budget = 0)
