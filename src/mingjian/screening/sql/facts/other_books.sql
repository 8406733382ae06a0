-- Members who stand on another household register (户口簿) than the head of their household.
SELECT h.household, m.person_id, r.hukou_no, r.split_from, x.hukou_no AS head_hukou_no, x.split_from AS head_split_from,
       greatest(r.known_on, x.known_on) AS known_on, r.known_assumed OR x.known_assumed AS known_assumed,
       coalesce(least(r.moved_out_on, x.moved_out_on), DATE '9999-12-31') AS moved_out_on
FROM kept.households AS h
JOIN kept.recipient_hukou AS x ON x.person_id = h.head_id
JOIN kept.members AS m ON m.household = h.household
JOIN kept.recipient_hukou AS r ON r.person_id = m.person_id
WHERE r.hukou_no <> x.hukou_no
