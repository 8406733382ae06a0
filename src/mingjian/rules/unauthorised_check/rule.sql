-- Requests about a person without an authorisation on record, or with one of a later day than the request. A bulk
-- request names no person and is covered by the authorisations of its households. A county that never writes the day
-- down is left out: there the column is unknown, not lacking.
WITH recorded AS (
    SELECT DISTINCT c.division AS division FROM checks AS c WHERE c.authorised_on IS NOT NULL
)
SELECT
    c.request_id AS subject_id,
    c.division AS division,
    c.requested_on AS first_on,
    c.requested_on AS last_on,
    'weak' AS grade,
    '' AS clause,
    c.department AS department,
    c.item AS item,
    c.requested_on AS requested_on,
    CASE
        WHEN c.authorised_on IS NULL THEN '没有授权日期'
        ELSE '授权日期为' || strftime(c.authorised_on, '%Y年%-m月%-d日') || '，在发起之后'
    END AS lacking
FROM checks AS c
JOIN recorded AS d ON d.division = c.division
JOIN run AS r ON c.requested_on <= r.as_of
WHERE c.person_id IS NOT NULL
    AND (c.authorised_on IS NULL OR c.authorised_on > c.requested_on)
