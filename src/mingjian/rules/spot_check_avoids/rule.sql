-- Counties that visited the homes of officers' kin less than half as often as those of other applicants, compared
-- within one procedure. Kin: near relatives of whoever was in office over the place on the day of the decision.
-- The applicant himself, or a covered member of the household that was granted: found from the kin, who are few.
WITH asked AS (
    SELECT d.application_id AS application_id, d.division AS division, d.decided_on AS decided_on,
           k.officer_id AS officer_id, k.relative_id AS person_id, k.relation AS relation,
           k.from_day AS from_day, k.to_day AS to_day
    FROM officer_kin AS k
    JOIN dossiers AS d ON d.applicant_id = k.relative_id
    WHERE d.kind = 'application' AND d.decision IN ('granted', 'refused')
    UNION
    SELECT d.application_id AS application_id, d.division AS division, d.decided_on AS decided_on,
           k.officer_id AS officer_id, k.relative_id AS person_id, k.relation AS relation,
           k.from_day AS from_day, k.to_day AS to_day
    FROM officer_kin AS k
    JOIN members AS t ON t.person_id = k.relative_id AND t.covered
    JOIN dossiers AS d ON d.household = t.household
    WHERE d.kind = 'application' AND d.decision = 'granted'
),
kin AS (
    SELECT DISTINCT a.application_id AS application_id, a.person_id AS person_id, a.decided_on AS decided_on
    FROM asked AS a
    JOIN officers_over AS o
        ON o.division = a.division AND o.person_id = a.officer_id AND a.decided_on BETWEEN o.from_day AND o.to_day
    JOIN p ON p.division = a.division AND a.decided_on BETWEEN p.from_on AND p.to_on
    WHERE a.decided_on BETWEEN a.from_day AND a.to_day
        AND (',' || p.kin || ',') LIKE ('%,' || a.relation || ',%')
        AND (o.organ IN ('civil_affairs', 'township') AND o.rank IN ('leader', 'deputy', 'handler') OR o.organ = 'village')
),
-- A visit that the county wrote into the filing of the relative is a visit.
filed AS (
    SELECT DISTINCT k.application_id AS application_id
    FROM kin AS k
    JOIN relative_filings AS f ON f.relative_id = k.person_id
    WHERE f.county_visited_on <= k.decided_on
),
decided AS (
    SELECT
        d.application_id AS application_id, d.county AS county, d.regime AS regime, d.decided_on AS decided_on,
        CASE WHEN k.application_id IS NOT NULL THEN 1 ELSE 0 END AS is_kin,
        CASE WHEN d.spot_checked_on IS NOT NULL OR f.application_id IS NOT NULL THEN 1 ELSE 0 END AS checked
    FROM dossiers AS d
    LEFT JOIN (SELECT DISTINCT n.application_id AS application_id FROM kin AS n) AS k
        ON k.application_id = d.application_id
    LEFT JOIN filed AS f ON f.application_id = d.application_id
    WHERE d.kind = 'application' AND d.decision IN ('granted', 'refused') AND NOT d.devolved
        AND d.regime <> '' AND d.decided_on IS NOT NULL
),
counted AS (
    SELECT
        x.county AS county, x.regime AS regime,
        sum(x.is_kin) AS kin, sum(x.is_kin * x.checked) AS kin_checked,
        sum(1 - x.is_kin) AS others, sum((1 - x.is_kin) * x.checked) AS others_checked,
        min(x.decided_on) AS first_on, max(x.decided_on) AS last_on
    FROM decided AS x
    GROUP BY x.county, x.regime
    HAVING sum(x.is_kin) > 0
),
avoided AS (
    SELECT
        t.county AS county, t.regime AS regime, t.kin AS kin, t.kin_checked AS kin_checked,
        t.others AS others, t.others_checked AS others_checked, t.first_on AS first_on, t.last_on AS last_on,
        row_number() OVER (PARTITION BY t.county ORDER BY t.regime DESC) AS place
    FROM counted AS t
    CROSS JOIN run AS r
    JOIN p ON p.division = t.county AND r.as_of BETWEEN p.from_on AND p.to_on
    WHERE t.kin >= p.files AND t.others >= p.files
        -- The rates are compared without dividing.
        AND t.kin_checked * t.others < p.ratio * t.others_checked * t.kin
)
SELECT
    t.county AS division,
    x.application_id AS application_id,
    t.first_on AS first_on,
    t.last_on AS last_on,
    'lead' AS grade,
    '9(2)' AS clause,
    cast(t.kin AS BIGINT) AS kin,
    cast(t.kin_checked AS BIGINT) AS kin_checked,
    cast(t.others AS BIGINT) AS others,
    cast(t.others_checked AS BIGINT) AS others_checked
FROM avoided AS t
JOIN decided AS x ON x.county = t.county AND x.regime = t.regime AND x.is_kin = 1
WHERE t.place = 1
