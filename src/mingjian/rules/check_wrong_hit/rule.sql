-- Answers 'yes' that the department itself took back later. They belong to the office that gave them.
SELECT
    c.request_id AS subject_id,
    coalesce(c.answered_by, c.division) AS division,
    coalesce(c.replied_on, c.requested_on) AS first_on,
    c.withdrawn_on AS last_on,
    'strong' AS grade,
    CASE WHEN c.department = 'bank' THEN '' ELSE '11(3)' END AS clause,
    c.department AS department,
    c.item AS item,
    c.requested_on AS requested_on,
    c.withdrawn_on AS withdrawn_on
FROM checks AS c
JOIN run AS r ON c.withdrawn_on <= r.as_of
WHERE c.result = 'hit'
