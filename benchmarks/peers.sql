-- Twelve rules of the catalogue as one would write them in PostgreSQL, by hand: the peer of benchmarks/peers.py.
-- What they do and what they leave out is what benchmarks/peers_polars.py says of its own.
-- Given: the tables of a snapshot in this schema, workday(day, n), and the setting peers.as_of. Written: hit(rule, subject,
-- m, fen), m being year * 12 + month - 1. Run in turn, each part after its title.

-- part: months
CREATE FUNCTION m_of(day date) RETURNS integer LANGUAGE sql IMMUTABLE AS
    'SELECT extract(year FROM day)::int * 12 + extract(month FROM day)::int - 1';
CREATE FUNCTION day_of(m integer) RETURNS date LANGUAGE sql IMMUTABLE AS
    'SELECT make_date(m / 12, m % 12 + 1, 1)';
CREATE FUNCTION last_of(m integer) RETURNS date LANGUAGE sql IMMUTABLE AS
    'SELECT (make_date(m / 12, m % 12 + 1, 1) + interval ''1 month'' - interval ''1 day'')::date';
CREATE FUNCTION as_of() RETURNS date LANGUAGE sql STABLE AS 'SELECT current_setting(''peers.as_of'')::date';
CREATE UNLOGGED TABLE hit (rule text, subject text, m integer, fen bigint);

-- part: shared
CREATE UNLOGGED TABLE allowance AS
SELECT household_id, m_of(period) AS m, (paid * 100)::bigint AS fen, paid_on IS NOT NULL AS credited, account_holder_id
FROM payments WHERE kind = 'allowance' AND paid > 0 AND period <= as_of();
CREATE INDEX ON allowance (household_id);
CREATE UNLOGGED TABLE held AS
WITH dated AS (
    SELECT household_id, grant_id, m_of(from_month) AS from_m, coalesce(m_of(to_month), m_of(ended_on), 99999) AS to_m,
           coalesce(granted_on, from_month) AS granted_on, greatest(covered_persons, 1) AS covered_persons,
           (allowance * 100)::bigint AS fen
    FROM grants
), ordered AS (
    SELECT *, least(to_m, coalesce(lead(from_m) OVER w - 1, 99999)) AS until_m,
           max(to_m) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last_m
    FROM dated WINDOW w AS (PARTITION BY household_id ORDER BY from_m, granted_on, grant_id)
), series AS (
    SELECT *, max(CASE WHEN last_m IS NULL OR from_m > last_m + 1 THEN from_m END)
           OVER (PARTITION BY household_id ORDER BY from_m, granted_on, grant_id) AS series_m
    FROM ordered
)
SELECT household_id, from_m, until_m, covered_persons, fen,
       min(granted_on) OVER (PARTITION BY household_id, series_m) AS first_granted_on
FROM series;
CREATE INDEX ON held (household_id);
CREATE UNLOGGED TABLE belongs AS
SELECT household_id, person_id, coalesce(covered, false) AS covered, coalesce(m_of(joined_on), 0) AS from_m,
       coalesce(m_of(left_on), 99999) AS to_m
FROM members;
CREATE INDEX ON belongs (person_id);
CREATE INDEX ON belongs (household_id);
ANALYZE allowance, held, belongs;
-- Months paid to some households, with the grant that holds each. A view joined to them would be worked out whole.
CREATE FUNCTION benefits_of(homes text[])
RETURNS TABLE (household_id text, m integer, fen bigint, first_granted_on date, persons bigint) LANGUAGE sql STABLE AS $$
SELECT a.household_id, a.m, sum(a.fen)::bigint, max(g.first_granted_on),
       max(coalesce(g.covered_persons, h.persons, (SELECT count(*) FROM belongs x WHERE x.household_id = a.household_id), 1))
FROM allowance a
LEFT JOIN held g ON g.household_id = a.household_id AND a.m BETWEEN g.from_m AND g.until_m
LEFT JOIN households h ON h.household_id = a.household_id
WHERE a.household_id = ANY (homes)
GROUP BY a.household_id, a.m
$$;

