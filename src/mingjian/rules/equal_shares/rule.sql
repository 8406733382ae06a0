-- Villages where nearly everyone gets the same sum a head although the gap between standard and income differs.
-- The lists of every December, and of the last month paid, are looked at: an equal share-out lasts.
WITH looked_at AS (
    SELECT c.m AS m, c.first_on AS first_on, c.last_on AS last_on
    FROM calendar AS c
    JOIN run AS r ON c.m BETWEEN r.first_m AND r.last_m
    WHERE c.m % 12 = 11 OR c.m = r.last_m
),
-- Where a local rule pays by bands, households are only compared within theirs.
shares AS (
    SELECT
        g.division AS division, l.m AS m,
        CASE WHEN p.bands <> '' THEN coalesce(g.category, '') ELSE '' END AS band,
        (2 * g.allowance_fen + g.covered_persons) // (2 * g.covered_persons) AS share_fen
    FROM grants AS g
    JOIN looked_at AS l ON l.m BETWEEN g.from_m AND g.until_m
    JOIN standards AS s ON s.county = g.county AND s.area = g.area AND l.m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = g.division AND l.first_on BETWEEN p.from_on AND p.to_on
),
-- Where nearly everyone gets one same sum, nearly all sums are odd or nearly all are even, in whole yuan as in tens and
-- hundreds: counting these is quick, and few villages are left for the full count.
sieve AS (
    SELECT
        t.division AS division, t.m AS m, t.band AS band, count(*) AS households,
        sum(coalesce(t.share_fen // 100 % 2, 0)) AS odd_yuan,
        sum(coalesce(t.share_fen // 1000 % 2, 0)) AS odd_tens,
        sum(coalesce(t.share_fen // 10000 % 2, 0)) AS odd_hundreds
    FROM shares AS t
    GROUP BY t.division, t.m, t.band
),
worth_a_count AS (
    SELECT t.division AS division, t.m AS m, t.band AS band
    FROM sieve AS t
    CROSS JOIN (SELECT min(q.share) AS share FROM p AS q) AS least
    WHERE greatest(t.odd_yuan, t.households - t.odd_yuan) * 100 >= least.share * t.households
        AND greatest(t.odd_tens, t.households - t.odd_tens) * 100 >= least.share * t.households
        AND greatest(t.odd_hundreds, t.households - t.odd_hundreds) * 100 >= least.share * t.households
),
-- The villages left, read once more with the gap between standard and income.
listed AS (
    SELECT
        g.division AS division, l.m AS m,
        CASE WHEN p.bands <> '' THEN coalesce(g.category, '') ELSE '' END AS band,
        (2 * g.allowance_fen + g.covered_persons) // (2 * g.covered_persons) AS share_fen,
        cast(s.monthly_fen - g.income_fen AS DOUBLE) AS gap_fen
    FROM (SELECT DISTINCT w.division AS division FROM worth_a_count AS w) AS v
    JOIN grants AS g ON g.division = v.division
    JOIN looked_at AS l ON l.m BETWEEN g.from_m AND g.until_m
    JOIN standards AS s ON s.county = g.county AND s.area = g.area AND l.m BETWEEN s.from_m AND s.to_m
    JOIN p ON p.division = g.division AND l.first_on BETWEEN p.from_on AND p.to_on
),
by_share AS (
    SELECT
        t.division AS division, t.m AS m, t.band AS band, t.share_fen AS share_fen,
        count(*) AS households, count(t.gap_fen) AS known,
        sum(t.gap_fen) AS gaps, sum(t.gap_fen * t.gap_fen) AS squares
    FROM worth_a_count AS w
    JOIN listed AS t ON t.division = w.division AND t.m = w.m AND t.band = w.band
    GROUP BY t.division, t.m, t.band, t.share_fen
),
by_village AS (
    SELECT
        t.division AS division, t.m AS m, t.band AS band,
        sum(t.households) AS households, max(t.households) AS same, arg_max(t.share_fen, t.households) AS share_fen,
        sum(t.known) AS known, sum(t.gaps) AS gaps, sum(t.squares) AS squares
    FROM by_share AS t
    GROUP BY t.division, t.m, t.band
),
measured AS (
    SELECT
        t.division AS division, t.m AS m, l.first_on AS first_on, l.last_on AS last_on, t.band AS band,
        t.share_fen AS share_fen, t.same AS same, t.households AS households, p.spread AS least_spread,
        -- Coefficient of variation: standard deviation of the gaps by their mean.
        sqrt(greatest(t.known * t.squares - t.gaps * t.gaps, 0)) / t.gaps AS spread
    FROM by_village AS t
    JOIN looked_at AS l ON l.m = t.m
    JOIN p ON p.division = t.division AND l.first_on BETWEEN p.from_on AND p.to_on
    WHERE t.gaps > 0
        AND t.households >= p.households
        AND t.same * 100 >= p.share * t.households
),
uneven AS (
    SELECT
        t.division AS division, t.m AS m, t.first_on AS first_on, t.last_on AS last_on,
        t.share_fen AS share_fen, t.same AS same, t.households AS households, t.spread AS spread,
        row_number() OVER (PARTITION BY t.division ORDER BY t.m DESC, t.households DESC, t.band) AS latest
    FROM measured AS t
    WHERE t.spread > t.least_spread
),
village AS (
    SELECT
        t.division AS division, min(t.first_on) AS first_on, max(t.last_on) AS last_on,
        max(CASE WHEN t.latest = 1 THEN t.m END) AS listed_m,
        max(CASE WHEN t.latest = 1 THEN t.households END) AS on_list,
        max(CASE WHEN t.latest = 1 THEN t.same END) AS same,
        max(CASE WHEN t.latest = 1 THEN t.share_fen END) AS share,
        max(CASE WHEN t.latest = 1 THEN t.spread END) AS spread
    FROM uneven AS t
    GROUP BY t.division
)
-- One row per grant on the latest such list, so that the grants stand in the evidence.
SELECT
    v.division AS division,
    g.grant_id AS grant_id,
    v.first_on AS first_on,
    v.last_on AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    v.listed_m AS listed_m,
    cast(v.on_list AS BIGINT) AS on_list,
    cast(v.same AS BIGINT) AS same,
    v.share AS share,
    v.spread AS spread
FROM village AS v
JOIN grants AS g ON g.division = v.division AND v.listed_m BETWEEN g.from_m AND g.until_m
