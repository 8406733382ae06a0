-- Finished years at whose end more of the allowance money lay in the account than the share of the need allowed.
SELECT
    f.division || '@' || cast(f.year AS VARCHAR) AS subject_id,
    f.division AS division,
    f.year AS year,
    make_date(f.year, 1, 1) AS first_on,
    make_date(f.year, 12, 31) AS last_on,
    'lead' AS grade,
    '' AS clause,
    p.documented AS documented,
    cast(f.required * 100 AS BIGINT) AS required,
    cast(f.balance * 100 AS BIGINT) AS balance,
    cast(f.balance * 100 AS BIGINT) / cast(f.required * 100 AS DOUBLE) AS idle,
    p.share / 100.0 AS most
FROM funds AS f
CROSS JOIN run AS r
JOIN p ON p.division = f.division AND make_date(f.year, 12, 31) BETWEEN p.from_on AND p.to_on
WHERE f.year < year(r.as_of)
    AND f.required > 0
    AND cast(f.balance * 100 AS BIGINT) * 100 > p.share * cast(f.required * 100 AS BIGINT)