-- part: deceased-paid
INSERT INTO hit
WITH dead AS MATERIALIZED (
    SELECT d.person_id, b.household_id, b.from_m, b.to_m,
           m_of(d.died_on) + CASE WHEN d.died_on < '2022-10-20' THEN 1 ELSE 3 END AS allowed_m
    FROM deaths d JOIN belongs b ON b.person_id = d.person_id AND b.covered
    WHERE d.available_on IS NULL OR d.available_on <= as_of()
), paid AS MATERIALIZED (
    SELECT * FROM benefits_of(ARRAY(SELECT DISTINCT household_id FROM dead))
), back AS MATERIALIZED (
    SELECT p.household_id, m_of(p.period) AS m, sum(p.paid * 100)::bigint AS fen
    FROM payments p WHERE p.kind = 'allowance' AND p.bounced_on IS NOT NULL AND p.reissued_on IS NULL
    GROUP BY 1, 2
)
SELECT 'deceased-paid', d.person_id::text, p.m,
       (2 * (p.fen - coalesce(k.fen, 0)) + p.persons) / (2 * p.persons)
FROM dead d
JOIN paid p ON p.household_id = d.household_id AND p.m > d.allowed_m AND p.m BETWEEN d.from_m AND d.to_m
LEFT JOIN back k ON k.household_id = p.household_id AND k.m = p.m
WHERE p.fen > coalesce(k.fen, 0);

-- part: imprisoned-paid
INSERT INTO hit
WITH inmate AS MATERIALIZED (
    SELECT r.person_id, b.household_id, b.from_m, b.to_m, r.from_day, coalesce(r.to_day, '9999-12-31') AS to_day
    FROM prisoners r JOIN belongs b ON b.person_id = r.person_id AND b.covered
    WHERE r.available_on IS NULL OR r.available_on <= as_of()
), paid AS MATERIALIZED (
    SELECT * FROM benefits_of(ARRAY(SELECT DISTINCT household_id FROM inmate))
)
SELECT DISTINCT 'imprisoned-paid', i.person_id::text, p.m, (2 * p.fen + p.persons) / (2 * p.persons)
FROM inmate i
JOIN paid p ON p.household_id = i.household_id AND p.m BETWEEN i.from_m AND i.to_m
    AND day_of(p.m) >= i.from_day AND last_of(p.m) <= i.to_day;

-- part: double-benefit
INSERT INTO hit
WITH twice AS (
    SELECT person_id FROM belongs WHERE covered GROUP BY person_id HAVING min(household_id) <> max(household_id)
), place AS MATERIALIZED (
    SELECT b.* FROM twice t JOIN belongs b ON b.person_id = t.person_id AND b.covered
), paid AS MATERIALIZED (
    SELECT * FROM benefits_of(ARRAY(SELECT DISTINCT household_id FROM place))
), stood AS (
    SELECT x.person_id, p.m, (2 * p.fen + p.persons) / (2 * p.persons) AS share,
           row_number() OVER (PARTITION BY x.person_id, p.m
                              ORDER BY coalesce(p.first_granted_on, '9999-12-31'), p.household_id COLLATE "C") AS place,
           count(*) OVER (PARTITION BY x.person_id, p.m) AS places
    FROM place x JOIN paid p ON p.household_id = x.household_id AND p.m BETWEEN x.from_m AND x.to_m
), enough AS (
    SELECT person_id FROM stood WHERE places > 1 GROUP BY person_id HAVING count(DISTINCT m) >= 2
)
SELECT 'double-benefit', s.person_id::text, s.m, CASE WHEN s.place = 1 THEN 0 ELSE s.share END
FROM stood s JOIN enough e ON e.person_id = s.person_id
WHERE s.places > 1;

