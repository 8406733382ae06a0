-- Applications decided after their limit, or still undecided when it had passed, and where the days were spent.
-- Procedure of 2021: the whole from acceptance, and the county's part from sending up. Procedure of 2012: the second
-- posting from sending up, and the decision from the end of that posting.
WITH waiting AS (
    SELECT DISTINCT d.county AS county
    FROM dossiers AS d
    WHERE d.kind = 'application' AND d.decision = 'pending'
),
-- What has not happened can only be held against the day up to which the extracts reach.
known AS (
    SELECT w.county AS county, least(max(r.as_of), coalesce(min(e.to_day), max(r.as_of))) AS known_on
    FROM waiting AS w
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name IN ('applications', 'steps')
        AND (starts_with(w.county, e.division) OR starts_with(e.division, w.county))
    GROUP BY w.county
),
opened AS (
    SELECT
        d.application_id AS application_id, d.division AS division, d.regime AS regime, d.decision AS decision,
        d.objection AS objection, d.complex OR d.objection AS special, d.devolved AS devolved,
        d.accepted_on AS accepted_on, d.posted_second_on AS posted_second_on,
        -- The last sending up before what it asked for; one that followed a decision began another round.
        CASE WHEN d.submitted_last_on > CASE WHEN d.regime = 'A' THEN coalesce(d.posted_second_on, d.decided_on)
                                             ELSE d.decided_on END
             THEN d.submitted_on ELSE d.submitted_last_on END AS submitted_on,
        -- A visit or a posting of the county shows that the file had come to it.
        coalesce(d.spot_checked_on, d.posted_second_on) IS NOT NULL AS seen_at_county,
        d.posted_second_until AS posted_until,
        -- A decision in the log counts although the status of the file still says pending.
        coalesce(d.decided_on, CASE WHEN d.decision = 'pending' THEN k.known_on END) AS end_on,
        d.decision = 'pending' AND d.decided_on IS NULL AS waits,
        CASE WHEN d.complex OR d.objection THEN p.special_days
             WHEN d.devolved THEN coalesce(p.devolved_days, p.days)
             ELSE p.days END AS whole_days,
        p.county_days AS county_days, p.opinion_days AS opinion_days,
        CASE WHEN d.objection THEN p.objection_days ELSE p.decision_days END AS decision_days
    FROM dossiers AS d
    JOIN p ON p.division = d.division AND d.begun_on BETWEEN p.from_on AND p.to_on
    LEFT JOIN known AS k ON k.county = d.county
    WHERE d.kind = 'application' AND d.regime <> '' AND d.decision IN ('granted', 'refused', 'pending')
),
clock AS (
    SELECT o.application_id AS application_id, 'whole' AS clock, o.accepted_on AS from_on, o.end_on AS to_on,
           o.whole_days AS days
    FROM opened AS o
    WHERE o.regime = 'B'
    UNION ALL
    SELECT o.application_id AS application_id, 'county' AS clock, o.submitted_on AS from_on, o.end_on AS to_on,
           o.county_days AS days
    FROM opened AS o
    WHERE o.regime = 'B' AND NOT o.devolved
    UNION ALL
    -- A refusal needs no second posting: the opinion itself is due then.
    SELECT o.application_id AS application_id, 'opinion' AS clock, o.submitted_on AS from_on,
           coalesce(o.posted_second_on, CASE WHEN o.decision = 'refused' OR o.waits THEN o.end_on END) AS to_on,
           o.opinion_days AS days
    FROM opened AS o
    WHERE o.regime = 'A'
    UNION ALL
    SELECT o.application_id AS application_id, 'decision' AS clock, o.posted_until AS from_on, o.end_on AS to_on,
           o.decision_days AS days
    FROM opened AS o
    WHERE o.regime = 'A' AND o.posted_second_on IS NOT NULL
),
beyond AS (
    SELECT c.application_id AS application_id, c.clock AS clock, c.from_on AS from_on, c.to_on AS to_on,
           c.days AS days, b.n - a.n AS passed
    FROM clock AS c
    JOIN workdays AS a ON a.day = c.from_on
    JOIN workdays AS b ON b.day = c.to_on
    WHERE b.n - a.n > c.days
),
-- Of a file that took too long in all, the township's part.
measured AS (
    SELECT b.application_id AS application_id, b.clock AS clock, b.from_on AS from_on, b.to_on AS to_on,
           b.days AS days, b.passed AS passed
    FROM beyond AS b
    UNION ALL
    SELECT b.application_id AS application_id, 'township' AS clock, b.from_on AS from_on, o.submitted_on AS to_on,
           b.days - o.county_days AS days, s.n - a.n AS passed
    FROM beyond AS b
    JOIN opened AS o ON o.application_id = b.application_id
    JOIN workdays AS a ON a.day = b.from_on
    JOIN workdays AS s ON s.day = o.submitted_on
    WHERE b.clock = 'whole' AND NOT o.devolved
),
paused AS (
    SELECT m.application_id AS application_id, m.clock AS clock, sum(b.n - a.n) AS days
    FROM measured AS m
    JOIN pauses AS s ON s.application_id = m.application_id AND s.after_on < m.to_on AND s.until_on > m.from_on
    JOIN workdays AS a ON a.day = greatest(s.after_on, m.from_on)
    JOIN workdays AS b ON b.day = least(s.until_on, m.to_on)
    GROUP BY m.application_id, m.clock
),
-- Only what is beyond its limit without the pauses keeps its number of days.
late AS (
    SELECT m.application_id AS application_id, min(m.from_on) AS from_on, max(m.to_on) AS to_on,
           max(CASE WHEN m.clock = 'whole' THEN m.passed - coalesce(s.days, 0) END) AS whole_passed,
           max(CASE WHEN m.clock = 'township' THEN m.passed - coalesce(s.days, 0) END) AS township_passed,
           max(CASE WHEN m.clock = 'county' THEN m.passed - coalesce(s.days, 0) END) AS county_passed,
           max(CASE WHEN m.clock = 'opinion' THEN m.passed - coalesce(s.days, 0) END) AS opinion_passed,
           max(CASE WHEN m.clock = 'decision' THEN m.passed - coalesce(s.days, 0) END) AS decision_passed
    FROM measured AS m
    LEFT JOIN paused AS s ON s.application_id = m.application_id AND s.clock = m.clock
    WHERE m.passed - coalesce(s.days, 0) > m.days
    GROUP BY m.application_id
    HAVING max(CASE WHEN m.clock <> 'township' THEN 1 ELSE 0 END) = 1
),
placed AS (
    SELECT
        l.application_id AS application_id, l.from_on AS from_on, l.to_on AS to_on,
        l.whole_passed AS whole_passed, l.county_passed AS county_passed, l.opinion_passed AS opinion_passed,
        l.decision_passed AS decision_passed,
        -- Where nothing says when the file was sent up, either office may have kept it.
        o.submitted_on IS NULL AND NOT o.devolved AND (NOT o.waits OR o.seen_at_county)
            AND l.whole_passed IS NOT NULL AS unplaced,
        o.devolved OR (l.whole_passed IS NOT NULL AND (o.submitted_on IS NULL OR l.township_passed IS NOT NULL))
            AS by_township
    FROM late AS l
    JOIN opened AS o ON o.application_id = l.application_id
)
SELECT
    f.application_id AS application_id,
    d.household AS household,
    d.division AS division,
    f.from_on AS first_on,
    f.to_on AS last_on,
    CASE WHEN f.unplaced THEN 'lead'
         WHEN f.whole_passed IS NULL AND o.special AND o.regime = 'B' THEN 'lead'
         ELSE 'strong' END AS grade,
    CASE WHEN f.unplaced OR (f.by_township AND f.county_passed IS NOT NULL) THEN '8(1);4(2);9(1)'
         WHEN f.by_township THEN '8(1)'
         ELSE '4(2);9(1)' END AS clause,
    f.application_id AS file,
    CASE WHEN o.waits THEN '截至' || strftime(o.end_on, '%Y年%-m月%-d日') || '仍未作出决定'
         ELSE strftime(o.end_on, '%Y年%-m月%-d日') || '作出决定' END AS state,
    concat_ws('；',
        CASE WHEN f.whole_passed IS NOT NULL
             THEN '自受理起' || cast(f.whole_passed AS VARCHAR) || '个工作日（时限' || cast(cast(o.whole_days AS INTEGER) AS VARCHAR) || '个）' END,
        CASE WHEN f.county_passed IS NOT NULL
             THEN '自上报起' || cast(f.county_passed AS VARCHAR) || '个工作日（时限' || cast(cast(o.county_days AS INTEGER) AS VARCHAR) || '个）' END,
        CASE WHEN f.opinion_passed IS NOT NULL
             THEN '上报到审批意见或审批公示' || cast(f.opinion_passed AS VARCHAR) || '个工作日（时限' || cast(cast(o.opinion_days AS INTEGER) AS VARCHAR) || '个）' END,
        CASE WHEN f.decision_passed IS NOT NULL
             THEN '审批公示期满到决定' || cast(f.decision_passed AS VARCHAR) || '个工作日（时限' || cast(cast(o.decision_days AS INTEGER) AS VARCHAR) || '个）' END
    ) AS spent
FROM placed AS f
JOIN opened AS o ON o.application_id = f.application_id
JOIN dossiers AS d ON d.application_id = f.application_id
