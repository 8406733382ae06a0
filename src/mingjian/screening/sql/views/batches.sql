SELECT batch_id, county, m, roster_sent_on, funded_on, credited_on, paid_from, households, roster_fen,
       bank_households, bank_fen, receipt_households, receipt_fen, entry_fen
FROM kept.batches
WHERE m <= {as_of_m}