-- part: payroll-recipient
INSERT INTO hit
WITH listed AS (
    SELECT r.person_id, r.employer, r.from_month, m_of(r.from_month) AS from_m, coalesce(m_of(r.to_month), 99999) AS to_m
    FROM payroll r
    WHERE r.kind = 'established' AND (r.available_on IS NULL OR r.available_on <= as_of())
        AND EXISTS (SELECT 1 FROM belongs b WHERE b.person_id = r.person_id)
), begun AS (
    SELECT *, least(to_m, coalesce(lead(from_m) OVER (PARTITION BY person_id, employer ORDER BY from_m) - 1, 99999)) AS until_m,
           CASE WHEN from_m <= 1 + max(to_m) OVER (
               PARTITION BY person_id ORDER BY from_m, to_m, employer ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) THEN 0 ELSE 1 END AS begins
    FROM listed
), numbered AS (
    SELECT *, sum(begins) OVER (PARTITION BY person_id ORDER BY from_m, to_m, employer
                                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS series
    FROM begun
), work AS MATERIALIZED (
    SELECT n.person_id, n.from_m, n.until_m, b.household_id, b.from_m AS joined_m, b.to_m AS left_m,
           last_of(min(n.from_m) OVER s) AS begun_on, min(n.from_m) OVER s AS begun_m
    FROM numbered n JOIN belongs b ON b.person_id = n.person_id AND b.covered
    WINDOW s AS (PARTITION BY n.person_id, n.series)
), paid AS MATERIALIZED (
    SELECT * FROM benefits_of(ARRAY(SELECT DISTINCT household_id FROM work))
)
SELECT DISTINCT 'payroll-recipient', w.person_id::text, p.m, (2 * p.fen + p.persons) / (2 * p.persons)
FROM work w
JOIN paid p ON p.household_id = w.household_id AND p.m BETWEEN w.joined_m AND w.left_m AND p.m BETWEEN w.from_m AND w.until_m
WHERE NOT coalesce(w.begun_on > p.first_granted_on
                   AND p.m < w.begun_m + CASE WHEN w.begun_on < '2022-10-20' THEN 0 ELSE 6 END, false);

-- part: vehicle-owner
INSERT INTO hit
WITH standard AS (
    SELECT left(division, 6) AS county, area, m_of(from_month) AS from_m, (monthly * 100)::bigint AS fen,
           coalesce(lead(m_of(from_month)) OVER (PARTITION BY left(division, 6), area ORDER BY from_month) - 1, 99999) AS to_m
    FROM standards
), herder AS (
    SELECT DISTINCT b.household_id FROM livestock l JOIN belongs b ON b.person_id = l.person_id
    WHERE l.head > 0 AND (l.available_on IS NULL OR l.available_on <= as_of())
), owned AS MATERIALIZED (
    SELECT b.household_id, b.from_m, b.to_m, v.kind, v.registered_on, coalesce(v.ended_on, '9999-12-31') AS ended_on,
           (v.value * 100)::bigint AS value
    FROM vehicles v JOIN belongs b ON b.person_id = v.person_id
    WHERE v.status = 'normal' AND v.kind IN ('car', 'truck', 'commercial', 'machinery')
        AND (v.available_on IS NULL OR v.available_on <= as_of())
        AND v.value * 100 >= 12 * (SELECT min(fen) FROM standard)
        AND NOT (v.kind = 'machinery' AND b.household_id IN (SELECT household_id FROM herder))
), paid AS MATERIALIZED (
    SELECT p.household_id, p.m, p.fen, 12 * s.fen AS threshold
    FROM benefits_of(ARRAY(SELECT DISTINCT household_id FROM owned)) p
    JOIN households h ON h.household_id = p.household_id
    JOIN standard s ON s.county = left(h.division, 6) AND s.area = coalesce(h.area, 'rural') AND p.m BETWEEN s.from_m AND s.to_m
), excused AS (
    SELECT DISTINCT p.household_id, p.m
    FROM paid p
    JOIN belongs b ON b.household_id = p.household_id AND p.m BETWEEN b.from_m AND b.to_m
    JOIN disabled d ON d.person_id = b.person_id AND d.grade <= 2 AND d.issued_on <= last_of(p.m)
        AND (d.available_on IS NULL OR d.available_on <= as_of())
)
SELECT 'vehicle-owner', o.household_id, p.m, max(p.fen)
FROM owned o
JOIN paid p ON p.household_id = o.household_id AND p.m BETWEEN o.from_m AND o.to_m AND o.registered_on <= last_of(p.m)
    AND o.ended_on >= day_of(p.m) AND o.value >= p.threshold
LEFT JOIN excused e ON e.household_id = p.household_id AND e.m = p.m
GROUP BY o.household_id, p.m
HAVING count(*) > least(count(*) FILTER (WHERE o.kind = 'car'), count(DISTINCT e.household_id));

-- part: payee-outside-household
INSERT INTO hit
SELECT 'payee-outside-household', a.household_id, a.m, sum(a.fen)
FROM allowance a JOIN households h ON h.household_id = a.household_id
WHERE a.credited AND a.account_holder_id <> h.head_id AND NOT coalesce(h.institution, false)
    AND NOT EXISTS (SELECT 1 FROM belongs b WHERE b.household_id = a.household_id AND b.person_id = a.account_holder_id
                    AND a.m BETWEEN b.from_m AND b.to_m)
GROUP BY a.household_id, a.m;

-- part: paid-not-approved
INSERT INTO hit
SELECT 'paid-not-approved', a.household_id, a.m, sum(a.fen)
FROM allowance a
WHERE NOT EXISTS (SELECT 1 FROM held g WHERE g.household_id = a.household_id AND a.m BETWEEN g.from_m AND g.until_m)
GROUP BY a.household_id, a.m;

-- part: approved-not-paid
INSERT INTO hit
WITH filed AS (
    SELECT left(h.division, 6) AS county, min(a.first_m) AS first_m, max(a.last_m) AS last_m
    FROM (SELECT household_id, min(m) AS first_m, max(m) AS last_m FROM allowance GROUP BY household_id) a
    JOIN households h ON h.household_id = a.household_id
    GROUP BY 1
), owed AS (
    SELECT g.household_id, x.m, g.fen
    FROM held g
    JOIN households h ON h.household_id = g.household_id
    JOIN filed f ON f.county = left(h.division, 6)
    CROSS JOIN LATERAL generate_series(greatest(g.from_m, f.first_m), least(g.until_m, f.last_m)) AS x(m)
    WHERE g.fen > 0
), unpaid AS (
    SELECT o.household_id, o.m, o.fen, sum(o.fen) OVER (PARTITION BY o.household_id ORDER BY o.m) AS so_far,
           min(o.m) OVER (PARTITION BY o.household_id) AS first_m
    FROM owed o
    LEFT JOIN allowance a ON a.household_id = o.household_id AND a.m = o.m AND a.credited
    WHERE a.m IS NULL
        AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.household_id = o.household_id AND p.kind = 'allowance'
                        AND m_of(p.period) = o.m AND p.bounced_on IS NOT NULL AND p.reissued_on <= as_of())
), made_up AS (
    SELECT u.household_id, sum(p.paid * 100) AS fen, max(m_of(p.period)) AS last_m
    FROM (SELECT DISTINCT household_id, first_m FROM unpaid) u
    JOIN payments p ON p.household_id = u.household_id AND p.kind = 'arrears' AND p.paid_on IS NOT NULL
        AND p.period <= as_of() AND m_of(p.period) >= u.first_m
    GROUP BY u.household_id
), still_open AS (
    SELECT u.household_id, u.m, u.fen, count(*) OVER (PARTITION BY u.household_id) AS months
    FROM unpaid u LEFT JOIN made_up y ON y.household_id = u.household_id
    WHERE y.fen IS NULL OR u.so_far > y.fen OR u.m > y.last_m
)
SELECT 'approved-not-paid', household_id, m, fen FROM still_open WHERE months >= 2;

