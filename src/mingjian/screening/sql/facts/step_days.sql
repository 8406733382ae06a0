-- The log folded up, one row per dossier, for the facts dossiers and detours alone: the days of its steps stand four to
-- a number, as bits (a to e; f the ends of the postings), so that seventeen days cost five sums and not seventeen.
-- straight: every step was taken once, on a day that could be folded, and there was no supplement; the days of any
-- other file are counted from the log itself. filled has a bit for each column that a step of the file fills.
WITH taken AS (
    SELECT s.application_id, s.step, s.at, s.officer_id, s.officer2_id, s.attendance, s.representatives,
           cast(s.at AS DATE) AS day,
           CASE WHEN s.at > {day_zero} AND s.at < {last_day} THEN cast(s.at AS DATE) - {day_zero} ELSE 0 END AS n,
           CASE WHEN s.until > {day_zero} AND s.until < {last_day} THEN cast(s.until AS DATE) - {day_zero} ELSE 0 END AS until_n,
           -- What has no place: the end of a posting has one of its own, and the second surveyor only beside a first.
           CASE WHEN s.step IN ('posted_first', 'posted_second') AND s.until IS NOT NULL THEN 1
                WHEN s.step = 'surveyed' AND s.officer_id IS NULL AND s.officer2_id IS NOT NULL THEN 1 END AS beside,
           CASE WHEN s.officer_id IS NULL THEN 0 ELSE 1 END + CASE WHEN s.officer2_id IS NULL THEN 0 ELSE 2 END
               + CASE WHEN s.attendance IS NULL THEN 0 ELSE 4 END
               + CASE WHEN s.representatives IS NULL THEN 0 ELSE 8 END
               + CASE WHEN s.until IS NULL THEN 0 ELSE 16 END AS fills,
           v.a, v.b, v.c, v.d, v.e, v.f
    FROM raw.steps AS s
    LEFT JOIN {places} ON v.step = s.step
),
folded AS (
    SELECT t.application_id, count(*) + count(t.beside) AS steps,
           bit_or(t.n * t.a) AS a, bit_or(t.n * t.b) AS b, bit_or(t.n * t.c) AS c, bit_or(t.n * t.d) AS d,
           bit_or(t.n * t.e) AS e, bit_or(t.until_n * t.f) AS f, bit_or(t.fills) AS filled, max(t.day) AS last_step_on,
           min(least(t.officer_id, t.officer2_id)) FILTER (t.step = 'surveyed') AS surveyor_least,
           max(greatest(t.officer_id, t.officer2_id)) FILTER (t.step = 'surveyed') AS surveyor_most,
           max(t.at) FILTER (t.step = 'surveyed') AS surveyed_at,
           max(t.attendance) FILTER (t.step = 'appraised') AS attendance,
           max(t.representatives) FILTER (t.step = 'appraised') AS representatives,
           min(t.officer_id) FILTER (t.step = 'reviewed') AS reviewer_id,
           max(t.at) FILTER (t.step = 'decided') AS decided_at,
           min(t.officer_id) FILTER (t.step = 'decided') AS decider_id
    FROM taken AS t
    GROUP BY t.application_id
)
SELECT w.*, w.steps = {filled_places} AS straight
FROM folded AS w
