-- Payments that the bank sent back and that were not paid out again within the days allowed, or that were paid
-- out again to somebody else. Another member of the household is not somebody else.
WITH known AS (
    -- What is empty can only be held against the day up to which the extract reaches.
    SELECT b.county AS county, least(r.as_of, coalesce(max(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT x.county AS county FROM bounces AS x) AS b
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'payments' AND (starts_with(b.county, e.division) OR starts_with(e.division, b.county))
    GROUP BY b.county, r.as_of
),
seen AS (
    SELECT
        b.household AS household, b.division AS division, b.m AS m, b.account_holder_id AS account_holder_id,
        b.bounced_on AS bounced_on, b.batch_id AS batch_id, k.known_on AS known_on,
        -- What happened after as_of is not known yet.
        CASE WHEN b.reissued_on <= r.as_of THEN b.reissued_on END AS reissued_on,
        CASE WHEN coalesce(b.reissued_on, DATE '0001-01-01') <= r.as_of THEN b.reissued_holder_id END
            AS reissued_holder_id,
        -- The receipt of a returned payment may say nought; the money was the sum due.
        CASE WHEN b.paid_fen > 0 THEN b.paid_fen ELSE b.due_fen END AS fen
    FROM bounces AS b
    JOIN run AS r ON b.bounced_on <= r.as_of
    JOIN known AS k ON k.county = b.county
    WHERE b.kind = 'allowance'
),
-- Nothing is owed for a month after the grants of the household have ended (its head had died): it may stay where it is.
ended AS (
    SELECT s.household AS household, s.m AS m
    FROM (SELECT DISTINCT x.household AS household, x.m AS m FROM seen AS x) AS s
    JOIN grants AS g ON g.household = s.household
    GROUP BY s.household, s.m
    HAVING max(CASE WHEN g.until_m >= s.m THEN 1 ELSE 0 END) = 0
),
judged AS (
    SELECT
        b.household AS household, b.m AS m, b.fen AS fen, b.batch_id AS batch_id,
        b.bounced_on AS bounced_on, b.reissued_on AS reissued_on, b.reissued_holder_id AS reissued_holder_id,
        coalesce(b.reissued_on, b.known_on) > b.bounced_on + cast(p.days AS INTEGER)
            AND (e.household IS NULL OR b.reissued_on IS NOT NULL) AS is_late,
        b.reissued_holder_id <> b.account_holder_id
            AND b.reissued_holder_id <> coalesce(h.head_id, 0)
            AND t.household IS NULL AS is_other
    FROM seen AS b
    JOIN households AS h ON h.household = b.household
    LEFT JOIN members AS t ON t.household = b.household AND t.person_id = b.reissued_holder_id
    LEFT JOIN ended AS e ON e.household = b.household AND e.m = b.m
    JOIN p ON p.division = b.division AND b.bounced_on BETWEEN p.from_on AND p.to_on
)
SELECT
    b.household AS household,
    b.m AS m,
    b.fen AS fen,
    'lead' AS grade,
    CASE
        WHEN b.is_late AND coalesce(b.is_other, false) THEN '10(3);10(4)'
        WHEN b.is_late THEN '10(4)'
        ELSE '10(3)'
    END AS clause,
    b.batch_id AS batch_id,
    b.bounced_on AS bounced_on,
    CASE
        WHEN coalesce(b.is_other, false) THEN strftime(b.reissued_on, '%Y年%-m月%-d日') || '重发至户外人员账户'
        WHEN b.reissued_on IS NULL THEN '至今没有重发'
        ELSE '迟至' || strftime(b.reissued_on, '%Y年%-m月%-d日') || '才重发'
    END AS what
FROM judged AS b
WHERE b.is_late OR b.is_other
