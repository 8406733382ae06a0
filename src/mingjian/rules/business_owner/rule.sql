-- Benefit months in which a member owns, represents or holds enough shares of an active entity whose sales,
-- less costs, divided by the persons of the household reach a year's standard. Members of cooperatives never count.
WITH roles AS (
    SELECT
        t.household AS household, t.division AS division, t.person_id AS person_id,
        t.from_m AS from_m, t.to_m AS to_m,
        r.uscc AS uscc, r.role AS role, r.share AS share, r.registered_on AS registered_on,
        coalesce(r.ended_on, DATE '9999-12-31') AS ended_on,
        coalesce(r.sales_12m_fen, 0) AS sales_fen,
        r.known_on AS known_on, r.known_assumed AS known_assumed
    FROM recipient_companies AS r
    JOIN members AS t ON t.person_id = r.person_id
    WHERE r.status = 'active'
        AND (r.role IN ('owner', 'legal_rep') OR (r.role = 'shareholder' AND r.kind <> 'cooperative'))
),
paid AS (
    SELECT
        b.household AS household, b.m AS m, b.first_on AS first_on, b.last_on AS last_on,
        sum(b.paid_fen) AS fen,
        max(b.grant_id) AS grant_id,
        max(b.first_granted_on) AS first_granted_on,
        max(b.wrong_clause) AS wrong_clause,
        max(b.income_clause) AS income_clause
    FROM (SELECT DISTINCT r.household AS household FROM roles AS r) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m, b.first_on, b.last_on
),
-- One row per entity, role and month; place = 1 counts an entity once, however many members have a part in it.
held AS (
    SELECT
        r.household AS household, r.person_id AS person_id, r.uscc AS uscc, r.sales_fen AS sales_fen,
        r.known_assumed AS known_assumed, b.m AS m, b.fen AS fen, b.grant_id AS grant_id,
        b.wrong_clause AS wrong_clause, b.income_clause AS income_clause,
        p.margin AS margin, p.standards AS standards, p.documented AS documented,
        CASE
            WHEN r.registered_on < b.first_granted_on AND r.known_on < b.first_granted_on
                -- in the household by the month after the approval, when payment begins
                AND r.from_m <= year(b.first_granted_on) * 12 + month(b.first_granted_on)
            THEN 1
            ELSE 0
        END AS known_then,
        -- Only an owner's profit is the household's for certain.
        max(CASE WHEN r.role = 'owner' THEN 1 ELSE 0 END) OVER (PARTITION BY r.household, b.m, r.uscc) AS owned,
        row_number() OVER (
            PARTITION BY r.household, b.m, r.uscc ORDER BY r.sales_fen DESC, r.known_on, r.person_id, r.role
        ) AS place
    FROM roles AS r
    JOIN paid AS b
        ON b.household = r.household AND b.m BETWEEN r.from_m AND r.to_m
        AND r.registered_on <= b.last_on AND r.ended_on >= b.first_on
    JOIN p ON p.division = r.division AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE r.role <> 'shareholder' OR CAST(r.share AS DECIMAL(9, 6)) >= CAST(p.share AS DECIMAL(9, 6))
),
sums AS (
    SELECT
        x.household AS household, x.m AS m,
        max(x.fen) AS fen, max(x.grant_id) AS grant_id,
        max(x.wrong_clause) AS wrong_clause, max(x.income_clause) AS income_clause,
        max(x.margin) AS margin, max(x.standards) AS standards, min(x.documented) AS documented,
        sum(CASE WHEN x.place = 1 THEN 1 ELSE 0 END) AS entities,
        sum(CASE WHEN x.place = 1 THEN x.sales_fen ELSE 0 END) AS sales_fen,
        sum(CASE WHEN x.place = 1 THEN x.sales_fen * x.known_then ELSE 0 END) AS known_sales_fen,
        sum(CASE WHEN x.place = 1 THEN x.sales_fen * x.owned ELSE 0 END) AS own_sales_fen
    FROM held AS x
    GROUP BY x.household, x.m
),
peopled AS (
    -- Who has left since was one of the persons then.
    SELECT x.household AS household, x.m AS m, count(*) AS members
    FROM sums AS x
    JOIN members AS t ON t.household = x.household AND x.m BETWEEN t.from_m AND t.to_m
    GROUP BY x.household, x.m
),
months AS (
    SELECT
        x.household AS household, x.m AS m, x.fen AS fen, x.grant_id AS grant_id, x.documented AS documented,
        x.entities AS entities, x.sales_fen AS sales_fen, x.margin AS margin, greatest(h.persons, n.members) AS persons,
        (s.monthly_fen * greatest(h.persons, n.members)) * CAST(x.standards AS DECIMAL(9, 2)) AS limit_fen,
        CAST(x.sales_fen AS BIGINT) * CAST(x.margin AS DECIMAL(9, 6)) AS profit_fen,
        CAST(x.known_sales_fen AS BIGINT) * CAST(x.margin AS DECIMAL(9, 6)) AS known_profit_fen,
        CAST(x.own_sales_fen AS BIGINT) * CAST(x.margin AS DECIMAL(9, 6)) AS own_profit_fen,
        x.wrong_clause AS wrong_clause, x.income_clause AS income_clause
    FROM sums AS x
    JOIN peopled AS n ON n.household = x.household AND n.m = x.m
    JOIN households AS h ON h.household = x.household
    JOIN standards AS s ON s.county = h.county AND s.area = h.area AND x.m BETWEEN s.from_m AND s.to_m
)
-- One row for every entity and role; the month's money only once.
SELECT
    x.household AS household,
    r.person_id AS person_id,
    r.uscc AS uscc,
    x.grant_id AS grant_id,
    x.m AS m,
    CASE
        WHEN row_number() OVER (PARTITION BY x.household, x.m ORDER BY r.uscc, r.person_id, r.place) = 1 THEN x.fen
        ELSE 0
    END AS fen,
    CASE WHEN x.own_profit_fen >= x.limit_fen THEN 'strong' ELSE 'lead' END AS grade,
    coalesce(
        CASE WHEN x.known_profit_fen >= x.limit_fen THEN x.wrong_clause END, x.income_clause, '8(5)'
    ) AS clause,
    x.documented AS documented,
    r.known_assumed AS known_assumed,
    x.entities AS entities,
    CAST(x.sales_fen AS BIGINT) AS sales,
    x.margin AS margin,
    CAST(floor(x.profit_fen / x.persons) AS BIGINT) AS profit_per_head
FROM months AS x
JOIN held AS r ON r.household = x.household AND r.m = x.m
WHERE x.profit_fen >= x.limit_fen
