-- What the registries hold against an answer 'none': one row per request so answered and record of that person in the
-- table that its item names, begun by the day of the request, known then and still in force on it. known_assumed says
-- that nobody wrote down since when it could be seen: it counts from the day it describes. A record of a day (a
-- balance, a herd, a year's income) holds until the next one of its sort, twelve months at most. Left out: a sealed
-- fund account, membership in a cooperative, a homestead (every rural family has one, and a query about housing does
-- not mean it), and whatever is scrapped, sold or struck off on a day nobody knows.
WITH asked AS (
    SELECT c.request_id, c.item, c.person_id, c.requested_on
    FROM raw.checks AS c
    WHERE c.result = 'none' AND c.person_id IS NOT NULL
),
-- described_on: the day from which a record without available_on counts; gone_on: the first day it is no longer in force.
record AS (
    SELECT a.request_id, a.item, a.requested_on, r.died_on AS began_on, r.died_on AS described_on, r.available_on,
           NULL::DATE AS gone_on, r.source_file, r.source_row
    FROM raw.deaths AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'deaths'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.from_day, r.from_day, r.available_on, r.to_day, r.source_file, r.source_row
    FROM raw.prisoners AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'prisoners'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.from_month, r.from_month, r.available_on,
           r.to_month + INTERVAL 1 MONTH, r.source_file, r.source_row
    FROM raw.payroll AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'payroll'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.from_month, r.from_month, r.available_on,
           r.to_month + INTERVAL 1 MONTH, r.source_file, r.source_row
    FROM raw.pensions AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'pensions'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.from_month, r.from_month, r.available_on,
           r.to_month + INTERVAL 1 MONTH, r.source_file, r.source_row
    FROM raw.insurance AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'insurance'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.from_month, r.from_month, r.available_on,
           r.to_month + INTERVAL 1 MONTH, r.source_file, r.source_row
    FROM raw.provident_fund AS r
    JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'provident_fund'
    WHERE r.status = 'normal'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.registered_on, r.registered_on, r.available_on, r.ended_on,
           r.source_file, r.source_row
    FROM raw.vehicles AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'vehicles'
    WHERE r.status IN ('normal', 'seized') OR r.ended_on IS NOT NULL
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.registered_on, r.registered_on, r.available_on, r.ended_on,
           r.source_file, r.source_row
    FROM raw.housing AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'housing'
    WHERE r.usage <> 'homestead'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.registered_on, r.registered_on, r.available_on, r.ended_on,
           r.source_file, r.source_row
    FROM raw.companies AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'companies'
    WHERE r.role <> 'member' AND (r.status = 'active' OR r.ended_on IS NOT NULL)
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.issued_on, r.issued_on, r.available_on, NULL, r.source_file, r.source_row
    FROM raw.disabled AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'disabled'
),
-- A year's income or subsidy may be asked about from the day it is known until the next year ends.
yearly AS (
    SELECT a.request_id, a.item, a.requested_on, r.year, r.available_on, r.source_file, r.source_row
    FROM raw.tax AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'tax'
    WHERE r.income > 0
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.year, r.available_on, r.source_file, r.source_row
    FROM raw.subsidies AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'subsidies'
    WHERE r.amount > 0
),
dated AS (
    SELECT a.request_id, a.item, a.requested_on, r.as_of, '' AS sort, r.balance AS size, r.available_on,
           r.source_file, r.source_row
    FROM raw.deposits AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'deposits'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.as_of, r.kind, r.head, r.available_on, r.source_file, r.source_row
    FROM raw.livestock AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'livestock'
    UNION ALL
    SELECT a.request_id, a.item, a.requested_on, r.as_of, '', r.out_of_pocket_12m, r.available_on, r.source_file, r.source_row
    FROM raw.illness AS r JOIN asked AS a ON a.person_id = r.person_id AND a.item = 'illness'
),
followed AS (
    SELECT d.*, lead(d.as_of) OVER (PARTITION BY d.request_id, d.sort ORDER BY d.as_of) AS next_on
    FROM dated AS d
),
every AS (
    SELECT * FROM record
    UNION ALL
    SELECT y.request_id, y.item, y.requested_on, make_date(y.year, 1, 1), make_date(y.year, 12, 31), y.available_on,
           make_date(y.year + 2, 1, 1), y.source_file, y.source_row
    FROM yearly AS y
    UNION ALL
    SELECT f.request_id, f.item, f.requested_on, f.as_of, f.as_of, f.available_on,
           least(f.as_of + INTERVAL 12 MONTH, coalesce(f.next_on, DATE '9999-12-31')), f.source_file, f.source_row
    FROM followed AS f
    WHERE f.size > 0
)
SELECT e.request_id, e.item, e.began_on, cast(coalesce(e.available_on, e.described_on) AS DATE) AS known_on,
       e.available_on IS NULL AS known_assumed,
       cast(coalesce(e.gone_on, DATE '9999-12-31') AS DATE) AS gone_on, e.source_file, e.source_row
FROM every AS e
WHERE e.began_on <= e.requested_on
  AND coalesce(e.available_on, e.described_on) <= e.requested_on
  AND coalesce(e.gone_on, DATE '9999-12-31') > e.requested_on
