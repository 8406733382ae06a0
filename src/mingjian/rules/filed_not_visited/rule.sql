-- Households with a filing of kin made by the day of the grant that the county approved without having visited: neither
-- the filing says so nor was there a spot check on or before the day decided. Whoever filed and is known to have held no
-- post over the household on that day does not count; where the township decides, the county's visit is not asked for.
WITH filing AS (
    SELECT
        f.officer_id AS officer_id, f.relative_id AS relative_id, f.relation AS relation, f.filed_on AS filed_on,
        f.county_visited_on AS county_visited_on
    FROM relative_filings AS f
),
person AS (
    SELECT m.household AS household, m.person_id AS person_id, m.from_m AS from_m, m.to_m AS to_m
    FROM members AS m
    SEMI JOIN filing AS f ON f.relative_id = m.person_id
    WHERE m.covered
    UNION
    SELECT
        h.household AS household, h.head_id AS person_id, coalesce(m.from_m, 0) AS from_m, coalesce(m.to_m, 99999) AS to_m
    FROM households AS h
    SEMI JOIN filing AS f ON f.relative_id = h.head_id
    LEFT JOIN members AS m ON m.household = h.household AND m.person_id = h.head_id
),
approval AS (
    SELECT DISTINCT
        g.household AS household, g.division AS division, g.granted_on AS granted_on,
        year(g.granted_on) * 12 + month(g.granted_on) - 1 AS m
    FROM grants AS g
    SEMI JOIN person AS t ON t.household = g.household
    WHERE g.granted_on = g.first_granted_on AND NOT g.granted_assumed AND g.granted_by = 'county'
),
filed AS (
    SELECT
        a.household AS household, a.division AS division, a.granted_on AS granted_on, f.officer_id AS officer_id,
        f.relative_id AS relative_id, f.relation AS relation, f.filed_on AS filed_on,
        -- One visit serves every filing of the household.
        min(f.county_visited_on) OVER (PARTITION BY a.household, a.granted_on) AS county_visited_on,
        p.visits AS visits
    FROM approval AS a
    JOIN person AS t ON t.household = a.household AND a.m BETWEEN t.from_m - 1 AND t.to_m
    JOIN filing AS f ON f.relative_id = t.person_id AND f.filed_on <= a.granted_on
    JOIN p ON p.division = a.division AND a.granted_on BETWEEN p.from_on AND p.to_on
),
known AS (
    SELECT DISTINCT o.person_id AS person_id FROM officers AS o
),
binding AS (
    SELECT
        t.household AS household, t.division AS division, t.granted_on AS granted_on, t.officer_id AS officer_id,
        t.relative_id AS relative_id, t.relation AS relation, t.filed_on AS filed_on,
        t.county_visited_on AS county_visited_on, t.visits AS visits
    FROM filed AS t
    LEFT JOIN known AS k ON k.person_id = t.officer_id
    LEFT JOIN officers_over AS o
        ON o.division = t.division AND o.person_id = t.officer_id AND t.granted_on BETWEEN o.from_day AND o.to_day
    WHERE k.person_id IS NULL OR o.person_id IS NOT NULL
),
-- The day decided, and the spot check, of the application that the grant rests on: the last one before it.
dossier AS (
    SELECT
        t.household AS household, t.granted_on AS granted_on,
        max(d.applied_on) AS applied_on
    FROM (SELECT DISTINCT x.household AS household, x.granted_on AS granted_on FROM binding AS x) AS t
    JOIN dossiers AS d ON d.household = t.household AND d.applied_on <= t.granted_on
    WHERE d.kind = 'application'
    GROUP BY t.household, t.granted_on
),
handled AS (
    SELECT
        t.household AS household, t.granted_on AS granted_on, d.decided_last_on AS decided_on,
        d.spot_checked_on AS spot_checked_on, d.surveyed_on AS surveyed_on, d.surveyor_least AS surveyor_least,
        d.surveyor_most AS surveyor_most
    FROM dossier AS t
    JOIN dossiers AS d ON d.household = t.household AND d.applied_on = t.applied_on AND d.kind = 'application'
),
by_county AS (
    SELECT v.household AS household, v.granted_on AS granted_on, min(v.surveyed_on) AS surveyed_on
    FROM (
        SELECT x.household AS household, x.granted_on AS granted_on, x.surveyed_on AS surveyed_on,
               x.surveyor_least AS person_id
        FROM handled AS x
        UNION
        SELECT x.household AS household, x.granted_on AS granted_on, x.surveyed_on AS surveyed_on,
               x.surveyor_most AS person_id
        FROM handled AS x
    ) AS v
    JOIN officers AS o
        ON o.person_id = v.person_id AND o.from_day <= v.surveyed_on
        AND coalesce(o.to_day, v.surveyed_on) >= v.surveyed_on
    WHERE o.organ = 'civil_affairs' AND length(o.division) = 6
    GROUP BY v.household, v.granted_on
),
decided AS (
    SELECT
        t.household AS household, t.granted_on AS granted_on, max(t.decided_on) AS decided_on,
        min(t.spot_checked_on) AS spot_checked_on, min(c.surveyed_on) AS county_surveyed_on
    FROM handled AS t
    LEFT JOIN by_county AS c ON c.household = t.household AND c.granted_on = t.granted_on
    GROUP BY t.household, t.granted_on
),
unvisited AS (
    SELECT
        t.household AS household, t.granted_on AS granted_on, t.officer_id AS officer_id,
        t.relative_id AS relative_id, coalesce(t.relation, '近亲属') AS relation, t.filed_on AS filed_on,
        t.division AS division, d.county_surveyed_on AS county_surveyed_on,
        greatest(t.granted_on, coalesce(d.decided_on, t.granted_on)) AS decided_on
    FROM binding AS t
    LEFT JOIN decided AS d ON d.household = t.household AND d.granted_on = t.granted_on
    WHERE CASE
        WHEN t.county_visited_on <= greatest(t.granted_on, coalesce(d.decided_on, t.granted_on)) THEN 1
        WHEN d.spot_checked_on <= greatest(t.granted_on, coalesce(d.decided_on, t.granted_on)) THEN 1
        ELSE 0
    END < t.visits
),
-- What may excuse the county, and a file has to settle.
stopped AS (
    SELECT DISTINCT u.division AS division, u.filed_on AS filed_on, u.decided_on AS decided_on
    FROM unvisited AS u
    JOIN stoppages AS s
        ON starts_with(u.division, s.division) AND s.from_day <= u.decided_on AND s.to_day >= u.filed_on
),
judged AS (
    SELECT
        u.household AS household, u.granted_on AS granted_on, u.officer_id AS officer_id, u.relative_id AS relative_id,
        u.relation AS relation, u.filed_on AS filed_on, u.decided_on AS decided_on,
        CASE
            WHEN u.county_surveyed_on <= u.decided_on THEN '，入户调查人中有旗县民政人员'
            WHEN s.division IS NOT NULL THEN '，其间有暂停入户的事由'
            -- Kin beyond the eight kinds may have been filed out of caution; a visit is asked for near kin.
            WHEN regexp_matches(u.relation, '侄|甥|堂|表|叔|伯|姑[父母姑妈丈]|舅|姨|婶|岳|公公|婆婆|媳|婿|嫂|姐夫|妹夫|弟妹|亲家')
                THEN '，备案的关系不在八种近亲属之列'
            ELSE ''
        END AS remark
    FROM unvisited AS u
    LEFT JOIN stopped AS s ON s.division = u.division AND s.filed_on = u.filed_on AND s.decided_on = u.decided_on
)
SELECT
    u.household AS household,
    u.granted_on AS first_on,
    u.decided_on AS last_on,
    CASE WHEN u.remark = '' THEN 'strong' ELSE 'lead' END AS grade,
    '9(2)' AS clause,
    u.officer_id AS officer_id,
    u.relative_id AS relative_id,
    first_value(u.officer_id) OVER shown AS officer,
    first_value(u.relative_id) OVER shown AS relative,
    first_value(u.relation) OVER shown AS relation,
    first_value(u.filed_on) OVER shown AS filed_on,
    first_value(u.decided_on) OVER shown AS decided_on,
    first_value(u.remark) OVER shown AS remark
FROM judged AS u
WINDOW shown AS (
    PARTITION BY u.household ORDER BY length(u.remark), u.decided_on, u.filed_on, u.officer_id, u.relative_id
)
