-- Finished years in which a county or league put in nothing of its own, or less than it had to. Where it had to put
-- in nothing (local_required is 0), or nothing was needed, there is nothing to say.
SELECT
    f.division || '@' || cast(f.year AS VARCHAR) AS subject_id,
    f.division AS division,
    f.year AS year,
    make_date(f.year, 1, 1) AS first_on,
    make_date(f.year, 12, 31) AS last_on,
    -- Where the share owed is unknown and the need was met without one, the place may have been exempt.
    CASE
        WHEN f.local_required IS NULL AND f.upper + coalesce(f.league, 0) + coalesce(f.carryover, 0) >= f.required THEN 'lead'
        ELSE 'strong'
    END AS grade,
    '10(1)' AS clause,
    cast(f.required * 100 AS BIGINT) AS required,
    cast(f.local * 100 AS BIGINT) AS local_share,
    CASE
        WHEN f.local_required IS NULL THEN '，应配套数额没有登记'
        ELSE '，应配套' || cast(cast(f.local_required AS DECIMAL(18, 2)) AS VARCHAR) || '元'
    END AS owed
FROM funds AS f
CROSS JOIN run AS r
WHERE f.year < year(r.as_of)
    AND f.required > 0
    AND (f.local < f.local_required OR (f.local = 0 AND f.local_required IS NULL))
