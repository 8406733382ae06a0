-- Townships whose strong findings of a family are many, and many times the median of the counties of the region. One row
-- per township and family: each family names clauses of its own.
WITH judged AS (
    SELECT
        o.level AS level, o.office AS office, o.family AS family, o.households AS households, o.findings AS findings, o.rate AS rate,
        o.first_on AS first_on, o.last_on AS last_on, p.times AS times, p.least_median AS least_median,
        p.findings AS least_findings, p.households AS least_households, p.counties AS least_counties
    FROM office_rates AS o
    CROSS JOIN run AS r
    JOIN p ON p.division = o.office AND r.as_of BETWEEN p.from_on AND p.to_on
    WHERE o.family IN ('A', 'E', 'F')
),
peer AS (
    SELECT
        j.family AS family, left(j.office, 2) AS region, j.rate AS rate,
        row_number() OVER (PARTITION BY j.family, left(j.office, 2) ORDER BY j.rate, j.office) AS place,
        count(*) OVER (PARTITION BY j.family, left(j.office, 2)) AS peers
    FROM judged AS j
    WHERE j.level = 'county' AND j.households >= j.least_households
),
-- The one in the middle, or the two around it.
middle AS (
    SELECT q.family AS family, q.region AS region, max(q.peers) AS peers, sum(q.rate) / count(*) AS median
    FROM peer AS q
    WHERE q.place * 2 BETWEEN q.peers AND q.peers + 2
    GROUP BY q.family, q.region
),
flagged AS (
    SELECT
        j.office AS office, j.family AS family, j.findings AS findings, j.rate AS rate, j.first_on AS first_on,
        j.last_on AS last_on, m.median AS median
    FROM judged AS j
    JOIN middle AS m ON m.family = j.family AND m.region = left(j.office, 2)
    WHERE j.level = 'township'
        AND m.peers >= j.least_counties
        AND j.findings >= j.least_findings
        -- To the thousandth: exactly three times is not more than three times.
        AND cast(j.rate AS DECIMAL(18, 3)) > cast(j.times * greatest(m.median, j.least_median) AS DECIMAL(18, 3))
),
office AS (
    SELECT
        f.office AS office, min(f.first_on) AS first_on, max(f.last_on) AS last_on,
        string_agg(f.family, '、' ORDER BY f.family) AS families,
        string_agg(concat(CASE f.family WHEN 'A' THEN '人员类' WHEN 'E' THEN '程序类' ELSE '发放类' END,
            cast(f.findings AS VARCHAR), '条（每千户', cast(round(cast(f.rate AS DECIMAL(18, 3)), 1) AS VARCHAR),
            '条，全区中位数', cast(round(cast(f.median AS DECIMAL(18, 3)), 1) AS VARCHAR), '条）'), '、'
            ORDER BY f.family) AS told,
        cast(sum(f.findings) AS INTEGER) AS findings
    FROM flagged AS f
    GROUP BY f.office
)
SELECT
    o.office AS division,
    o.first_on AS first_on,
    o.last_on AS last_on,
    'lead' AS grade,
    CASE f.family WHEN 'A' THEN '8(5);8(6)' WHEN 'E' THEN '8(3)' ELSE '8(5)' END AS clause,
    o.families AS families,
    o.told AS told,
    o.findings AS findings
FROM office AS o
JOIN flagged AS f ON f.office = o.office
