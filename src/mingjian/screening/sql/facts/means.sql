-- What the registries hold of persons on household registers that matter (outsiders, bookmates): public pay, employee
-- pensions, employee insurance paid by an employer, active businesses, vehicles in use; from_on to to_on, both included.
-- `kind` is that of the registry: kind of staff, role, kind of vehicle. Members of cooperatives are no owners.
WITH person AS (
    SELECT person_id FROM kept.outsiders UNION SELECT person_id FROM kept.bookmates
),
held AS (
    SELECT r.person_id, 'payroll' AS what, r.kind, r.from_month AS from_on, last_day(r.to_month) AS to_on, r.available_on
    FROM raw.payroll AS r
    UNION ALL
    SELECT r.person_id, 'pension', r.kind, r.from_month, last_day(r.to_month), r.available_on
    FROM raw.pensions AS r
    WHERE r.kind = 'employee'
    UNION ALL
    SELECT r.person_id, 'insurance', 'employed', r.from_month, last_day(r.to_month), r.available_on
    FROM raw.insurance AS r
    WHERE NOT coalesce(r.flexible, false)
    UNION ALL
    SELECT r.person_id, 'business', r.role, r.registered_on, r.ended_on, r.available_on
    FROM raw.companies AS r
    WHERE r.status = 'active' AND r.role <> 'member' AND NOT (r.kind = 'cooperative' AND r.role = 'shareholder')
    UNION ALL
    SELECT r.person_id, 'vehicle', r.kind, r.registered_on, r.ended_on, r.available_on
    FROM raw.vehicles AS r
    WHERE r.status = 'normal'
)
SELECT h.person_id, h.what, h.kind, h.from_on, coalesce(h.to_on, DATE '9999-12-31') AS to_on,
       coalesce(h.available_on, h.from_on) AS known_on, h.available_on IS NULL AS known_assumed
FROM held AS h
SEMI JOIN person AS x ON x.person_id = h.person_id
