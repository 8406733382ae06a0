-- Approved households with near kin of an officer in office over them, for whom nothing was filed by that day. A filing
-- names one officer and one person of the household: it stands for the whole household, and it does not matter whether
-- the officer or his spouse stands in it, nor which of the two columns holds whom. The values shown are those of one
-- pair; all pairs stand in the evidence.
WITH pair AS (
    SELECT
        r.household AS household, r.division AS division, r.county AS county, r.granted_on AS granted_on,
        r.officer_id AS officer_id, r.tier AS tier, r.post AS post, r.relative_id AS relative_id, r.called AS called,
        r.derived AS derived, r.through_id AS through_id
    FROM related_grants AS r
    JOIN p ON p.division = r.division AND r.granted_on BETWEEN p.from_on AND p.to_on
    WHERE strpos(',' || p.kin || ',', ',' || r.relation || ',') > 0 AND NOT r.own
),
person AS (
    SELECT m.household AS household, m.person_id AS person_id
    FROM members AS m
    SEMI JOIN pair AS t ON t.household = m.household
    UNION
    SELECT h.household AS household, h.head_id AS person_id
    FROM households AS h
    SEMI JOIN pair AS t ON t.household = h.household
),
-- Without a number: whoever the record most probably means.
filing AS (
    SELECT f.officer_id AS officer_id, f.relative_id AS relative_id, f.filed_on AS filed_on, false AS by_name
    FROM relative_filings AS f
    UNION ALL
    SELECT f.relative_id AS officer_id, f.officer_id AS relative_id, f.filed_on AS filed_on, false AS by_name
    FROM relative_filings AS f
    UNION ALL
    SELECT l.officer_id AS officer_id, l.relative_id AS relative_id, l.filed_on AS filed_on, true AS by_name
    FROM likely_filings AS l
),
filed AS (
    SELECT t.household AS household, f.officer_id AS officer_id, f.by_name AS by_name, min(f.filed_on) AS filed_on
    FROM filing AS f
    JOIN person AS t ON t.person_id = f.relative_id
    GROUP BY t.household, f.officer_id, f.by_name
),
filer AS (
    SELECT t.officer_id AS officer_id, t.officer_id AS filer_id
    FROM pair AS t
    UNION
    SELECT k.officer_id AS officer_id, k.relative_id AS filer_id
    FROM officer_kin AS k
    SEMI JOIN pair AS t ON t.officer_id = k.officer_id
    WHERE k.relation = 'spouse'
),
own_filing AS (
    SELECT f.household AS household, w.officer_id AS officer_id, f.by_name AS by_name, f.filed_on AS filed_on
    FROM filed AS f
    JOIN filer AS w ON w.filer_id = f.officer_id
),
unfiled AS (
    SELECT
        t.household AS household, t.division AS division, t.county AS county, t.granted_on AS granted_on,
        t.officer_id AS officer_id, t.tier AS tier, t.post AS post, t.relative_id AS relative_id, t.called AS called,
        t.derived AS derived, t.through_id AS through_id
    FROM pair AS t
    ANTI JOIN own_filing AS f
        ON f.household = t.household AND f.officer_id = t.officer_id AND NOT f.by_name AND f.filed_on <= t.granted_on
),
likely AS (
    SELECT DISTINCT t.household AS household, t.granted_on AS granted_on, t.officer_id AS officer_id
    FROM unfiled AS t
    JOIN own_filing AS f ON f.household = t.household AND f.officer_id = t.officer_id AND f.by_name
    WHERE f.filed_on <= t.granted_on
),
-- Filed under the name of another officer: the household stood in the register all the same.
elsewhere AS (
    SELECT DISTINCT t.household AS household, t.granted_on AS granted_on
    FROM unfiled AS t
    JOIN filed AS f ON f.household = t.household AND f.filed_on <= t.granted_on
),
marked AS (
    SELECT DISTINCT t.household AS household, t.granted_on AS granted_on
    FROM unfiled AS t
    JOIN dossiers AS d ON d.household = t.household AND d.relative_registered AND d.applied_on <= t.granted_on
    WHERE d.kind = 'application'
),
-- A county without a single filing beside others that have some may not have handed its register in.
keeping AS (
    SELECT DISTINCT m.county AS county
    FROM (
        SELECT f.relative_id AS person_id FROM relative_filings AS f
        UNION
        SELECT f.officer_id AS person_id FROM relative_filings AS f
    ) AS k
    JOIN members AS m ON m.person_id = k.person_id
),
silent AS (
    SELECT DISTINCT t.county AS county
    FROM unfiled AS t
    JOIN (SELECT count(*) AS filings FROM relative_filings AS f) AS c ON c.filings > 0
    ANTI JOIN keeping AS k ON k.county = t.county
),
judged AS (
    SELECT
        t.household AS household, t.granted_on AS granted_on, t.officer_id AS officer_id, t.tier AS tier,
        t.post AS post, t.relative_id AS relative_id, t.called AS called, t.through_id AS through_id,
        CASE
            WHEN t.derived THEN '，亲属关系由另一人推得'
            WHEN n.household IS NOT NULL THEN '，有一条没有证件号的备案可能就是此事'
            WHEN s.household IS NOT NULL THEN '，申请标注已登记近亲属'
            WHEN e.household IS NOT NULL THEN '，该户有以他人名义的备案'
            WHEN q.county IS NOT NULL THEN '，数据中没有本旗县的任何备案'
            ELSE ''
        END AS remark
    FROM unfiled AS t
    LEFT JOIN likely AS n
        ON n.household = t.household AND n.granted_on = t.granted_on AND n.officer_id = t.officer_id
    LEFT JOIN marked AS s ON s.household = t.household AND s.granted_on = t.granted_on
    LEFT JOIN elsewhere AS e ON e.household = t.household AND e.granted_on = t.granted_on
    LEFT JOIN silent AS q ON q.county = t.county
)
SELECT
    j.household AS household,
    j.granted_on AS first_on,
    j.granted_on AS last_on,
    CASE WHEN j.remark = '' THEN 'strong' ELSE 'lead' END AS grade,
    CASE j.tier WHEN 'village' THEN '4(2)' WHEN 'township' THEN '8(3)' ELSE '8(3);9(2)' END AS clause,
    j.officer_id AS officer_id,
    j.relative_id AS relative_id,
    j.through_id AS through_id,
    first_value(j.officer_id) OVER shown AS officer,
    first_value(j.post) OVER shown AS post,
    first_value(j.relative_id) OVER shown AS relative,
    first_value(j.called) OVER shown AS called,
    first_value(j.granted_on) OVER shown AS granted_on,
    first_value(j.remark) OVER shown AS remark
FROM judged AS j
WINDOW shown AS (
    PARTITION BY j.household
    ORDER BY length(j.remark), j.granted_on, j.officer_id, j.relative_id, j.tier, j.called
)
