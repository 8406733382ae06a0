-- Households of complainants whose allowance was stopped or cut within some days of the complaint, while nothing on file
-- explains it. Neither the complaint nor its day leaves this query.
WITH complained AS (
    SELECT DISTINCT h.household AS household, h.division AS division, c.received_on AS received_on
    FROM complainants AS x
    JOIN complaints AS c ON c.complaint_id = x.complaint_id
    JOIN households AS h ON h.household_id = x.household_id
    CROSS JOIN run AS r
    WHERE c.received_on <= r.as_of
),
own AS (
    SELECT DISTINCT c.household AS household FROM complained AS c
),
series AS (
    SELECT
        g.household AS household, g.grant_id AS grant_id, g.until_m AS until_m, g.granted_by AS granted_by,
        g.allowance_fen AS allowance_fen, g.covered_persons AS covered_persons,
        lead(g.from_m) OVER (PARTITION BY g.household ORDER BY g.from_m, g.grant_id) AS next_from_m,
        lead(g.allowance_fen) OVER (PARTITION BY g.household ORDER BY g.from_m, g.grant_id) AS next_fen,
        lead(g.covered_persons) OVER (PARTITION BY g.household ORDER BY g.from_m, g.grant_id) AS next_persons,
        lead(CASE WHEN g.granted_assumed THEN NULL ELSE g.granted_on END)
            OVER (PARTITION BY g.household ORDER BY g.from_m, g.grant_id) AS next_granted_on
    FROM own AS o
    JOIN grants AS g ON g.household = o.household
),
acted AS (
    SELECT
        s.household AS household, s.granted_by AS granted_by, s.until_m AS until_m,
        s.allowance_fen AS before_fen, '减发' AS act, s.next_fen AS after_fen,
        coalesce(s.next_granted_on, e.ended_on, c.last_on) AS acted_on
    FROM series AS s
    JOIN calendar AS c ON c.m = s.until_m
    LEFT JOIN grant_ends AS e ON e.household = s.household AND e.grant_id = s.grant_id
    WHERE s.next_from_m = s.until_m + 1 AND s.next_fen < s.allowance_fen
    UNION ALL
    SELECT
        s.household AS household, s.granted_by AS granted_by, s.until_m AS until_m,
        s.allowance_fen AS before_fen, '停发' AS act, cast(0 AS BIGINT) AS after_fen,
        coalesce(e.ended_on, c.last_on) AS acted_on
    FROM series AS s
    JOIN calendar AS c ON c.m = s.until_m
    LEFT JOIN grant_ends AS e ON e.household = s.household AND e.grant_id = s.grant_id
    WHERE s.next_from_m IS NULL OR s.next_from_m > s.until_m + 1
),
soon AS (
    SELECT DISTINCT
        a.household AS household, c.division AS division, a.granted_by AS granted_by, a.until_m AS until_m,
        a.before_fen AS before_fen, a.act AS act, a.after_fen AS after_fen, a.acted_on AS acted_on,
        p.review_days AS review_days
    FROM acted AS a
    JOIN complained AS c ON c.household = a.household
    CROSS JOIN run AS r
    JOIN p ON p.division = c.division AND c.received_on BETWEEN p.from_on AND p.to_on
    WHERE a.acted_on > c.received_on AND a.acted_on <= c.received_on + cast(p.days AS INTEGER)
        AND a.acted_on <= r.as_of
),
-- What explains it: somebody looked, somebody died or left, or a finding stands on the household.
looked_at AS (
    SELECT DISTINCT t.household AS household, t.acted_on AS acted_on
    FROM soon AS t
    JOIN dossiers AS d ON d.household = t.household AND d.kind <> 'application'
    -- Any one look in that time is enough, whatever else was done before or after it.
    WHERE d.surveyed_on BETWEEN t.acted_on - cast(t.review_days AS INTEGER) AND t.acted_on
        OR d.surveyed_last_on BETWEEN t.acted_on - cast(t.review_days AS INTEGER) AND t.acted_on
        OR d.check_replied_on BETWEEN t.acted_on - cast(t.review_days AS INTEGER) AND t.acted_on
        OR (d.kind = 'review' AND d.decided_on BETWEEN t.acted_on - cast(t.review_days AS INTEGER) AND t.acted_on)
),
fewer AS (
    SELECT DISTINCT t.household AS household, t.acted_on AS acted_on
    FROM soon AS t
    JOIN members AS m ON m.household = t.household
    LEFT JOIN recipient_deaths AS d
        ON d.person_id = m.person_id
        AND d.died_on BETWEEN t.acted_on - cast(t.review_days AS INTEGER) AND t.acted_on
    WHERE d.person_id IS NOT NULL OR m.to_m BETWEEN t.until_m - 3 AND t.until_m + 1
),
suspected AS (
    SELECT DISTINCT f.household AS household FROM found AS f WHERE f.family IN ('A', 'B', 'C')
)
SELECT
    t.household AS household,
    t.division AS division,
    t.acted_on AS first_on,
    t.acted_on AS last_on,
    'lead' AS grade,
    CASE t.granted_by WHEN 'township' THEN '8(7)' ELSE '9(7)' END AS clause,
    t.act AS act,
    t.acted_on AS acted_on,
    t.before_fen AS before,
    t.after_fen AS after
FROM soon AS t
LEFT JOIN looked_at AS l ON l.household = t.household AND l.acted_on = t.acted_on
LEFT JOIN fewer AS m ON m.household = t.household AND m.acted_on = t.acted_on
LEFT JOIN suspected AS s ON s.household = t.household
WHERE l.household IS NULL AND m.household IS NULL AND s.household IS NULL
