-- Money that left an allowance account for a government body, a company, a person or anybody else. Not looked at:
-- the account of an institution, which pays for the living of its residents; small fees of the bank; the sum of a
-- whole batch that went through the bank as a company; and what came in on another allowance account of the county
-- a few days later.
WITH entry AS (
    SELECT
        e.entry_id AS entry_id, e.division AS division, left(e.division, 6) AS county, e.holder AS holder,
        e.at AS at, cast(e.amount * 100 AS BIGINT) AS fen, e.direction AS direction,
        e.counterparty AS counterparty, e.purpose AS purpose, e.batch_id AS batch_id
    FROM account_entries AS e
    CROSS JOIN run AS r
    WHERE e.at <= r.as_of AND e.amount > 0
),
gone AS (
    SELECT
        e.entry_id AS entry_id, e.division AS division, e.county AS county, e.holder AS holder, e.at AS at,
        e.fen AS fen, e.counterparty AS counterparty, e.purpose AS purpose, e.batch_id AS batch_id,
        cast(p.days AS INTEGER) AS days
    FROM entry AS e
    JOIN p ON p.division = e.division AND e.at BETWEEN p.from_on AND p.to_on
    WHERE e.direction = 'out'
        AND e.counterparty IN ('government', 'company', 'person', 'other')
        AND coalesce(e.holder, '') <> 'institution'
        AND NOT (
            e.counterparty IN ('company', 'other')
            AND e.fen <= p.fee * 100
            AND regexp_matches(coalesce(e.purpose, ''), replace(p.fee_words, ',', '|'))
        )
),
-- From one allowance account to another: the same sum, another holder or place of the same county. One arrival
-- stands for one transfer: the first of those that left meets the first of those that came.
arrival AS (
    SELECT
        g.entry_id AS entry_id, g.county AS county, g.fen AS fen, g.at AS at, e.entry_id AS arrival_id,
        e.at AS arrived_on
    FROM gone AS g
    JOIN entry AS e
        ON e.county = g.county AND e.fen = g.fen AND e.direction = 'in' AND e.at BETWEEN g.at AND g.at + g.days
    WHERE g.counterparty = 'government'
        AND (e.division <> g.division OR coalesce(e.holder, '') <> coalesce(g.holder, ''))
),
sent AS (
    SELECT
        a.entry_id AS entry_id, row_number() OVER (PARTITION BY a.county, a.fen ORDER BY a.at, a.entry_id) AS place
    FROM (SELECT DISTINCT x.entry_id AS entry_id, x.county AS county, x.fen AS fen, x.at AS at FROM arrival AS x) AS a
),
came AS (
    SELECT
        a.arrival_id AS arrival_id,
        row_number() OVER (PARTITION BY a.county, a.fen ORDER BY a.arrived_on, a.arrival_id) AS place
    FROM (
        SELECT DISTINCT x.arrival_id AS arrival_id, x.county AS county, x.fen AS fen, x.arrived_on AS arrived_on
        FROM arrival AS x
    ) AS a
),
moved AS (
    SELECT a.entry_id AS entry_id
    FROM arrival AS a
    JOIN sent AS s ON s.entry_id = a.entry_id
    JOIN came AS c ON c.arrival_id = a.arrival_id AND c.place = s.place
),
paid_out AS (
    SELECT DISTINCT g.entry_id AS entry_id
    FROM gone AS g
    JOIN batches AS b ON b.batch_id = g.batch_id AND b.entry_fen = coalesce(b.bank_fen, b.roster_fen)
    WHERE g.counterparty IN ('company', 'other')
)
SELECT
    g.entry_id AS subject_id,
    g.division AS division,
    g.at AS first_on,
    g.at AS last_on,
    g.fen AS fen,
    'lead' AS grade,
    CASE
        WHEN g.holder = 'finance' THEN '10(5)'
        WHEN g.holder = 'civil_affairs' AND g.counterparty = 'person' THEN '9(5)'
        WHEN g.holder = 'civil_affairs' THEN '9(7)'
        WHEN g.holder = 'township' THEN '8(7)'
        ELSE ''
    END AS clause,
    g.at AS paid_on,
    g.holder AS holder,
    g.counterparty AS counterparty,
    g.purpose AS purpose,
    CASE WHEN g.purpose IS NULL THEN '没有登记用途' ELSE concat('用途“', g.purpose, '”') END AS used_for
FROM gone AS g
LEFT JOIN moved AS m ON m.entry_id = g.entry_id
LEFT JOIN paid_out AS b ON b.entry_id = g.entry_id
WHERE m.entry_id IS NULL AND b.entry_id IS NULL
