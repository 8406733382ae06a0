-- A complaint is judged where it was accepted by the day of the run and some limit holds for it.
SELECT
    c.division AS division,
    CASE
        WHEN c.accepted_on IS NULL THEN 'not_accepted'
        WHEN c.accepted_on > r.as_of THEN 'later'
        WHEN coalesce(c.matter, 'claim') <> 'claim' AND coalesce(p.other_days, 0) = 0 THEN 'no_document'
    END AS unjudged,
    CASE
        WHEN c.accepted_on > r.as_of THEN NULL
        WHEN c.matter = 'proposal' THEN '建议'
        WHEN c.matter = 'official' THEN '检举控告'
        WHEN c.matter = 'household' THEN '反映不符合条件'
    END AS detail
FROM complaints AS c
CROSS JOIN run AS r
LEFT JOIN p ON p.division = c.division AND c.accepted_on BETWEEN p.from_on AND p.to_on
