-- In which months persons in need (the candidates among the bookmates) were covered: member of a household, covered,
-- under a grant. Where a household has no grant on record the time as a member counts.
WITH covered AS (
    SELECT m.person_id, m.household, m.from_m, m.to_m
    FROM kept.members AS m
    SEMI JOIN (SELECT person_id FROM kept.bookmates WHERE candidate) AS b ON b.person_id = m.person_id
    WHERE m.covered
)
SELECT c.person_id, cast(greatest(c.from_m, coalesce(g.from_m, 0)) AS INTEGER) AS from_m,
       cast(least(c.to_m, coalesce(g.to_m, 99999)) AS INTEGER) AS to_m
FROM covered AS c
LEFT JOIN kept.grants AS g ON g.household = c.household
WHERE greatest(c.from_m, coalesce(g.from_m, 0)) <= least(c.to_m, coalesce(g.to_m, 99999))
