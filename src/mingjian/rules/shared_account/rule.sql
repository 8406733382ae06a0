-- One account credited for several households in a month. The few accounts that more than one household was
-- ever paid to come first; only they are looked at month by month.
WITH candidate AS (
    SELECT DISTINCT x.account_no AS account_no, x.household AS household
    FROM hubs AS x
    -- What stands for a missing number (0, 无) and what was masked before delivery is not one account.
    WHERE regexp_matches(x.account_no, '[1-9]')
        AND NOT regexp_matches(x.account_no, '[*＊?？•·xX]{2}|…')
),
-- Households in an institution are lawfully paid to the institution's account: they do not count.
credit AS (
    SELECT DISTINCT
        b.account_no AS account_no, b.household AS household, c.m AS m, c.first_on AS first_on, c.last_on AS last_on,
        p.households AS least_households, p.strong_from AS strong_from, p.kin AS kin
    FROM candidate AS x
    JOIN pay AS b ON b.household = x.household AND b.account_no = x.account_no
    JOIN households AS h ON h.household = b.household AND NOT h.institution
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    JOIN p ON p.division = b.county AND c.first_on BETWEEN p.from_on AND p.to_on
    WHERE b.kind = 'allowance' AND b.credited AND b.paid_fen > 0
),
counted AS (
    SELECT
        t.account_no AS account_no, t.household AS household, t.m AS m, t.first_on AS first_on, t.last_on AS last_on,
        t.least_households AS least_households, t.strong_from AS strong_from, t.kin AS kin,
        count(*) OVER (PARTITION BY t.account_no, t.m) AS sharing
    FROM credit AS t
),
shared AS (
    SELECT
        t.account_no AS account_no, t.household AS household, t.m AS m, t.first_on AS first_on, t.last_on AS last_on,
        t.strong_from AS strong_from, t.kin AS kin, t.sharing AS sharing
    FROM counted AS t
    WHERE t.sharing >= t.least_households
),
-- A household is tied to the others where one of its members is a near relative of a member of one of them.
tied AS (
    SELECT DISTINCT a.account_no AS account_no, a.household AS household, a.m AS m
    FROM shared AS a
    JOIN members AS mine ON mine.household = a.household AND a.m BETWEEN mine.from_m AND mine.to_m
    JOIN relatives AS r
        ON r.person_id = mine.person_id
        AND r.from_day <= a.last_on AND r.to_day >= a.first_on
        AND strpos(',' || a.kin || ',', ',' || r.relation || ',') > 0
    JOIN members AS theirs ON theirs.person_id = r.relative_id AND a.m BETWEEN theirs.from_m AND theirs.to_m
    JOIN shared AS b
        ON b.account_no = a.account_no AND b.m = a.m AND b.household = theirs.household AND b.household <> a.household
),
graded AS (
    SELECT
        s.account_no AS account_no, s.household AS household, s.m AS m, s.strong_from AS strong_from,
        s.sharing AS sharing,
        sum(CASE WHEN k.household IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY s.account_no, s.m) AS untied
    FROM shared AS s
    LEFT JOIN tied AS k ON k.account_no = s.account_no AND k.household = s.household AND k.m = s.m
)
SELECT
    g.account_no AS account_no,
    g.household AS household,
    g.m AS m,
    -- Several families may share the one card of a relative: that is for a visit to settle.
    CASE WHEN g.sharing >= g.strong_from AND g.untied > 0 THEN 'strong' ELSE 'lead' END AS grade,
    '8(5)' AS clause,
    right(g.account_no, 4) AS tail,
    max(g.sharing) OVER (PARTITION BY g.account_no) AS sharing
FROM graded AS g
