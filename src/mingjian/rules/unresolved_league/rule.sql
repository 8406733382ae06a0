-- Leagues where a duty of Article 6 was missed while many findings in their counties are open past their limit. What is
-- put off to a day still to come is not past it.
WITH late AS (
    SELECT o.finding_id AS finding_id, o.due_on AS due_on, r.as_of AS as_of
    FROM outcomes AS o
    CROSS JOIN run AS r
    WHERE o.outcome = 'open' AND o.due_on < r.as_of AND coalesce(o.snoozed_until, o.due_on) < r.as_of
),
county AS (
    SELECT DISTINCT l.county AS county, l.league AS league FROM places AS l
),
placed AS (
    SELECT DISTINCT
        t.finding_id AS finding_id, t.due_on AS due_on, t.as_of AS as_of,
        coalesce(h.league, l.league, c.league, left(f.division, 4)) AS league
    FROM late AS t
    JOIN found AS f ON f.finding_id = t.finding_id
    LEFT JOIN households AS h ON h.household = f.household
    LEFT JOIN places AS l ON l.division = f.division
    LEFT JOIN county AS c ON c.county = left(f.division, 6)
),
missed AS (
    SELECT f.subject_id AS league, count(DISTINCT f.rule) AS duties
    FROM found AS f
    WHERE f.rule IN ('too-few-inspections', 'no-annual-report', 'no-assessment', 'no-hotline-league')
    GROUP BY f.subject_id
),
counted AS (
    SELECT
        t.league AS league, count(DISTINCT t.finding_id) AS open_findings, min(t.due_on) AS earliest,
        max(t.as_of) AS as_of
    FROM placed AS t
    GROUP BY t.league
)
SELECT
    t.league AS division,
    t.earliest AS first_on,
    t.as_of AS last_on,
    'lead' AS grade,
    '7(3)' AS clause,
    cast(t.open_findings AS INTEGER) AS open_findings,
    cast(m.duties AS INTEGER) AS duties,
    t.earliest AS earliest
FROM counted AS t
JOIN missed AS m ON m.league = t.league
JOIN p ON p.division = t.league AND t.as_of BETWEEN p.from_on AND p.to_on
WHERE t.open_findings >= p.findings
