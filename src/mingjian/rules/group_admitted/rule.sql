-- Many households of one irregular cause (resettlement, petitioners, veterans, ...) admitted within a month and without
-- a visit. A household without any file on record counts once surveys are on record in the county.
WITH written AS (
    -- Few causes are written many times: they are compared with the words once each. HAVING leaves none out; it tells
    -- the engine that they are few, so that the households, and not the files of all, are what it holds.
    SELECT h.county AS county, h.cause AS cause
    FROM households AS h
    WHERE h.cause IS NOT NULL
    GROUP BY h.county, h.cause
    HAVING count(*) > 0
),
named AS (
    SELECT
        w.county AS county, w.cause AS written, r.as_of AS as_of,
        regexp_extract(w.cause, replace(p.causes, ',', '|'), 0) AS cause
    FROM written AS w
    CROSS JOIN run AS r
    JOIN p ON p.division = w.county AND r.as_of BETWEEN p.from_on AND p.to_on
    WHERE regexp_matches(w.cause, replace(p.causes, ',', '|'))
        AND NOT regexp_matches(w.cause, replace(p.regular, ',', '|'))
),
irregular AS (
    SELECT
        h.household AS household, h.household_id AS household_id, h.county AS county, h.township AS township,
        n.cause AS cause, n.as_of AS as_of
    FROM named AS n
    JOIN households AS h ON h.county = n.county AND h.cause = n.written
),
-- The first grant of an unbroken series; one of an assumed day cannot stand within thirty days of anything.
admitted AS (
    SELECT DISTINCT
        i.household AS household, i.household_id AS household_id, i.county AS county, i.township AS township,
        i.cause AS cause, g.granted_on AS day
    FROM irregular AS i
    JOIN grants AS g ON g.household = i.household
    WHERE g.granted_on = g.first_granted_on AND NOT g.granted_assumed AND g.granted_on <= i.as_of
),
log AS (
    SELECT d.county AS county, min(d.surveyed_on) AS since FROM dossiers AS d GROUP BY d.county
),
filed AS (
    SELECT
        a.household AS household, a.day AS day, count(*) AS files,
        min(least(d.surveyed_on, d.neighbours_asked_on, d.letters_sent_on)) AS looked_on
    FROM admitted AS a
    JOIN dossiers AS d ON d.household = a.household AND d.applied_on <= a.day
    GROUP BY a.household, a.day
),
unseen AS (
    SELECT
        a.household AS household, a.household_id AS household_id, a.county AS county, a.township AS township,
        a.cause AS cause, a.day AS day, p.households AS least_households, p.days AS days
    FROM admitted AS a
    JOIN log AS k ON k.county = a.county
    JOIN p ON p.division = a.county AND a.day BETWEEN p.from_on AND p.to_on
    LEFT JOIN filed AS f ON f.household = a.household AND f.day = a.day
    WHERE (f.looked_on IS NULL OR f.looked_on > a.day)
        AND (f.files IS NOT NULL OR k.since <= a.day)
),
each_day AS (
    SELECT
        u.county AS county, u.cause AS cause, u.day AS day, max(u.least_households) AS least_households,
        max(u.days) AS days, count(DISTINCT u.household) AS households
    FROM unseen AS u
    GROUP BY u.county, u.cause, u.day
),
wave AS (
    SELECT a.county AS county, a.cause AS cause, a.day AS day, a.days AS days
    FROM each_day AS a
    JOIN each_day AS b
        ON b.county = a.county AND b.cause = a.cause AND b.day BETWEEN a.day AND a.day + cast(a.days AS INTEGER)
    GROUP BY a.county, a.cause, a.day, a.days, a.least_households
    HAVING sum(b.households) >= a.least_households
),
inside AS (
    SELECT DISTINCT
        u.household AS household, u.household_id AS household_id, u.county AS county, u.township AS township,
        u.cause AS cause, u.day AS day
    FROM wave AS w
    JOIN unseen AS u
        ON u.county = w.county AND u.cause = w.cause AND u.day BETWEEN w.day AND w.day + cast(w.days AS INTEGER)
),
counted AS (
    SELECT
        x.county AS county, count(DISTINCT x.household) AS admitted, count(DISTINCT x.township) AS townships,
        min(x.cause) AS cause, min(x.day) AS since, max(x.day) AS until_day
    FROM inside AS x
    GROUP BY x.county
)
SELECT
    t.county AS division,
    x.household_id AS admitted_household,
    x.day AS first_on,
    x.day AS last_on,
    'lead' AS grade,
    '7(4);8(6);9(3)' AS clause,
    t.cause AS cause,
    t.admitted AS admitted,
    t.townships AS townships,
    t.since AS since,
    t.until_day AS until_day
FROM inside AS x
JOIN counted AS t ON t.county = x.county
