-- Departments that answered more than a share of their requests later than the working days allowed, and at least so
-- many of them. The answers belong to the office that gave them; a year without a calendar cannot be counted.
WITH reply AS (
    SELECT
        c.department AS department, coalesce(c.answered_by, c.division) AS office, c.request_id AS request_id,
        c.requested_on AS requested_on, c.replied_on AS replied_on, b.n - a.n AS days,
        p.days AS allowed, p.share AS share, p.replies AS least_replies
    FROM checks AS c
    JOIN run AS r ON c.replied_on <= r.as_of
    JOIN workdays AS a ON a.day = c.requested_on
    JOIN workdays AS b ON b.day = c.replied_on
    JOIN p ON p.division = coalesce(c.answered_by, c.division) AND c.requested_on BETWEEN p.from_on AND p.to_on
),
office AS (
    SELECT
        t.department AS department, t.office AS office, count(*) AS replies,
        sum(CASE WHEN t.days > t.allowed THEN 1 ELSE 0 END) AS late,
        min(CASE WHEN t.days > t.allowed THEN t.requested_on END) AS first_on,
        max(CASE WHEN t.days > t.allowed THEN t.replied_on END) AS last_on,
        max(t.days) AS slowest, max(t.allowed) AS allowed, max(t.share) AS share, max(t.least_replies) AS least_replies
    FROM reply AS t
    GROUP BY t.department, t.office
),
slow AS (
    SELECT
        f.department AS department, f.office AS office, f.replies AS replies, f.late AS late,
        f.first_on AS first_on, f.last_on AS last_on, f.slowest AS slowest, f.allowed AS allowed
    FROM office AS f
    WHERE f.late >= f.least_replies AND f.late * 100 > f.share * f.replies
),
-- The slowest of them stand in the evidence.
ranked AS (
    SELECT
        t.department AS department, t.office AS office, t.request_id AS request_id,
        row_number() OVER (PARTITION BY t.department, t.office ORDER BY t.days DESC, t.request_id) AS place
    FROM reply AS t
    JOIN slow AS s ON s.department = t.department AND s.office = t.office
    WHERE t.days > t.allowed
)
SELECT
    s.department || '@' || s.office AS subject_id,
    s.office AS division,
    t.request_id AS request_id,
    s.first_on AS first_on,
    s.last_on AS last_on,
    'lead' AS grade,
    CASE WHEN s.department = 'bank' THEN '' ELSE '11(1)' END AS clause,
    s.department AS department,
    cast(s.replies AS BIGINT) AS replies,
    cast(s.late AS BIGINT) AS late,
    cast(s.allowed AS BIGINT) AS allowed,
    cast(s.slowest AS BIGINT) AS slowest
FROM slow AS s
JOIN ranked AS t ON t.department = s.department AND t.office = s.office AND t.place <= 50
