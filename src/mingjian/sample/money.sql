-- County money: batches and the account counted from what is paid (scenes included), and the year's funds.

-- The payments of scenes that stand in an ordinary batch (its number is P, county, year and month); a bounced
-- payment was sent all the same.
CREATE TABLE scene_months AS
SELECT batch_id[2:7] AS county, batch_id[8:11]::BIGINT * 12 + batch_id[12:13]::BIGINT - 1 AS m, count(*) AS households,
    sum(if(bounced_on IS NULL, paid, greatest(due, paid))) AS paid
FROM scene_payments
WHERE kind = 'allowance' AND (paid > 0 OR bounced_on IS NOT NULL) AND regexp_full_match(batch_id, 'P[0-9]{12}')
    AND batch_id NOT IN (SELECT batch_id FROM scene_batches)
GROUP BY ALL;

CREATE TABLE batches AS
SELECT 'P' || county || (m // 12 * 100 + m % 12 + 1) AS batch_id, county AS division, month_first(m) AS period,
    month_first(m - 1) + 19 AS roster_sent_on, month_first(m) + 4 AS funded_on, month_first(m) + 7 AS credited_on, 'treasury' AS paid_from,
    sum(households) AS households, sum(paid) AS roster_amount, sum(households) AS bank_households, sum(paid) AS bank_amount
FROM (SELECT county, m, households, paid FROM county_months UNION ALL SELECT county, m, households, paid FROM scene_months)
GROUP BY county, m ORDER BY county, m;

CREATE VIEW account_entries AS
SELECT 'L' || batch_id || 'S' AS entry_id, division, 'finance' AS holder, funded_on - 1 AS at, 'in' AS direction, bank_amount AS amount, '低保资金拨入' AS purpose,
    '62992' || division || '00000001' AS account_no, NULL AS batch_id, 'treasury' AS counterparty
FROM batches
UNION ALL
SELECT 'L' || batch_id || 'Z', division, 'finance', funded_on, 'out', bank_amount, '低保金代发', '62992' || division || '00000001', batch_id, 'bank_batch'
FROM batches;

CREATE VIEW funds AS
SELECT division, year, required, round(required * 0.72, 2) AS upper, round(required * 0.22, 2) AS local, round(required * 0.22, 2) AS local_required,
    round(required * 0.04, 2) AS carryover, round(required * 0.03, 2) AS balance, 60000 AS work_budget, true AS work_rules,
    round(required * 0.06, 2) AS league, NULL AS league_work_budget
FROM (SELECT division, year(period) AS year, sum(roster_amount)::DECIMAL(18, 2) * 1.01 AS required FROM batches GROUP BY ALL)
UNION ALL
SELECT division[:4], year(period), sum(roster_amount), round(sum(roster_amount) * 0.8, 2), round(sum(roster_amount) * 0.2, 2), round(sum(roster_amount) * 0.2, 2),
    round(sum(roster_amount) * 0.04, 2), round(sum(roster_amount) * 0.02, 2), 200000, true, NULL, 100000
FROM batches GROUP BY ALL;
