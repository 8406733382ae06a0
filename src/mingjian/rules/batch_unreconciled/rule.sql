-- Batches whose roster, bank file, receipts and account entry differ in households or in money. What is empty is
-- not compared. Receipts and the account entry count only once the batch has been credited; a payment that
-- bounced counts as sent.
WITH told AS (
    SELECT
        b.batch_id AS batch_id, b.county AS county, b.m AS m,
        b.households AS roster_households, b.bank_households AS bank_households,
        CASE WHEN b.credited_on <= r.as_of THEN b.receipt_households END AS receipt_households,
        b.roster_fen AS roster_fen, b.bank_fen AS bank_fen,
        CASE WHEN b.credited_on <= r.as_of THEN b.receipt_fen END AS receipt_fen,
        CASE WHEN b.credited_on <= r.as_of THEN b.entry_fen END AS entry_fen
    FROM batches AS b
    CROSS JOIN run AS r
),
apart AS (
    SELECT
        t.batch_id AS batch_id, t.county AS county, t.m AS m,
        greatest(t.roster_households, t.bank_households, t.receipt_households)
            - least(t.roster_households, t.bank_households, t.receipt_households) AS households_apart,
        greatest(t.roster_fen, t.bank_fen, t.receipt_fen, t.entry_fen)
            - least(t.roster_fen, t.bank_fen, t.receipt_fen, t.entry_fen) AS fen_apart,
        t.roster_households AS roster_households, t.bank_households AS bank_households,
        t.receipt_households AS receipt_households,
        t.roster_fen AS roster_fen, t.bank_fen AS bank_fen, t.receipt_fen AS receipt_fen, t.entry_fen AS entry_fen
    FROM told AS t
)
SELECT
    a.batch_id AS batch_id,
    a.county AS division,
    c.first_on AS first_on,
    c.last_on AS last_on,
    'lead' AS grade,
    '9(5);10(5)' AS clause,
    a.households_apart AS households_apart,
    a.fen_apart AS apart,
    a.roster_households AS roster_households,
    a.bank_households AS bank_households,
    a.receipt_households AS receipt_households,
    a.roster_fen AS roster,
    a.bank_fen AS bank,
    a.receipt_fen AS receipts,
    a.entry_fen AS entry
FROM apart AS a
JOIN calendar AS c ON c.m = a.m
JOIN p ON p.division = a.county AND c.first_on BETWEEN p.from_on AND p.to_on
WHERE a.households_apart >= 1 OR a.fen_apart >= p.yuan * 100
