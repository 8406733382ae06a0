-- Batches beside what the payments and the account entries say of them. A payment that bounced was sent all the same.
WITH counted AS (
    SELECT batch_id, count(*) AS payments, min(period) <> max(period) AS mixed,
           sum(CASE WHEN bounced_on IS NULL THEN paid ELSE greatest(due, paid) END) AS paid
    FROM raw.payments
    WHERE kind = 'allowance' AND batch_id IS NOT NULL AND (paid > 0 OR bounced_on IS NOT NULL)
    GROUP BY batch_id
),
-- Within one month a household stands once in a batch (the table's key); only over several months must it be counted.
mixed AS (
    SELECT p.batch_id, count(DISTINCT p.household_id) AS households
    FROM raw.payments AS p
    SEMI JOIN (SELECT batch_id FROM counted WHERE mixed) AS c ON c.batch_id = p.batch_id
    WHERE p.kind = 'allowance' AND (p.paid > 0 OR p.bounced_on IS NOT NULL)
    GROUP BY p.batch_id
),
entered AS (
    SELECT batch_id, sum(amount) AS amount
    FROM raw.account_entries
    WHERE direction = 'out' AND batch_id IS NOT NULL
    GROUP BY batch_id
)
SELECT b.batch_id, left(b.division, 6) AS county,
       year(b.period) * 12 + month(b.period) - 1 AS m,
       b.roster_sent_on, b.funded_on, b.credited_on, b.paid_from,
       b.households, cast(b.roster_amount * 100 AS BIGINT) AS roster_fen,
       b.bank_households, cast(b.bank_amount * 100 AS BIGINT) AS bank_fen,
       coalesce(x.households, c.payments) AS receipt_households,
       cast(c.paid * 100 AS BIGINT) AS receipt_fen,
       cast(e.amount * 100 AS BIGINT) AS entry_fen
FROM raw.batches AS b
LEFT JOIN counted AS c ON c.batch_id = b.batch_id
LEFT JOIN mixed AS x ON x.batch_id = b.batch_id
LEFT JOIN entered AS e ON e.batch_id = b.batch_id
