-- Allowance paid for a month that no grant of the household holds. Households whose payments all agree with one grant
-- are set aside (unsettled).
WITH approved AS (
    SELECT g.household AS household, g.from_m AS from_m, g.until_m AS until_m
    FROM unsettled AS x
    JOIN grants AS g ON g.household = x.household
),
unapproved AS (
    SELECT b.household AS household, b.division AS division, c.m AS m, c.first_on AS first_on, sum(b.paid_fen) AS fen
    FROM unsettled AS x
    JOIN pay AS b ON b.household = x.household
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    ANTI JOIN approved AS g ON g.household = b.household AND g.from_m <= c.m AND g.until_m >= c.m
    WHERE b.kind = 'allowance' AND b.paid_fen > 0
    GROUP BY b.household, b.division, c.m, c.first_on
),
-- The end of the last grant before the month, where there was one.
after_end AS (
    SELECT u.household AS household, u.m AS m, max(g.until_m) AS ended_m
    FROM unapproved AS u
    JOIN approved AS g ON g.household = u.household AND g.until_m < u.m AND g.from_m <= g.until_m
    GROUP BY u.household, u.m
),
-- The grant that follows within the months of a gap between two: one of their days may have been entered wrongly.
next_begin AS (
    SELECT e.household AS household, e.m AS m, min(g.from_m) AS next_m
    FROM after_end AS e
    JOIN approved AS g ON g.household = e.household AND g.from_m > e.m AND g.from_m <= g.until_m
    GROUP BY e.household, e.m
),
counted AS (
    SELECT
        u.household AS household, u.m AS m, u.fen AS fen, e.ended_m AS ended_m, p.months AS least_months,
        CASE WHEN n.next_m - e.ended_m - 1 <= p.gap THEN n.next_m END AS next_m,
        count(*) OVER (PARTITION BY u.household) AS found_months
    FROM unapproved AS u
    LEFT JOIN after_end AS e ON e.household = u.household AND e.m = u.m
    LEFT JOIN next_begin AS n ON n.household = u.household AND n.m = u.m
    JOIN p ON p.division = u.division AND u.first_on BETWEEN p.from_on AND p.to_on
)
SELECT
    t.household AS household,
    t.m AS m,
    cast(t.fen AS BIGINT) AS fen,
    -- Paid before any grant may be a file that was entered late; paid after the end is settled by the rows.
    CASE WHEN t.ended_m IS NULL OR t.next_m IS NOT NULL THEN 'lead' ELSE 'strong' END AS grade,
    CASE WHEN t.ended_m IS NULL THEN '8(7);9(5)' ELSE '8(5)' END AS clause,
    CASE
        WHEN t.ended_m IS NULL THEN '此前没有保障记录'
        ELSE '保障记录止于' || cast(t.ended_m // 12 AS VARCHAR) || '年' || cast(t.ended_m % 12 + 1 AS VARCHAR) || '月'
            || CASE
                WHEN t.next_m IS NULL THEN ''
                ELSE '，下一条起于' || cast(t.next_m // 12 AS VARCHAR) || '年' || cast(t.next_m % 12 + 1 AS VARCHAR) || '月'
            END
    END AS standing
FROM counted AS t
WHERE t.found_months >= t.least_months