-- part: survey-late
INSERT INTO hit
WITH day AS (
    SELECT application_id,
           min(at::date) FILTER (WHERE step = 'accepted') AS accepted, min(at::date) FILTER (WHERE step = 'surveyed') AS surveyed,
           min(at::date) FILTER (WHERE step = 'neighbours_asked') AS asked, min(at::date) FILTER (WHERE step = 'letters_sent') AS sent,
           min(at::date) FILTER (WHERE step = 'decided') AS decided
    FROM steps WHERE step IN ('accepted', 'surveyed', 'neighbours_asked', 'letters_sent', 'decided')
    GROUP BY application_id
), seen AS (
    SELECT a.application_id, a.division, d.accepted, d.accepted >= '2021-07-01' AS is_new,
           CASE WHEN d.surveyed <= as_of() THEN d.surveyed END AS surveyed, CASE WHEN d.asked <= as_of() THEN d.asked END AS asked,
           CASE WHEN d.sent <= as_of() THEN d.sent END AS sent,
           a.decision = 'pending' OR coalesce(d.decided > as_of(), false) AS pending
    FROM applications a JOIN day d ON d.application_id = a.application_id
    WHERE a.kind = 'application' AND a.applied_on <= as_of() AND d.accepted <= as_of() AND d.accepted >= '2012-12-12'
), begun AS (
    SELECT application_id, division, accepted, CASE WHEN is_new THEN 3 ELSE 10 END AS allowed,
           coalesce(CASE WHEN is_new THEN least(surveyed, asked, sent) ELSE surveyed END, CASE WHEN pending THEN as_of() END) AS to_on
    FROM seen
), late AS MATERIALIZED (
    SELECT b.*, u.n - a.n AS passed
    FROM begun b JOIN workday a ON a.day = b.accepted JOIN workday u ON u.day = b.to_on
    WHERE u.n - a.n > b.allowed
), stretch AS (
    SELECT s.application_id, s.at::date AS after_on, s.step,
           coalesce(lead(s.at::date) OVER (PARTITION BY s.application_id ORDER BY s.at, s.step = 'supplement'), '9999-12-31') AS until_on
    FROM steps s JOIN late l ON l.application_id = s.application_id
), paused AS (
    SELECT application_id, after_on, until_on FROM stretch WHERE step = 'supplement'
    UNION ALL
    SELECT l.application_id, s.from_day - 1, s.to_day FROM late l JOIN stoppages s ON starts_with(l.division, s.division)
), halted AS (
    -- Each span of a multirange is counted once, however many pauses cover it.
    SELECT x.application_id, sum(u.n - a.n) AS days
    FROM (
        SELECT l.application_id,
               unnest(range_agg(daterange(greatest(p.after_on, l.accepted), least(p.until_on, l.to_on)))) AS span
        FROM late l JOIN paused p ON p.application_id = l.application_id
        WHERE greatest(p.after_on, l.accepted) < least(p.until_on, l.to_on)
        GROUP BY l.application_id
    ) x
    JOIN workday a ON a.day = lower(x.span) JOIN workday u ON u.day = upper(x.span)
    GROUP BY x.application_id
)
SELECT 'survey-late', l.application_id, NULL, NULL
FROM late l LEFT JOIN halted h ON h.application_id = l.application_id
WHERE l.passed - coalesce(h.days, 0) > l.allowed;

-- part: late-payment
INSERT INTO hit
SELECT 'late-payment', batch_id, NULL, NULL
FROM batches
WHERE period <= as_of() AND period >= '2012-12-12' AND roster_sent_on <= as_of()
    AND roster_sent_on <= (period - interval '1 month')::date + 24
    AND CASE WHEN credited_on <= as_of() THEN credited_on ELSE as_of() END > period + 9;

-- part: check-late
INSERT INTO hit
SELECT 'check-late', c.department || '@' || coalesce(c.answered_by, c.division), NULL, NULL
FROM checks c JOIN workday a ON a.day = c.requested_on JOIN workday b ON b.day = c.replied_on
WHERE c.replied_on <= as_of()
GROUP BY c.department, coalesce(c.answered_by, c.division)
HAVING count(*) FILTER (WHERE b.n - a.n > 10) >= 10 AND count(*) FILTER (WHERE b.n - a.n > 10) * 100 > 20 * count(*);

-- part: no-local-match
INSERT INTO hit
SELECT 'no-local-match', division || '@' || year, NULL, NULL
FROM funds
WHERE year < extract(year FROM as_of()) AND required > 0
    AND (local < local_required OR local = 0 AND local_required IS NULL);
