-- Persons on the household register (户口簿) of a household's head who stand in no list at all. Where the register does
-- not hold the head the number in the list serves.
WITH stranger AS (
    SELECT r.person_id, r.hukou_no, r.moved_out_on, r.available_on
    FROM raw.hukou AS r
    ANTI JOIN kept.members AS m ON m.person_id = r.person_id
),
head AS (
    SELECT h.household, h.head_id, coalesce(r.hukou_no, h.hukou_no) AS hukou_no
    FROM kept.households AS h
    LEFT JOIN kept.recipient_hukou AS r ON r.person_id = h.head_id
    WHERE h.listed
)
SELECT h.household, s.person_id, coalesce(s.moved_out_on, DATE '9999-12-31') AS moved_out_on,
       coalesce(s.available_on, DATE '0001-01-01') AS known_on, s.available_on IS NULL AS known_assumed,
       d.died_on, coalesce(d.available_on, d.died_on) AS death_known_on
FROM stranger AS s
JOIN head AS h ON h.hukou_no = s.hukou_no AND s.person_id IS DISTINCT FROM h.head_id
LEFT JOIN raw.deaths AS d ON d.person_id = s.person_id
