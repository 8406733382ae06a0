-- Allowance handed out in cash or in another way than by card or bank, and batches not paid from the treasury,
-- by county and month. An empty channel is unknown and is not counted.
WITH by_hand AS (
    SELECT DISTINCT b.county AS county, b.household AS household, c.m AS m, c.first_on AS first_on
    FROM pay AS b
    JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
    WHERE b.kind = 'allowance' AND b.paid_fen > 0 AND b.channel IN ('cash', 'other')
),
counted AS (
    SELECT
        b.county AS county, b.household AS household, b.m AS m, b.first_on AS first_on,
        count(*) OVER (PARTITION BY b.county, b.m) AS households
    FROM by_hand AS b
),
found AS (
    SELECT
        b.county AS county, b.m AS m, b.first_on AS first_on, h.household_id AS paid_household,
        cast(NULL AS VARCHAR) AS batch_id
    FROM counted AS b
    JOIN households AS h ON h.household = b.household
    JOIN p ON p.division = b.county AND b.first_on BETWEEN p.from_on AND p.to_on
    WHERE b.households >= p.households
    UNION ALL
    SELECT
        b.county AS county, b.m AS m, c.first_on AS first_on, cast(NULL AS VARCHAR) AS paid_household,
        b.batch_id AS batch_id
    FROM batches AS b
    JOIN calendar AS c ON c.m = b.m
    WHERE b.paid_from IN ('fiscal_account', 'other')
)
SELECT
    f.county || '@' || strftime(f.first_on, '%Y-%m') AS subject_id,
    f.county AS division,
    f.m AS m,
    f.paid_household AS paid_household,
    f.batch_id AS batch_id,
    'lead' AS grade,
    '10(3)' AS clause,
    count(f.paid_household) OVER (PARTITION BY f.county, f.m) AS by_hand,
    count(f.batch_id) OVER (PARTITION BY f.county, f.m) AS off_treasury
FROM found AS f
