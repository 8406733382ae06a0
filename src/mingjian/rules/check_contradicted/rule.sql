-- Answers 'none' to which the registry asked about holds a record of that person: begun by the day of the request,
-- known then, and still in force. Which records those are is settled in check_records; the answer belongs to the
-- office that gave it.
WITH held AS (
    SELECT
        k.request_id AS request_id,
        max(CASE WHEN k.known_assumed THEN 0 ELSE 1 END) AS known,
        count(*) AS records,
        -- A record whose day of visibility is written down speaks before one where it is assumed.
        coalesce(min(CASE WHEN NOT k.known_assumed THEN k.began_on END), min(k.began_on)) AS began_on,
        coalesce(min(CASE WHEN NOT k.known_assumed THEN k.known_on END), min(k.known_on)) AS known_on
    FROM check_records AS k
    GROUP BY k.request_id
),
answered AS (
    SELECT
        c.request_id AS request_id, c.department AS department, c.item AS item, c.person_id AS person_id,
        coalesce(c.answered_by, c.division) AS office, c.requested_on AS requested_on,
        coalesce(c.replied_on, c.requested_on) AS replied_on,
        h.known AS known, h.records AS records, h.began_on AS began_on, h.known_on AS known_on
    FROM held AS h
    JOIN checks AS c ON c.request_id = h.request_id
    JOIN run AS r ON coalesce(c.replied_on, c.requested_on) <= r.as_of
)
SELECT
    a.request_id AS subject_id,
    a.office AS division,
    a.requested_on AS first_on,
    a.replied_on AS last_on,
    CASE WHEN a.known = 1 THEN 'strong' ELSE 'lead' END AS grade,
    CASE WHEN a.department = 'bank' THEN '' ELSE '11(3)' END AS clause,
    a.known = 0 AS known_assumed,
    a.department AS department,
    a.item AS item,
    a.person_id AS asked_about,
    a.requested_on AS requested_on,
    a.began_on AS began_on,
    a.known_on AS known_on,
    a.records AS records,
    -- The person whose row of each registry stands in the evidence: that of the registry asked about alone.
    CASE WHEN a.item = 'deaths' THEN a.person_id END AS in_deaths,
    CASE WHEN a.item = 'prisoners' THEN a.person_id END AS in_prisoners,
    CASE WHEN a.item = 'payroll' THEN a.person_id END AS in_payroll,
    CASE WHEN a.item = 'pensions' THEN a.person_id END AS in_pensions,
    CASE WHEN a.item = 'insurance' THEN a.person_id END AS in_insurance,
    CASE WHEN a.item = 'provident_fund' THEN a.person_id END AS in_provident_fund,
    CASE WHEN a.item = 'tax' THEN a.person_id END AS in_tax,
    CASE WHEN a.item = 'vehicles' THEN a.person_id END AS in_vehicles,
    CASE WHEN a.item = 'housing' THEN a.person_id END AS in_housing,
    CASE WHEN a.item = 'companies' THEN a.person_id END AS in_companies,
    CASE WHEN a.item = 'deposits' THEN a.person_id END AS in_deposits,
    CASE WHEN a.item = 'livestock' THEN a.person_id END AS in_livestock,
    CASE WHEN a.item = 'subsidies' THEN a.person_id END AS in_subsidies,
    CASE WHEN a.item = 'disabled' THEN a.person_id END AS in_disabled,
    CASE WHEN a.item = 'illness' THEN a.person_id END AS in_illness
FROM answered AS a
