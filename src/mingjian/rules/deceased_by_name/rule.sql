-- As deceased-paid, for deaths recorded without an identity number: the covered member whom the record most probably
-- means, alone, is paid after the month of death and the grace in force on the day of death. Whoever stands in the
-- register of deaths with his number is that rule's.
WITH likely AS (
    SELECT
        l.person_id AS person_id, l.row_id AS row_id, l.name AS recorded, l.day AS died_on, l.score AS score,
        l.known_on AS known_on, l.known_assumed AS known_assumed, l.rivals AS rivals,
        concat(
            CASE l.name_agrees
                WHEN 'form' THEN '姓名为同名异写' WHEN 'surname' THEN '姓名差一个姓' WHEN 'near' THEN '姓名差一个字'
                WHEN 'same' THEN '姓名相同' WHEN 'same_short' THEN '姓名相同（常见短名）' ELSE '已由人工认定'
            END,
            CASE l.birth_agrees
                WHEN 'number' THEN '、原证件号相同' WHEN 'day' THEN '、出生日期相同' WHEN 'month' THEN '、出生年月相同'
                WHEN 'sixty_days' THEN '、出生日期相差不到六十天' WHEN 'year' THEN '、出生年份相差不到一年' ELSE ''
            END,
            CASE l.place_agrees
                WHEN 'village' THEN '、同嘎查村' WHEN 'township' THEN '、同苏木乡镇' WHEN 'county' THEN '、同旗县' ELSE ''
            END,
            CASE WHEN l.sex_agrees THEN '、性别相同' ELSE '' END
        ) AS agreeing,
        row_number() OVER (PARTITION BY l.person_id ORDER BY l.score DESC, l.day DESC, l.row_id) AS place
    FROM likely_persons AS l
    ANTI JOIN recipient_deaths AS d ON d.person_id = l.person_id
    WHERE l.source = 'deaths' AND l.day IS NOT NULL
),
dead AS (
    SELECT
        l.person_id AS person_id, l.row_id AS row_id, l.recorded AS recorded, l.died_on AS died_on, l.score AS score,
        l.known_on AS known_on, l.known_assumed AS known_assumed, l.agreeing AS agreeing,
        year(l.died_on) * 12 + month(l.died_on) - 1 AS died_m,
        t.household AS household, t.from_m AS from_m, t.to_m AS to_m, p.grace AS grace
    FROM likely AS l
    JOIN members AS t ON t.person_id = l.person_id AND t.covered
    JOIN p ON p.division = t.division AND l.died_on BETWEEN p.from_on AND p.to_on
    WHERE l.place = 1 AND l.score >= p.score AND l.rivals = 0
),
sent_back AS (
    -- What the bank sent back and nobody paid out again did not reach the household.
    SELECT x.household AS household, x.m AS m, sum(x.paid_fen) AS fen
    FROM (SELECT DISTINCT y.household AS household FROM dead AS y) AS k
    JOIN bounces AS x ON x.household = k.household
    WHERE x.kind = 'allowance' AND x.reissued_on IS NULL
    GROUP BY x.household, x.m
),
paid AS (
    SELECT
        d.person_id AS person_id, d.household AS household, b.m AS m, d.known_assumed AS known_assumed,
        d.row_id AS row_id, d.recorded AS recorded, d.died_on AS died_on, d.agreeing AS agreeing, d.score AS score,
        sum(b.paid_fen) AS fen, max(b.covered_persons) AS covered_persons
    FROM dead AS d
    JOIN benefits AS b ON b.household = d.household
    WHERE b.m > d.died_m + d.grace AND b.m BETWEEN d.from_m AND d.to_m
    GROUP BY
        d.person_id, d.household, b.m, d.known_assumed, d.row_id, d.recorded, d.died_on, d.agreeing, d.score
)
SELECT
    x.person_id AS person_id,
    x.household AS household,
    x.m AS m,
    x.fen - coalesce(s.fen, 0) AS fen,
    x.covered_persons AS shared_by,
    'lead' AS grade,
    '8(5)' AS clause,
    x.known_assumed AS known_assumed,
    x.row_id AS row_id,
    x.recorded AS recorded,
    x.died_on AS died_on,
    x.agreeing AS agreeing,
    x.score AS score
FROM paid AS x
LEFT JOIN sent_back AS s ON s.household = x.household AND s.m = x.m
WHERE x.fen > coalesce(s.fen, 0)
