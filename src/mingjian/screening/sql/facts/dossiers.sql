-- A dossier: one application, review, change or stop with all of its steps on one row. <step>_on is the first day of a
-- step and <step>_last_on the last; _days counts the dates of the longest posting, both ends included. Surveyors are
-- counted by their least and greatest number: where both are the same there was only one.
WITH taken AS (
    SELECT s.application_id, s.step, cast(s.at AS DATE) AS day, cast(s.until AS DATE) AS until_day,
           s.officer_id, s.officer2_id, s.attendance, s.representatives
    FROM raw.steps AS s
),
wide AS (
    SELECT t.application_id,
           min(t.day) FILTER (t.step = 'accepted') AS accepted_on,
           min(t.day) FILTER (t.step = 'check_requested') AS check_requested_on,
           max(t.day) FILTER (t.step = 'check_requested') AS check_requested_last_on,
           min(t.day) FILTER (t.step = 'check_replied') AS check_replied_on,
           min(t.day) FILTER (t.step = 'surveyed') AS surveyed_on,
           max(t.day) FILTER (t.step = 'surveyed') AS surveyed_last_on,
           least(min(t.officer_id) FILTER (t.step = 'surveyed'), min(t.officer2_id) FILTER (t.step = 'surveyed')) AS surveyor_least,
           greatest(max(t.officer_id) FILTER (t.step = 'surveyed'), max(t.officer2_id) FILTER (t.step = 'surveyed')) AS surveyor_most,
           min(t.day) FILTER (t.step = 'neighbours_asked') AS neighbours_asked_on,
           min(t.day) FILTER (t.step = 'letters_sent') AS letters_sent_on,
           min(t.day) FILTER (t.step = 'appraised') AS appraised_on,
           max(t.day) FILTER (t.step = 'appraised') AS appraised_last_on,
           max(t.attendance) FILTER (t.step = 'appraised') AS attendance,
           max(t.representatives) FILTER (t.step = 'appraised') AS representatives,
           min(t.day) FILTER (t.step = 'reviewed') AS reviewed_on,
           min(t.officer_id) FILTER (t.step = 'reviewed') AS reviewer_id,
           min(t.day) FILTER (t.step = 'posted_first') AS posted_first_on,
           max(t.day) FILTER (t.step = 'posted_first') AS posted_first_last_on,
           max(t.until_day) FILTER (t.step = 'posted_first') AS posted_first_until,
           max(date_diff('day', t.day, t.until_day) + 1) FILTER (t.step = 'posted_first') AS posted_first_days,
           min(t.day) FILTER (t.step = 'submitted') AS submitted_on,
           max(t.day) FILTER (t.step = 'submitted') AS submitted_last_on,
           min(t.day) FILTER (t.step = 'spot_checked') AS spot_checked_on,
           min(t.day) FILTER (t.step = 'posted_second') AS posted_second_on,
           max(t.day) FILTER (t.step = 'posted_second') AS posted_second_last_on,
           max(t.until_day) FILTER (t.step = 'posted_second') AS posted_second_until,
           max(date_diff('day', t.day, t.until_day) + 1) FILTER (t.step = 'posted_second') AS posted_second_days,
           min(t.day) FILTER (t.step = 'decided') AS decided_on,
           max(t.day) FILTER (t.step = 'decided') AS decided_last_on,
           min(t.officer_id) FILTER (t.step = 'decided') AS decider_id,
           min(t.day) FILTER (t.step = 'published') AS published_on,
           max(t.day) FILTER (t.step = 'published') AS published_last_on,
           min(t.day) FILTER (t.step = 'notified') AS notified_on,
           min(t.day) FILTER (t.step = 'referred') AS referred_on,
           min(t.day) FILTER (t.step = 'archived') AS archived_on,
           count(*) FILTER (t.step = 'supplement') AS supplements,
           max(t.day) AS last_step_on
    FROM taken AS t
    GROUP BY t.application_id
)
SELECT a.application_id, h.household, a.household_id, a.division,
       coalesce(p.township, left(a.division, 9)) AS township,
       coalesce(p.county, left(a.division, 6)) AS county,
       coalesce(p.league, left(a.division, 4)) AS league,
       a.applicant_id, a.kind, a.applied_on, a.decision, a.reason,
       a.relative_registered, coalesce(a.objection, false) AS objection,
       coalesce(a.complex, false) AS complex, coalesce(a.devolved, false) AS devolved,
       w.* EXCLUDE (application_id)
FROM raw.applications AS a
LEFT JOIN wide AS w ON w.application_id = a.application_id
LEFT JOIN kept.households AS h ON h.household_id = a.household_id
LEFT JOIN kept.places AS p ON p.division = a.division
