-- Benefit months in which covered members of a household stand on a household register (户口簿) nobody of which is tied to
-- the head: not by the relation column, not by a recorded relative of his or of his kin in the household, and not
-- through one person between them, such as the husband of a daughter-in-law who died.
WITH apart AS (
    SELECT
        o.household AS household, o.person_id AS person_id, o.hukou_no AS hukou_no, o.known_assumed AS known_assumed,
        t.covered AS covered, t.from_m AS from_m, t.to_m AS to_m,
        -- An empty relation says nothing and accuses nobody.
        coalesce(w.tie, 'unknown') AS tie
    FROM other_books AS o
    JOIN members AS t ON t.household = o.household AND t.person_id = o.person_id
    LEFT JOIN relation_words AS w ON w.relation = t.relation
    -- Registers that were one before they were divided are of one family.
    WHERE coalesce(o.split_from, '') <> o.head_hukou_no AND coalesce(o.head_split_from, '') <> o.hukou_no
        AND NOT coalesce(o.split_from = o.head_split_from, FALSE)
),
strange AS (
    SELECT a.household AS household, a.person_id AS person_id FROM apart AS a WHERE a.tie = 'other'
),
-- The head and everyone in the household who is tied to him by the column or stands on his register.
family AS (
    SELECT t.household AS household, t.person_id AS person_id
    FROM (SELECT DISTINCT s.household AS household FROM strange AS s) AS k
    JOIN members AS t ON t.household = k.household
    LEFT JOIN strange AS s ON s.household = t.household AND s.person_id = t.person_id
    WHERE s.person_id IS NULL
    UNION
    SELECT h.household AS household, h.head_id AS person_id
    FROM (SELECT DISTINCT s.household AS household FROM strange AS s) AS k
    JOIN households AS h ON h.household = k.household
),
tied AS (
    SELECT s.household AS household, s.person_id AS person_id
    FROM strange AS s
    JOIN family AS f ON f.household = s.household
    JOIN relatives AS r ON r.person_id = f.person_id AND r.relative_id = s.person_id
    UNION
    SELECT s.household AS household, s.person_id AS person_id
    FROM strange AS s
    JOIN relatives AS r ON r.person_id = s.person_id
    JOIN relatives AS x ON x.person_id = r.relative_id
    JOIN family AS f ON f.household = s.household AND f.person_id = x.relative_id
),
-- One tie ties everyone on the register.
known AS (
    SELECT DISTINCT a.household AS household, a.hukou_no AS hukou_no
    FROM apart AS a
    LEFT JOIN tied AS r ON r.household = a.household AND r.person_id = a.person_id
    WHERE a.tie <> 'other' OR r.person_id IS NOT NULL
),
merged AS (
    SELECT
        a.household AS household, a.person_id AS person_id, a.hukou_no AS hukou_no, a.from_m AS from_m, a.to_m AS to_m,
        a.known_assumed AS known_assumed
    FROM apart AS a
    LEFT JOIN known AS r ON r.household = a.household AND r.hukou_no = a.hukou_no
    WHERE a.covered AND r.household IS NULL
),
paid AS (
    SELECT b.household AS household, b.m AS m, sum(b.paid_fen) AS fen, max(b.grant_id) AS grant_id
    FROM (SELECT DISTINCT x.household AS household FROM merged AS x) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m
),
months AS (
    SELECT
        x.household AS household, x.person_id AS person_id, b.m AS m, b.fen AS fen, b.grant_id AS grant_id,
        max(x.known_assumed) OVER (PARTITION BY x.household) AS known_assumed,
        row_number() OVER (PARTITION BY x.household, b.m ORDER BY x.person_id) AS place
    FROM merged AS x
    JOIN paid AS b ON b.household = x.household AND b.m BETWEEN x.from_m AND x.to_m
),
counted AS (
    SELECT x.household AS household, count(DISTINCT x.person_id) AS strangers, count(DISTINCT x.hukou_no) AS books
    FROM merged AS x
    GROUP BY x.household
)
-- One row for every such member; the month's money only once.
SELECT
    x.household AS household,
    x.person_id AS person_id,
    x.grant_id AS grant_id,
    x.m AS m,
    CASE WHEN x.place = 1 THEN x.fen ELSE 0 END AS fen,
    'lead' AS grade,
    '8(4)' AS clause,
    x.known_assumed AS known_assumed,
    k.strangers AS strangers,
    k.books AS books
FROM months AS x
JOIN counted AS k ON k.household = x.household
