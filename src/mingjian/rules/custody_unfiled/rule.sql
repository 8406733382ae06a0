-- Cards kept by somebody in office over the household without a written agreement or without its filing at the county,
-- on days for which both are asked. Papers made later, but while the card was kept, mend it. A card kept in the keeper's
-- own household or in an institution is not meant; kin may keep it as kin, which a visit has to settle.
WITH kept_card AS (
    SELECT
        c.household_id AS household_id, c.keeper_id AS keeper_id, c.from_day AS from_day, c.agreement_on AS agreement_on,
        c.filed_on AS filed_on, least(coalesce(c.to_day, r.as_of), r.as_of) AS until_on
    FROM card_custody AS c
    JOIN run AS r ON coalesce(c.from_day, r.as_of) <= r.as_of
),
-- Cards are few: what else is known of their households is looked up for these alone.
kept_home AS (
    SELECT
        h.household AS household, h.division AS division, c.keeper_id AS keeper_id, c.from_day AS from_day,
        c.agreement_on AS agreement_on, c.filed_on AS filed_on, c.until_on AS until_on
    FROM kept_card AS c
    JOIN households AS h ON h.household_id = c.household_id AND NOT h.institution
    WHERE c.keeper_id <> coalesce(h.head_id, 0)
),
person AS (
    SELECT m.household AS household, m.person_id AS person_id
    FROM members AS m
    SEMI JOIN kept_home AS k ON k.household = m.household
),
granted AS (
    SELECT g.household AS household, g.from_m AS from_m, g.until_m AS until_m
    FROM grants AS g
    SEMI JOIN kept_home AS k ON k.household = g.household
),
asked AS (
    SELECT
        k.household AS household, k.division AS division, k.keeper_id AS keeper_id, k.from_day AS from_day,
        greatest(coalesce(k.from_day, p.from_on), p.from_on) AS first_on, least(k.until_on, p.to_on) AS last_on,
        CASE WHEN k.agreement_on <= k.until_on THEN 1 ELSE 0 END AS agreed,
        CASE WHEN k.filed_on <= k.until_on THEN 1 ELSE 0 END AS filed
    FROM kept_home AS k
    JOIN p ON p.division = k.division AND p.from_on <= k.until_on AND p.to_on >= coalesce(k.from_day, p.to_on)
    ANTI JOIN person AS t ON t.household = k.household AND t.person_id = k.keeper_id
    WHERE CASE WHEN k.agreement_on <= k.until_on THEN 1 ELSE 0 END
        + CASE WHEN k.filed_on <= k.until_on THEN 1 ELSE 0 END < p.papers
),
-- Not a household of the list: its grants are on record, and none of them ran while the card was kept.
left_list AS (
    SELECT a.household AS household, a.keeper_id AS keeper_id
    FROM asked AS a
    JOIN granted AS g ON g.household = a.household
    GROUP BY a.household, a.keeper_id
    HAVING max(
        CASE
            WHEN g.from_m <= year(a.last_on) * 12 + month(a.last_on) - 1
                AND g.until_m >= year(a.first_on) * 12 + month(a.first_on) - 1 THEN 1
            ELSE 0
        END
    ) = 0
),
-- A county that never gives the day of filing, beside others that do, may not have handed it in.
gives_filing AS (
    SELECT h.county AS county, count(c.filed_on) AS filings
    FROM card_custody AS c
    JOIN households AS h ON h.household_id = c.household_id
    GROUP BY h.county
),
silent AS (
    SELECT g.county AS county
    FROM gives_filing AS g
    JOIN (SELECT sum(x.filings) AS filings FROM gives_filing AS x) AS every ON every.filings > 0
    WHERE g.filings = 0
),
-- One officer may hold several posts over the same village.
in_office AS (
    SELECT
        a.household AS household, a.keeper_id AS keeper_id, a.from_day AS from_day, a.agreed AS agreed, a.filed AS filed,
        min(o.post) AS post, min(greatest(a.first_on, o.from_day)) AS first_on, max(least(a.last_on, o.to_day)) AS last_on
    FROM asked AS a
    ANTI JOIN left_list AS t ON t.household = a.household AND t.keeper_id = a.keeper_id
    JOIN officers_over AS o
        ON o.division = a.division AND o.person_id = a.keeper_id AND o.from_day <= a.last_on AND o.to_day >= a.first_on
    WHERE o.organ IN ('village', 'township', 'civil_affairs')
    GROUP BY a.household, a.keeper_id, a.from_day, a.agreed, a.filed
),
kin AS (
    SELECT DISTINCT o.household AS household, o.keeper_id AS keeper_id
    FROM in_office AS o
    JOIN person AS t ON t.household = o.household
    JOIN officer_kin AS k
        ON k.officer_id = o.keeper_id AND k.relative_id = t.person_id AND k.from_day <= o.last_on AND k.to_day >= o.first_on
)
SELECT
    o.household AS household,
    o.first_on AS first_on,
    o.last_on AS last_on,
    CASE
        WHEN k.household IS NOT NULL OR o.from_day IS NULL THEN 'lead'
        WHEN o.agreed = 1 AND q.county IS NOT NULL THEN 'lead'
        ELSE 'strong'
    END AS grade,
    '8(5)' AS clause,
    o.keeper_id AS keeper_id,
    first_value(o.keeper_id) OVER shown AS keeper,
    first_value(o.post) OVER shown AS post,
    first_value(
        CASE WHEN o.agreed = 0 AND o.filed = 0 THEN '书面协议和旗县备案' WHEN o.agreed = 0 THEN '书面协议' ELSE '旗县备案' END
    ) OVER shown AS lacking
FROM in_office AS o
LEFT JOIN kin AS k ON k.household = o.household AND k.keeper_id = o.keeper_id
JOIN households AS h ON h.household = o.household
LEFT JOIN silent AS q ON q.county = h.county
WINDOW shown AS (PARTITION BY o.household ORDER BY o.first_on, o.keeper_id)
