-- The days on which the clock of a dossier stands still: from a supplement that was asked for to the next step, and
-- while a stoppage holds at the place. Stretches of one dossier never overlap. The days after after_on up to and with
-- until_on are not counted; a supplement that nothing followed stays open (until_on 9999-12-31).
WITH followed AS (
    SELECT s.application_id, s.step, s.day,
           -- A log of days without hours puts other steps of the same day at the same time: they do not answer it.
           lead(s.day) OVER (PARTITION BY s.application_id ORDER BY s.at, s.step = 'supplement') AS next_day
    -- No file with a supplement goes straight.
    FROM kept.detours AS s
    SEMI JOIN (SELECT application_id FROM kept.detours WHERE step = 'supplement') AS x
        ON x.application_id = s.application_id
),
stopped AS (
    -- The stoppages that hold at each place: places are few beside dossiers.
    SELECT p.division, s.from_day, s.to_day
    FROM kept.places AS p
    JOIN raw.stoppages AS s
        ON starts_with(p.division, s.division) OR starts_with(p.township, s.division) OR starts_with(p.county, s.division)
),
stretch AS (
    SELECT f.application_id, f.day AS after_on, coalesce(f.next_day, DATE '9999-12-31') AS until_on
    FROM followed AS f
    WHERE f.step = 'supplement' AND (f.next_day IS NULL OR f.next_day > f.day)
    UNION ALL
    SELECT d.application_id, o.from_day - 1 AS after_on, o.to_day AS until_on
    FROM kept.dossiers AS d
    JOIN stopped AS o ON o.division = d.division
        AND o.to_day >= least(d.applied_on, d.accepted_on)
        -- A file still waiting for its decision, or for the notice of a refusal, waits beyond its last step.
        AND o.from_day <= CASE WHEN d.decided_on IS NOT NULL AND (d.decision <> 'refused' OR d.notified_on IS NOT NULL)
                               THEN d.last_step_on ELSE DATE '9999-12-31' END
),
reached AS (
    SELECT t.application_id, t.after_on, t.until_on,
           max(t.until_on) OVER (PARTITION BY t.application_id ORDER BY t.after_on, t.until_on
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS so_far
    FROM stretch AS t
),
island AS (
    SELECT r.application_id, r.after_on, r.until_on,
           sum(CASE WHEN r.so_far IS NULL OR r.after_on > r.so_far THEN 1 ELSE 0 END)
               OVER (PARTITION BY r.application_id ORDER BY r.after_on, r.until_on) AS island
    FROM reached AS r
)
SELECT i.application_id, min(i.after_on) AS after_on, max(i.until_on) AS until_on
FROM island AS i
GROUP BY i.application_id, i.island
