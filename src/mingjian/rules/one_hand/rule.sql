-- Several recipients' accounts emptied at one machine or counter within half an hour.
-- Emptied: at least a month's allowance was drawn, in the month it was for or in the next. A machine gives whole
-- notes, so what is left below one note does not matter.
WITH drawn AS (
    SELECT
        w.machine AS machine, w.account_no AS account_no, w.at AS at,
        cast(w.at AS DATE) AS day,
        hour(w.at) * 3600 + minute(w.at) * 60 + second(w.at) AS clock,
        year(w.at) * 12 + month(w.at) - 1 AS m,
        cast(w.amount * 100 AS BIGINT) AS drawn_fen
    FROM withdrawals AS w
    JOIN run AS r ON cast(w.at AS DATE) <= r.as_of
),
beside AS (
    SELECT
        w.machine AS machine, w.account_no AS account_no, w.at AS at, w.day AS day, w.clock AS clock, w.m AS m,
        w.drawn_fen AS drawn_fen,
        lag(w.clock) OVER (PARTITION BY w.machine, w.day ORDER BY w.clock) AS clock_before,
        lead(w.clock) OVER (PARTITION BY w.machine, w.day ORDER BY w.clock) AS clock_after
    FROM drawn AS w
),
-- Where nobody drew within the time before or after, no sitting can be.
crowd AS (
    SELECT
        w.machine AS machine, w.account_no AS account_no, w.at AS at, w.day AS day, w.clock AS clock, w.m AS m,
        w.drawn_fen AS drawn_fen
    FROM beside AS w
    CROSS JOIN (SELECT max(q.minutes) * 60 AS seconds FROM p AS q) AS most
    WHERE w.clock - w.clock_before <= most.seconds OR w.clock_after - w.clock <= most.seconds
),
used AS (
    SELECT DISTINCT w.account_no AS account_no FROM crowd AS w
),
credit AS (
    SELECT
        b.account_no AS account_no, b.household AS household, b.division AS division, c.m AS m,
        min(b.paid_fen) AS least_fen
    FROM used AS u
    JOIN pay AS b ON b.account_no = u.account_no
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    WHERE b.kind = 'allowance' AND b.credited AND b.paid_fen > 0
    GROUP BY b.account_no, b.household, b.division, c.m
),
emptied AS (
    SELECT DISTINCT
        w.machine AS machine, w.account_no AS account_no, w.at AS at, w.day AS day, w.clock AS clock,
        k.household AS household,
        p.recipients AS least_recipients, p.minutes * 60 AS seconds
    FROM crowd AS w
    JOIN credit AS k ON k.account_no = w.account_no AND (k.m = w.m OR k.m = w.m - 1)
    JOIN p ON p.division = k.division AND w.day BETWEEN p.from_on AND p.to_on
    WHERE w.drawn_fen > 0
        AND w.drawn_fen >= k.least_fen - k.least_fen % cast(p.note * 100 AS BIGINT)
),
-- A withdrawal that begins such a half hour.
start AS (
    SELECT a.machine AS machine, a.day AS day, a.clock AS clock, a.seconds AS seconds
    FROM emptied AS a
    JOIN emptied AS b ON b.machine = a.machine AND b.day = a.day AND b.clock BETWEEN a.clock AND a.clock + a.seconds
    GROUP BY a.machine, a.day, a.clock, a.seconds
    HAVING count(DISTINCT b.account_no) >= max(a.least_recipients)
        AND count(DISTINCT b.household) >= max(a.least_recipients)
),
-- Half hours that overlap are one sitting, named after its first withdrawal.
before AS (
    SELECT
        s.machine AS machine, s.day AS day, s.clock AS clock, s.seconds AS seconds,
        lag(s.clock) OVER (PARTITION BY s.machine, s.day ORDER BY s.clock) AS last_clock
    FROM start AS s
),
numbered AS (
    SELECT
        s.machine AS machine, s.day AS day, s.clock AS clock, s.seconds AS seconds,
        sum(CASE WHEN s.last_clock IS NULL OR s.clock > s.last_clock + s.seconds THEN 1 ELSE 0 END)
            OVER (PARTITION BY s.machine, s.day ORDER BY s.clock) AS sitting
    FROM before AS s
),
sitting AS (
    SELECT
        n.machine AS machine, n.day AS day, n.sitting AS sitting,
        min(n.clock) AS from_clock, max(n.clock + n.seconds) AS to_clock
    FROM numbered AS n
    GROUP BY n.machine, n.day, n.sitting
),
sat AS (
    SELECT
        s.machine AS machine, s.day AS day, s.sitting AS sitting,
        min(e.at) AS first_at, max(e.at) AS last_at, count(DISTINCT e.account_no) AS accounts
    FROM sitting AS s
    JOIN emptied AS e ON e.machine = s.machine AND e.day = s.day AND e.clock BETWEEN s.from_clock AND s.to_clock
    GROUP BY s.machine, s.day, s.sitting
)
SELECT
    e.machine || '@' || strftime(s.first_at, '%Y-%m-%d') || 'T' || strftime(s.first_at, '%H:%M') AS subject_id,
    e.household AS household,
    e.account_no AS account_no,
    e.at AS at,
    e.day AS first_on,
    e.day AS last_on,
    'lead' AS grade,
    '8(7);8(5)' AS clause,
    e.day AS drawn_on,
    e.machine AS machine,
    strftime(s.first_at, '%H:%M') AS from_time,
    strftime(s.last_at, '%H:%M') AS to_time,
    s.accounts AS accounts
FROM sat AS s
JOIN emptied AS e ON e.machine = s.machine AND e.day = s.day AND e.at BETWEEN s.first_at AND s.last_at
