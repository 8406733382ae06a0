-- Allowances stopped or cut by a file that holds neither a visit nor an answer to a check; and households that left the
-- list without any such file within 90 days of a finding or a complaint about them, unseen.
WITH looked AS (
    SELECT
        d.household AS household, d.application_id AS application_id, d.kind AS kind, d.decision AS decision,
        least(d.surveyed_on, d.check_replied_on, d.neighbours_asked_on, d.letters_sent_on) AS looked_on,
        coalesce(d.decided_on, d.applied_on) AS day
    FROM dossiers AS d
    WHERE d.household IS NOT NULL
),
filed AS (
    SELECT
        d.household AS household, d.application_id AS application_id, d.decided_on AS day, d.decision AS decision,
        coalesce(d.reason, '') AS reason, p.days AS days
    FROM dossiers AS d
    JOIN p ON p.division = d.division AND d.decided_on BETWEEN p.from_on AND p.to_on
    WHERE d.household IS NOT NULL
        AND d.kind IN ('stop', 'change') AND d.decision IN ('stopped', 'reduced')
        AND coalesce(least(d.surveyed_on, d.check_replied_on, d.neighbours_asked_on, d.letters_sent_on) > d.decided_on, true)
        AND NOT regexp_matches(coalesce(d.reason, ''), replace(p.needless, ',', '|'))
),
-- A review that found the change, or that the stop brought to its end, is what the stop rests on.
by_file AS (
    SELECT
        x.household AS household, x.application_id AS application_id, x.day AS day, x.decision AS decision,
        max(x.days) AS days
    FROM filed AS x
    LEFT JOIN looked AS k
        ON k.household = x.household AND k.kind = 'review' AND k.decision IN ('stopped', 'reduced', 'pending')
        AND k.looked_on <= x.day AND k.day BETWEEN x.day - cast(x.days AS INTEGER) AND x.day
    WHERE k.household IS NULL
    GROUP BY x.household, x.application_id, x.day, x.decision
),
raised AS (
    SELECT f.household AS household, o.opened_on AS day, '疑点线索立案' AS what, cast(NULL AS VARCHAR) AS complaint_id
    FROM found AS f
    JOIN outcomes AS o ON o.finding_id = f.finding_id
    WHERE f.household IS NOT NULL
    UNION
    -- An own claim is the household's own voice: what followed it is for the custodian's run alone.
    SELECT h.household AS household, c.received_on AS day, '收到投诉举报' AS what, c.complaint_id AS complaint_id
    FROM complaints AS c
    JOIN households AS h ON h.household_id = c.household_id
    WHERE c.matter IN ('household', 'official')
),
left_unfiled AS (
    SELECT e.household AS household, e.ended_on AS day, p.days AS days
    FROM raised AS t
    JOIN endings AS e ON e.household = t.household
    JOIN p ON p.division = e.division AND e.ended_on BETWEEN p.from_on AND p.to_on
    -- A stop, a change or a review near that day is its file; any look at the household since then counts.
    LEFT JOIN looked AS k
        ON k.household = e.household
        AND (
            k.kind IN ('stop', 'change', 'review')
            AND k.day BETWEEN e.ended_on - cast(p.days AS INTEGER) AND e.ended_on + cast(p.days AS INTEGER)
            OR k.looked_on BETWEEN e.ended_on - cast(p.days AS INTEGER) AND e.ended_on
        )
    WHERE e.ended_on BETWEEN t.day AND t.day + cast(p.days AS INTEGER)
        AND k.household IS NULL
        AND NOT regexp_matches(coalesce(e.end_reason, ''), replace(p.needless, ',', '|'))
),
unseen AS (
    SELECT x.household AS household, x.application_id AS application_id, x.day AS day, x.decision AS decision, x.days AS days
    FROM by_file AS x
    UNION
    SELECT x.household AS household, cast(NULL AS VARCHAR) AS application_id, x.day AS day, 'stopped' AS decision, x.days AS days
    FROM left_unfiled AS x
),
-- Only members of households with a stop, a finding or a complaint are asked about.
concerned AS (
    SELECT t.household AS household, t.person_id AS person_id, t.covered AS covered, t.from_m AS from_m, t.to_m AS to_m
    FROM members AS t
    SEMI JOIN (
        SELECT x.household AS household FROM filed AS x UNION SELECT r.household AS household FROM raised AS r
    ) AS k ON k.household = t.household
),
-- A registry that answered with a hit, or a death on record, is what the stop rests on although no file says so.
explained AS (
    SELECT x.household AS household, x.day AS day
    FROM unseen AS x
    JOIN concerned AS t ON t.household = x.household
    JOIN checks AS c ON c.person_id = t.person_id
    WHERE c.result = 'hit' AND c.replied_on BETWEEN x.day - cast(x.days AS INTEGER) AND x.day
    UNION
    SELECT x.household AS household, x.day AS day
    FROM unseen AS x
    JOIN concerned AS m ON m.household = x.household
    JOIN recipient_deaths AS s ON s.person_id = m.person_id
    LEFT JOIN concerned AS t
        ON t.household = x.household AND t.person_id <> s.person_id AND t.covered
        AND year(x.day) * 12 + month(x.day) - 1 BETWEEN t.from_m AND t.to_m
    WHERE s.died_on <= x.day
        AND (t.person_id IS NULL OR x.decision = 'reduced' AND s.died_on >= x.day - cast(x.days AS INTEGER))
),
hasty AS (
    SELECT
        x.household AS household, x.application_id AS application_id, x.day AS day, x.decision AS decision, x.days AS days
    FROM unseen AS x
    LEFT JOIN explained AS k ON k.household = x.household AND k.day = x.day
    WHERE k.household IS NULL
),
-- What was raised last before the stop, and the first stop of each household.
told AS (
    SELECT
        x.household AS household, x.application_id AS application_id, x.day AS day, x.decision AS decision,
        t.what AS what, t.complaint_id AS complaint_id, date_diff('day', t.day, x.day) AS later,
        row_number() OVER (
            PARTITION BY x.household ORDER BY x.day, x.application_id, t.day DESC, t.what, t.complaint_id
        ) AS place
    FROM hasty AS x
    LEFT JOIN raised AS t
        ON t.household = x.household AND x.day BETWEEN t.day AND t.day + cast(x.days AS INTEGER)
)
SELECT
    x.household AS household,
    x.application_id AS application_id,
    x.complaint_id AS complaint_id,
    x.day AS first_on,
    x.day AS last_on,
    'lead' AS grade,
    '8(5);9(1)' AS clause,
    x.day AS stopped_on,
    CASE x.decision WHEN 'reduced' THEN '减发' ELSE '停发' END AS what_zh,
    CASE
        WHEN x.what IS NULL THEN ''
        ELSE '（' || x.what || '后' || cast(x.later AS VARCHAR) || '日）'
    END AS raised_zh
FROM told AS x
WHERE x.place = 1
