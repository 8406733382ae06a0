-- Households on the list in the last month paid that give one phone, or one address of a village, though no kinship
-- ties them: at least three. The few phones and addresses that are given twice come first.
WITH given AS (
    -- A landline (of a village office, mostly) and a row of one digit are no household's own.
    SELECT h.household AS household, h.phone AS subject_id, '电话' AS what, '' AS place
    FROM households AS h
    -- People in an institution share its phone and its address.
    WHERE h.listed AND NOT h.institution
        AND length(h.phone) = 11 AND substr(h.phone, 1, 1) = '1'
        AND length(replace(substr(h.phone, 5), substr(h.phone, 11, 1), '')) > 0
    UNION ALL
    -- An address counts where it names a door: it ends in 号, 室, 户 or a figure, not in a group, a building or a village.
    SELECT h.household AS household, h.address AS subject_id, '住址' AS what, h.division AS place
    FROM households AS h
    WHERE h.listed AND NOT h.institution
        AND h.address <> '' AND strpos('号室户0123456789', right(h.address, 1)) > 0
),
repeated AS (
    SELECT x.what AS what, x.subject_id AS subject_id, x.place AS place
    FROM given AS x
    GROUP BY x.what, x.subject_id, x.place
    HAVING count(*) > 1
),
shared AS (
    SELECT
        x.household AS household, c.first_on AS first_on, c.last_on AS last_on, p.households AS least_households,
        p.kin AS kin, x.what AS what, x.subject_id AS subject_id, x.place AS place
    FROM repeated AS k
    JOIN given AS x ON x.what = k.what AND x.subject_id = k.subject_id AND x.place = k.place
    CROSS JOIN run
    JOIN calendar AS c ON c.m = run.last_m
    JOIN grants AS g ON g.household = x.household AND c.m BETWEEN g.from_m AND g.until_m
    JOIN households AS h ON h.household = x.household
    JOIN p ON p.division = h.division AND c.first_on BETWEEN p.from_on AND p.to_on
    -- A number that a local document names is an office's.
    WHERE strpos(',' || p.office_phones || ',', ',' || x.subject_id || ',') = 0
),
-- A household tied by kin to another of the group may well share with it.
tied AS (
    SELECT DISTINCT a.what AS what, a.subject_id AS subject_id, a.place AS place, a.household AS household
    FROM shared AS a
    JOIN members AS mine ON mine.household = a.household
    JOIN relatives AS r ON r.person_id = mine.person_id AND strpos(',' || a.kin || ',', ',' || r.relation || ',') > 0
    JOIN members AS theirs ON theirs.person_id = r.relative_id
    JOIN shared AS b
        ON b.what = a.what AND b.subject_id = a.subject_id AND b.place = a.place
        AND b.household = theirs.household AND b.household <> a.household
),
untied AS (
    SELECT
        a.household AS household, a.first_on AS first_on, a.last_on AS last_on, a.what AS what,
        a.subject_id AS subject_id, a.least_households AS least_households,
        count(*) OVER (PARTITION BY a.what, a.subject_id, a.place) AS sharing
    FROM shared AS a
    LEFT JOIN tied AS t
        ON t.what = a.what AND t.subject_id = a.subject_id AND t.place = a.place AND t.household = a.household
    WHERE t.household IS NULL
)
SELECT
    u.subject_id AS subject_id,
    u.household AS household,
    u.first_on AS first_on,
    u.last_on AS last_on,
    'weak' AS grade,
    '8(4)' AS clause,
    u.what AS what,
    u.sharing AS sharing
FROM untied AS u
WHERE u.sharing >= u.least_households
