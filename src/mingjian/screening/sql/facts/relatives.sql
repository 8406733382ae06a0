-- Kinship in both directions, for persons of the lists and holders of their accounts.
WITH concerned AS (
    SELECT person_id FROM kept.members
    UNION
    SELECT account_holder_id AS person_id FROM kept.pay WHERE account_holder_id IS NOT NULL
),
both_ways AS (
    SELECT person_id, relative_id, relation, from_day, to_day, available_on FROM raw.kinship
    UNION ALL
    SELECT relative_id AS person_id, person_id AS relative_id,
           CASE relation WHEN 'parent' THEN 'child' WHEN 'child' THEN 'parent'
                         WHEN 'grandparent' THEN 'grandchild' WHEN 'grandchild' THEN 'grandparent'
                         ELSE relation END AS relation,
           from_day, to_day, available_on
    FROM raw.kinship
)
SELECT DISTINCT b.person_id, b.relative_id, b.relation,
       coalesce(b.from_day, DATE '0001-01-01') AS from_day,
       coalesce(b.to_day, DATE '9999-12-31') AS to_day,
       b.available_on
FROM both_ways AS b
SEMI JOIN concerned AS c ON c.person_id = b.person_id
