-- What the registries say of those who asked and were turned away, or whose allowance was stopped or cut: few of them
-- stand on a list, so recipient_<registry> does not hold them. A state holds from from_day to until_day and could be
-- seen from known_on. disabled: grade, and the kind in detail; ill: the sum paid out of pocket in twelve months (none
-- where a list says 重病), held for a year before and after the day it was counted; monitored: the list; destitute;
-- provided: an employee pension or a post paid by the public; dead.
WITH asker AS (
    SELECT DISTINCT a.applicant_id AS person_id
    FROM raw.applications AS a
    WHERE a.decision IN ('refused', 'not_accepted', 'stopped', 'reduced')
),
state AS (
    SELECT 'disabled' AS state, r.person_id, r.issued_on AS from_day, DATE '9999-12-31' AS until_day,
           r.kind AS detail, r.grade, NULL::BIGINT AS fen, r.issued_on AS described_on, r.available_on
    FROM raw.disabled AS r
    UNION ALL
    SELECT 'ill', r.person_id, (r.as_of - INTERVAL 12 MONTH)::DATE, (r.as_of + INTERVAL 12 MONTH)::DATE,
           NULL, NULL, cast(r.out_of_pocket_12m * 100 AS BIGINT), r.as_of, r.available_on
    FROM raw.illness AS r
    UNION ALL
    SELECT 'ill', r.person_id, coalesce(r.joined_on, DATE '0001-01-01'), coalesce(r.left_on, DATE '9999-12-31'),
           '重病', NULL, NULL, r.joined_on, coalesce(r.joined_on, DATE '0001-01-01')
    FROM raw.members AS r
    WHERE contains(r.health, '重病')
    UNION ALL
    SELECT 'monitored', r.person_id, r.warned_on, DATE '9999-12-31', r.list, NULL, NULL, r.warned_on, r.available_on
    FROM raw.monitored AS r
    UNION ALL
    SELECT 'destitute', r.person_id, r.from_month, coalesce(last_day(r.to_month), DATE '9999-12-31'),
           NULL, NULL, NULL, r.from_month, r.available_on
    FROM raw.destitute AS r
    UNION ALL
    SELECT 'provided', r.person_id, r.from_month, coalesce(last_day(r.to_month), DATE '9999-12-31'),
           r.kind, NULL, NULL, r.from_month, r.available_on
    FROM raw.pensions AS r
    WHERE r.kind = 'employee'
    UNION ALL
    SELECT 'provided', r.person_id, r.from_month, coalesce(last_day(r.to_month), DATE '9999-12-31'),
           r.kind, NULL, NULL, r.from_month, r.available_on
    FROM raw.payroll AS r
    WHERE r.kind IN ('established', 'contract', 'retired')
    UNION ALL
    SELECT 'dead', r.person_id, r.died_on, DATE '9999-12-31', NULL, NULL, NULL, r.died_on, r.available_on
    FROM raw.deaths AS r
)
SELECT s.person_id, s.state, s.from_day, s.until_day, s.detail, cast(s.grade AS INTEGER) AS grade, s.fen,
       coalesce(s.available_on, s.described_on) AS known_on, s.available_on IS NULL AS known_assumed
FROM state AS s
SEMI JOIN asker AS a ON a.person_id = s.person_id
