-- Persons on a monitoring list who live where the list of households is complete, were not assessed within the days after
-- the warning nor since, and are neither covered nor supported as destitute.
WITH warned AS (
    SELECT
        u.person_id AS person_id, u.book AS book, u.division AS division, u.listed_on AS listed_on, u.free_m AS free_m,
        u.listed_m AS listed_m, u.county AS county, r.list AS list, r.warned_on AS warned_on,
        coalesce(r.available_on, r.warned_on) AS known_on, r.available_on IS NULL AS known_assumed,
        CASE WHEN r.assessed_on <= u.listed_on THEN r.assessed_on END AS assessed_on
    FROM monitored AS r
    JOIN uncovered AS u ON u.person_id = r.person_id
    WHERE coalesce(r.available_on, r.warned_on) <= u.listed_on
),
-- An assessment after the warning answers it, on whichever list it stands.
assessed AS (
    SELECT w.person_id AS person_id, max(w.assessed_on) AS assessed_on
    FROM warned AS w
    GROUP BY w.person_id
),
-- An application of somebody on the register since the warning brings the means to light as well.
applied AS (
    SELECT w.person_id AS person_id, max(a.applied_on) AS applied_on
    FROM warned AS w
    JOIN bookmates AS b ON b.book = w.book
    JOIN applications AS a ON a.applicant_id = b.person_id AND a.applied_on <= w.listed_on
    GROUP BY w.person_id
),
waiting AS (
    SELECT
        w.person_id AS person_id, w.division AS division, w.listed_on AS listed_on, w.list AS list,
        w.warned_on AS warned_on, w.known_on AS known_on, w.free_m AS free_m, w.known_assumed AS known_assumed,
        row_number() OVER (PARTITION BY w.person_id ORDER BY w.warned_on, w.list) AS place
    FROM warned AS w
    CROSS JOIN run
    JOIN assessed AS x ON x.person_id = w.person_id
    LEFT JOIN applied AS a ON a.person_id = w.person_id
    JOIN p ON p.division = w.county AND run.as_of BETWEEN p.from_on AND p.to_on
    WHERE coalesce(x.assessed_on, DATE '0001-01-01') < w.warned_on
        AND coalesce(a.applied_on, DATE '0001-01-01') < w.warned_on
        AND date_diff('day', greatest(w.warned_on, w.known_on), w.listed_on) > p.days
        AND w.free_m <= w.listed_m - p.near_months + 1
)
SELECT
    w.person_id AS person_id,
    w.division AS division,
    greatest(w.warned_on, c.first_on) AS first_on,
    w.listed_on AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    w.known_assumed AS known_assumed,
    CASE w.list
        WHEN 'poverty_watch' THEN '防返贫监测' WHEN 'marginal' THEN '低保边缘' WHEN 'unemployed' THEN '失业'
        WHEN 'student_aid' THEN '学生资助' ELSE '事实无人抚养'
    END AS list,
    w.warned_on AS warned_on,
    date_diff('day', greatest(w.warned_on, w.known_on), w.listed_on) AS waited,
    w.listed_on AS listed_on
FROM waiting AS w
LEFT JOIN calendar AS c ON c.m = w.free_m
WHERE w.place = 1
