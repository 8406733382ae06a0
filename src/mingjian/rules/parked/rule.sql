-- Money that came into an allowance account of a township, civil affairs or a closed agency and lay there for longer
-- than the days allowed. What came first leaves first: of the money of one day there is still as much as all that
-- had come in by then exceeds all that has gone out since. Interest is not counted among what came in.
WITH entry AS (
    SELECT
        e.division AS division, e.holder AS holder, e.at AS day,
        CASE WHEN e.direction = 'in' THEN cast(e.amount * 100 AS BIGINT) ELSE 0 END AS in_fen,
        CASE WHEN e.direction = 'out' THEN cast(e.amount * 100 AS BIGINT) ELSE 0 END AS out_fen
    FROM account_entries AS e
    CROSS JOIN run AS r
    WHERE e.holder IN ('township', 'civil_affairs', 'closed')
        AND e.at <= r.as_of
        AND NOT (e.direction = 'in' AND regexp_matches(coalesce(e.purpose, ''), '利息|结息|计息|付息|存息'))
),
daily AS (
    SELECT e.division AS division, e.holder AS holder, e.day AS day, sum(e.in_fen) AS in_fen, sum(e.out_fen) AS out_fen
    FROM entry AS e
    GROUP BY e.division, e.holder, e.day
),
running AS (
    SELECT
        d.division AS division, d.holder AS holder, d.day AS day, d.in_fen AS in_fen,
        sum(d.in_fen) OVER (PARTITION BY d.division, d.holder ORDER BY d.day) AS total_in,
        sum(d.out_fen) OVER (PARTITION BY d.division, d.holder ORDER BY d.day) AS total_out
    FROM daily AS d
),
known AS (
    -- Nobody can say that money still lay there on a day that the extract does not reach.
    SELECT d.division AS division, least(r.as_of, coalesce(max(e.to_day), r.as_of)) AS known_on
    FROM (SELECT DISTINCT x.division AS division FROM daily AS x) AS d
    CROSS JOIN run AS r
    LEFT JOIN extracts AS e
        ON e.table_name = 'account_entries'
        AND (starts_with(d.division, e.division) OR starts_with(e.division, d.division))
    GROUP BY d.division, r.as_of
),
arrived AS (
    SELECT
        a.division AS division, a.holder AS holder, a.day AS day, a.in_fen AS in_fen, a.total_in AS total_in,
        k.known_on AS known_on, a.day + cast(p.days AS INTEGER) AS last_lawful_on, p.yuan AS least_yuan
    FROM running AS a
    JOIN known AS k ON k.division = a.division
    JOIN p ON p.division = a.division AND a.day BETWEEN p.from_on AND p.to_on
    WHERE a.in_fen > 0 AND a.day + cast(p.days AS INTEGER) < k.known_on
),
left_behind AS (
    SELECT
        a.division AS division, a.holder AS holder, a.day AS day, a.known_on AS known_on, a.least_yuan AS least_yuan,
        least(a.in_fen, a.total_in - max(CASE WHEN b.day <= a.last_lawful_on THEN b.total_out ELSE 0 END)) AS kept_fen,
        min(CASE WHEN b.total_out >= a.total_in THEN b.day END) AS gone_on
    FROM arrived AS a
    JOIN running AS b ON b.division = a.division AND b.holder = a.holder
    GROUP BY a.division, a.holder, a.day, a.known_on, a.least_yuan, a.in_fen, a.total_in
)
SELECT
    t.division || '@' || t.holder AS subject_id,
    t.division AS division,
    t.holder AS holder,
    t.day AS at,
    t.day AS first_on,
    coalesce(t.gone_on, t.known_on) AS last_on,
    'lead' AS grade,
    CASE t.holder WHEN 'township' THEN '8(5)' WHEN 'civil_affairs' THEN '9(1)' ELSE '' END AS clause,
    min(t.day) OVER (PARTITION BY t.division, t.holder) AS since_on,
    cast(sum(t.kept_fen) OVER (PARTITION BY t.division, t.holder) AS BIGINT) AS parked,
    max(date_diff('day', t.day, coalesce(t.gone_on, t.known_on)))
        OVER (PARTITION BY t.division, t.holder) AS longest
FROM left_behind AS t
WHERE t.kept_fen >= t.least_yuan * 100
