-- Allowance paid to an account whose holder is no member of the household. The head always counts as a member.
-- Whoever was a member all through the year of the payment is set aside before any month is looked at.
WITH outsider AS (
    SELECT
        b.household AS household, b.division AS division, b.account_holder_id AS account_holder_id,
        b.year AS year, b.months AS months, b.paid_fen AS paid_fen
    FROM pay AS b
    JOIN households AS h ON h.household = b.household AND NOT h.institution
    ANTI JOIN members AS t
        ON t.household = b.household AND t.person_id = b.account_holder_id
        AND t.from_m <= b.year * 12 AND t.to_m >= b.year * 12 + 11
    -- Empty holders are unknown, and a household that no list holds has no members to compare with.
    -- What the bank sent back, or has not credited, never reached the account.
    WHERE b.kind = 'allowance' AND b.paid_fen > 0 AND b.credited AND b.to_another
)
SELECT
    b.household AS household,
    c.m AS m,
    sum(b.paid_fen) AS fen,
    'lead' AS grade,
    '8(5)' AS clause,
    min(b.account_holder_id) AS holder
FROM outsider AS b
JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
ANTI JOIN members AS t
    ON t.household = b.household AND t.person_id = b.account_holder_id AND t.from_m <= c.m AND t.to_m >= c.m
GROUP BY b.household, c.m
