-- Allowance paid to the account of an officer or cadre in office over the household's village, who is no member
-- of it. Few account holders are officers, so the payments are narrowed to theirs first. A household in an
-- institution is lawfully paid to the institution's account, whoever signs for it.
WITH official AS (
    SELECT DISTINCT o.person_id AS person_id FROM officers AS o
),
held AS (
    SELECT
        b.household AS household, b.division AS division, b.account_holder_id AS account_holder_id,
        b.paid_fen AS paid_fen, c.m AS m, c.first_on AS first_on, c.last_on AS last_on
    FROM official AS o
    JOIN pay AS b ON b.account_holder_id = o.person_id
    JOIN households AS h ON h.household = b.household AND NOT h.institution
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    ANTI JOIN members AS t
        ON t.household = b.household AND t.person_id = b.account_holder_id AND t.from_m <= c.m AND t.to_m >= c.m
    WHERE b.kind = 'allowance' AND b.paid_fen > 0 AND b.credited AND b.account_holder_id <> coalesce(h.head_id, 0)
),
-- One officer may hold several posts over the same village: the money counts once.
in_office AS (
    SELECT
        a.household AS household, a.account_holder_id AS account_holder_id, a.m AS m, min(o.post) AS post,
        max(CASE WHEN o.organ IN ('village', 'township', 'civil_affairs') THEN 1 ELSE 0 END) AS handles
    FROM held AS a
    JOIN officers_over AS o
        ON o.division = a.division AND o.person_id = a.account_holder_id
        AND o.from_day <= a.last_on AND o.to_day >= a.first_on
    GROUP BY a.household, a.account_holder_id, a.m
)
SELECT
    a.household AS household,
    a.m AS m,
    sum(a.paid_fen) AS fen,
    -- Who serves in an office that has no part in the allowance may be a son or a neighbour like any other.
    CASE WHEN max(o.handles) = 1 THEN 'strong' ELSE 'lead' END AS grade,
    '8(7)' AS clause,
    min(a.account_holder_id) AS holder,
    min(o.post) AS post
FROM held AS a
JOIN in_office AS o
    ON o.household = a.household AND o.account_holder_id = a.account_holder_id AND o.m = a.m
GROUP BY a.household, a.m
