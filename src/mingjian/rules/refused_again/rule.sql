-- Persons turned away twice or more within two years although they were severely disabled, seriously ill or very old.
WITH refusal AS (
    SELECT
        d.applicant_id AS person_id, d.application_id AS application_id, d.division AS division,
        coalesce(d.decided_on, d.notified_on, d.applied_on) AS day
    FROM dossiers AS d
    WHERE d.kind = 'application' AND d.decision IN ('refused', 'not_accepted')
),
-- Every refusal as the last of a series, with those of the months before it. Whole months to the same day.
series AS (
    SELECT
        b.person_id AS person_id, b.application_id AS application_id, b.division AS division, b.day AS day,
        p.months AS months, p.age AS age, p.severe_grade AS severe_grade, p.mental_grade AS mental_grade,
        cast(p.out_of_pocket * 100 AS BIGINT) AS ill_fen,
        count(*) AS refusals, min(a.day) AS since
    FROM refusal AS b
    JOIN p ON p.division = b.division AND b.day BETWEEN p.from_on AND p.to_on
    JOIN refusal AS a ON a.person_id = b.person_id AND a.day <= b.day
    WHERE (year(b.day) * 12 + month(b.day)) * 100 + day(b.day)
        <= (year(a.day) * 12 + month(a.day) + cast(p.months AS INTEGER)) * 100 + day(a.day)
    GROUP BY
        b.person_id, b.application_id, b.division, b.day, p.months, p.age, p.severe_grade, p.mental_grade,
        p.out_of_pocket, p.refusals
    HAVING count(*) >= max(p.refusals)
),
-- What was on record when the last of them was decided.
held AS (
    SELECT
        x.person_id AS person_id, x.application_id AS application_id, x.division AS division, x.day AS day,
        x.refusals AS refusals, x.since AS since,
        x.person_id // 11000 % 100000000 + cast(x.age AS BIGINT) * 10000
            <= year(x.day) * 10000 + month(x.day) * 100 + day(x.day) AS is_old,
        max(CASE WHEN s.state = 'disabled' THEN 1 ELSE 0 END) AS is_disabled,
        max(CASE WHEN s.state = 'ill' THEN 1 ELSE 0 END) AS is_ill,
        max(s.known_assumed) AS known_assumed
    FROM series AS x
    LEFT JOIN applicant_states AS s
        ON s.person_id = x.person_id AND x.day BETWEEN s.from_day AND s.until_day AND s.known_on <= x.day
        AND (
            s.state = 'disabled' AND s.grade <= x.severe_grade
            OR s.state = 'disabled' AND s.grade <= x.mental_grade AND s.detail IN ('intellectual', 'mental')
            OR s.state = 'ill' AND coalesce(s.fen, x.ill_fen) >= x.ill_fen
        )
    GROUP BY x.person_id, x.application_id, x.division, x.day, x.refusals, x.since, x.age
),
in_need AS (
    SELECT
        x.person_id AS person_id, x.division AS division, x.day AS day, x.refusals AS refusals, x.since AS since,
        x.is_old AS is_old, x.is_disabled AS is_disabled, x.is_ill AS is_ill, x.known_assumed AS known_assumed,
        row_number() OVER (PARTITION BY x.person_id ORDER BY x.day DESC, x.application_id DESC) AS place
    FROM held AS x
    WHERE x.is_old OR x.is_disabled = 1 OR x.is_ill = 1
),
-- Whoever was granted the allowance since the last such series began, is on a list, or is provided for in another way,
-- is not left out.
cared_for AS (
    SELECT x.person_id AS person_id
    FROM in_need AS x
    JOIN dossiers AS d ON d.applicant_id = x.person_id
    WHERE x.place = 1 AND d.kind = 'application' AND d.decision = 'granted' AND coalesce(d.decided_on, d.applied_on) >= x.since
    UNION
    SELECT x.person_id AS person_id
    FROM in_need AS x
    JOIN members AS t ON t.person_id = x.person_id AND t.covered
    JOIN grants AS g ON g.household = t.household
    WHERE x.place = 1 AND least(t.to_m, g.until_m) >= year(x.day) * 12 + month(x.day) - 1
    UNION
    SELECT x.person_id AS person_id
    FROM in_need AS x
    JOIN applicant_states AS s ON s.person_id = x.person_id AND x.day BETWEEN s.from_day AND s.until_day
    WHERE x.place = 1 AND s.state IN ('destitute', 'provided', 'dead')
)
SELECT
    x.person_id AS person_id,
    x.division AS division,
    r.application_id AS application_id,
    x.since AS first_on,
    x.day AS last_on,
    'lead' AS grade,
    '8(4)' AS clause,
    coalesce(x.known_assumed, false) AS known_assumed,
    x.since AS since,
    x.day AS last_refused_on,
    x.refusals AS refusals,
    substr(
        CASE WHEN x.is_disabled = 1 THEN '、重度残疾' ELSE '' END
        || CASE WHEN x.is_ill = 1 THEN '、患重病' ELSE '' END
        || CASE WHEN x.is_old THEN '、高龄' ELSE '' END,
        2
    ) AS need
FROM in_need AS x
JOIN refusal AS r ON r.person_id = x.person_id AND r.day BETWEEN x.since AND x.day
LEFT JOIN cared_for AS c ON c.person_id = x.person_id
WHERE x.place = 1 AND c.person_id IS NULL
