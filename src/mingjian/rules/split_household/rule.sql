-- Two households running in the same month although a covered member of one is married to, or the parent of a minor or
-- studying child who is, a covered member of the other. kin_homes holds the few pairs that kinship ties; a person named
-- as husband, wife or child in one list and covered in another is tied by the relation column.
WITH tie AS (
    SELECT
        k.household AS household, k.other AS other, k.person_id AS one, k.relative_id AS two, k.kind AS kind,
        k.from_day AS from_day, k.to_day AS to_day, 0 AS tied_from_m, 99999 AS tied_to_m,
        k.known_assumed AS known_assumed
    FROM kin_homes AS k
    UNION ALL
    SELECT
        x.household AS household, y.household AS other, h.head_id AS one, a.person_id AS two, w.tie AS kind,
        DATE '0001-01-01' AS from_day, DATE '9999-12-31' AS to_day, a.from_m AS tied_from_m, a.to_m AS tied_to_m,
        FALSE AS known_assumed
    FROM hubs AS x
    JOIN members AS a ON a.household = x.household AND a.person_id = x.person_id
    JOIN relation_words AS w ON w.relation = a.relation AND w.tie IN ('spouse', 'child')
    JOIN households AS h ON h.household = x.household AND h.head_id <> a.person_id
    JOIN hubs AS y ON y.person_id = x.person_id AND y.household <> x.household
),
-- Both covered, each in his household, with the stretches of months in which both households have a running grant.
-- life_m is the first month that the child was born into: (m - life_m) // 12 is his age on the first day of month m.
stretch AS (
    SELECT
        t.household AS household, t.other AS other, t.one AS one, t.two AS two, t.kind AS kind,
        t.from_day AS from_day, t.to_day AS to_day, t.known_assumed AS known_assumed,
        g.grant_id AS one_grant_id, j.grant_id AS two_grant_id,
        g.covered_persons AS one_covered, j.covered_persons AS two_covered,
        greatest(a.from_m, b.from_m, g.from_m, j.from_m, t.tied_from_m) AS from_m,
        least(a.to_m, b.to_m, g.until_m, j.until_m, t.tied_to_m, run.as_of_m) AS to_m,
        coalesce(b.status, '') AS status,
        year(coalesce(b.id_born_on, b.born_on)) * 12 + month(coalesce(b.id_born_on, b.born_on))
        - CASE WHEN day(coalesce(b.id_born_on, b.born_on)) = 1 THEN 1 ELSE 0 END AS life_m
    FROM tie AS t
    CROSS JOIN run
    JOIN members AS a ON a.household = t.household AND a.person_id = t.one AND a.covered
    JOIN members AS b ON b.household = t.other AND b.person_id = t.two AND b.covered
    JOIN grants AS g ON g.household = t.household
    JOIN grants AS j ON j.household = t.other AND j.from_m <= g.until_m AND j.until_m >= g.from_m
),
together AS (
    SELECT
        s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.kind AS kind,
        s.from_day AS from_day, s.to_day AS to_day, s.known_assumed AS known_assumed,
        c.m AS m, c.first_on AS first_on, c.last_on AS last_on,
        s.one_grant_id AS one_grant_id, s.two_grant_id AS two_grant_id,
        s.one_covered AS one_covered, s.two_covered AS two_covered, s.status AS status, s.life_m AS life_m
    FROM stretch AS s
    JOIN calendar AS c ON c.m BETWEEN s.from_m AND s.to_m
    -- Most ties between households are those of grown children: they need not be looked at month by month.
    WHERE s.kind = 'spouse' OR s.from_m < s.life_m + 12 * (SELECT max(greatest(q.minor_age, q.student_age)) FROM p AS q)
),
pair AS (
    SELECT
        t.household AS household, t.other AS other, t.one AS one, t.two AS two, t.kind AS kind, t.m AS m,
        t.first_on AS first_on, t.last_on AS last_on, t.known_assumed AS known_assumed,
        t.one_grant_id AS one_grant_id, t.two_grant_id AS two_grant_id,
        t.one_covered AS one_covered, t.two_covered AS two_covered,
        CASE
            WHEN t.kind = 'spouse' THEN '夫妻'
            WHEN t.m < t.life_m + 12 * p.minor_age THEN '父母和未成年子女'
            ELSE '父母和在校子女'
        END AS tie
    FROM together AS t
    JOIN households AS h ON h.household = t.household
    JOIN p ON p.division = h.division AND t.first_on BETWEEN p.from_on AND p.to_on
    WHERE t.kind = 'spouse' AND t.to_day >= t.last_on
        -- Families have some months to report a wedding.
        AND t.m > year(t.from_day) * 12 + month(t.from_day) - 1 + p.wedding_months
        OR t.kind = 'child' AND t.m < t.life_m + 12 * p.minor_age
        OR t.kind = 'child' AND t.m < t.life_m + 12 * p.student_age
        AND (t.status LIKE '%在校%' OR t.status LIKE '%在读%' OR t.status LIKE '%学生%')
        -- Families reach as far as the bachelor's degree.
        AND t.status NOT LIKE '%研究生%'
),
-- Each of the two with his household: alone where the grant covers nobody else.
side AS (
    SELECT
        x.household AS household, x.other AS other, x.one AS one, x.two AS two, x.m AS m,
        x.first_on AS first_on, x.last_on AS last_on, x.household AS home, x.one AS person_id, x.two AS relative_id,
        x.one_covered = 1 AS alone, FALSE AS is_child, x.one_grant_id AS grant_id
    FROM pair AS x
    UNION ALL
    SELECT
        x.household AS household, x.other AS other, x.one AS one, x.two AS two, x.m AS m,
        x.first_on AS first_on, x.last_on AS last_on, x.other AS home, x.two AS person_id, x.one AS relative_id,
        x.two_covered = 1 AS alone, x.kind = 'child' AS is_child, x.two_grant_id AS grant_id
    FROM pair AS x
),
lawful AS (
    -- A single-person household of somebody severely disabled,
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    JOIN households AS h ON h.household = s.home
    JOIN p ON p.division = h.division AND s.first_on BETWEEN p.from_on AND p.to_on
    JOIN recipient_disabled AS r ON r.person_id = s.person_id AND r.issued_on <= s.last_on
    WHERE s.alone AND (
        r.grade <= p.severe_grade
        OR r.grade <= p.mind_grade AND strpos(',' || p.mind_kinds || ',', ',' || r.kind || ',') > 0
    )
    UNION
    -- seriously ill by the bills,
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    JOIN households AS h ON h.household = s.home
    JOIN p ON p.division = h.division AND s.first_on BETWEEN p.from_on AND p.to_on
    JOIN recipient_illness AS r ON r.person_id = s.person_id
    WHERE s.alone AND r.out_of_pocket_12m >= p.illness_yuan
    UNION
    -- or by the list, or of a kind that a local document names; clergy are of no household but their own, and
    -- institutions take in one of a couple.
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    JOIN households AS h ON h.household = s.home
    JOIN p ON p.division = h.division AND s.first_on BETWEEN p.from_on AND p.to_on
    JOIN members AS t ON t.household = s.home AND t.person_id = s.person_id
    WHERE s.alone AND (
            t.health LIKE '%重病%' OR t.health LIKE '%大病%' OR t.health LIKE '%重残%'
            OR strpos(',' || p.single || ',', ',' || coalesce(t.status, '-') || ',') > 0
            OR strpos(',' || p.single || ',', ',' || coalesce(h.cause, '-') || ',') > 0
        )
        OR t.status LIKE '%宗教教职%'
        OR h.institution
    UNION
    -- Nobody lives with the dead or with a prisoner.
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    JOIN (
        SELECT d.person_id AS person_id, d.died_on AS from_day, DATE '9999-12-31' AS to_day
        FROM recipient_deaths AS d
        UNION ALL
        SELECT r.person_id AS person_id, r.from_day AS from_day, coalesce(r.to_day, DATE '9999-12-31') AS to_day
        FROM recipient_prisoners AS r
    ) AS x ON x.person_id = s.person_id AND x.from_day <= s.last_on AND x.to_day >= s.first_on
    UNION
    -- Covered together in one of the two households as well: twice covered, not split off.
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    JOIN members AS t ON t.household = s.home AND t.person_id = s.relative_id AND t.covered AND s.m BETWEEN t.from_m AND t.to_m
    UNION
    -- A child with another parent of his: of parents who live apart he belongs to that one. If the two are married to
    -- each other, their marriage ties the households.
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    JOIN relatives AS r ON r.person_id = s.person_id AND r.relation = 'parent' AND r.relative_id <> s.relative_id
    JOIN members AS t ON t.household = s.home AND t.person_id = r.relative_id AND s.m BETWEEN t.from_m AND t.to_m
    WHERE s.is_child
    UNION
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    JOIN members AS t ON t.household = s.home AND t.person_id = s.person_id
    JOIN relation_words AS w ON w.relation = t.relation AND w.tie = 'child'
    JOIN households AS h ON h.household = s.home AND h.head_id <> s.relative_id
    WHERE s.is_child
    UNION
    -- Children whom nobody in fact raises (事实无人抚养) are helped on their own.
    SELECT s.household AS household, s.other AS other, s.one AS one, s.two AS two, s.m AS m
    FROM side AS s
    CROSS JOIN run
    JOIN monitored AS r ON r.person_id = s.person_id AND r.list = 'orphan'
    WHERE s.is_child AND coalesce(r.available_on, r.warned_on) <= run.as_of
),
split AS (
    SELECT x.household AS household, x.other AS other, x.one AS one, x.two AS two, x.m AS m, x.tie AS tie, x.known_assumed AS known_assumed
    FROM pair AS x
    LEFT JOIN lawful AS o ON o.household = x.household AND o.other = x.other AND o.one = x.one AND o.two = x.two AND o.m = x.m
    WHERE o.household IS NULL
),
-- Both households of a pair; each month once, however many ties there are.
months AS (
    SELECT
        least(a.household_id, b.household_id) || '|' || greatest(a.household_id, b.household_id) AS subject_id,
        s.home AS household, x.m AS m, max(s.grant_id) AS grant_id, max(x.tie) AS tie,
        min(x.one) AS one, min(x.two) AS two, min(s.person_id) AS person_id, max(x.known_assumed) AS known_assumed
    FROM split AS x
    JOIN side AS s ON s.household = x.household AND s.other = x.other AND s.one = x.one AND s.two = x.two AND s.m = x.m
    JOIN households AS a ON a.household = x.household
    JOIN households AS b ON b.household = x.other
    GROUP BY least(a.household_id, b.household_id) || '|' || greatest(a.household_id, b.household_id), s.home, x.m
),
paid AS (
    SELECT b.household AS household, b.m AS m, sum(b.paid_fen) AS fen
    FROM (SELECT DISTINCT x.household AS household FROM months AS x) AS k
    JOIN benefits AS b ON b.household = k.household
    GROUP BY b.household, b.m
)
SELECT
    x.subject_id AS subject_id,
    x.household AS household,
    x.person_id AS person_id,
    x.grant_id AS grant_id,
    x.m AS m,
    b.fen AS fen,
    'lead' AS grade,
    '8(4)' AS clause,
    x.known_assumed AS known_assumed,
    x.tie AS tie,
    x.one AS one,
    x.two AS two
FROM months AS x
LEFT JOIN paid AS b ON b.household = x.household AND b.m = x.m
