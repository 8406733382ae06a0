-- Kinship in both directions; a tie that was recorded from both sides stands twice. What relative_id is to
-- person_id turns round with them.
SELECT person_id, relative_id, relation,
       coalesce(from_day, DATE '0001-01-01') AS from_day, coalesce(to_day, DATE '9999-12-31') AS to_day
FROM raw.kinship
WHERE available_on IS NULL OR available_on <= DATE '{as_of}'
UNION ALL
SELECT relative_id AS person_id, person_id AS relative_id,
       CASE relation WHEN 'parent' THEN 'child' WHEN 'child' THEN 'parent'
                     WHEN 'grandparent' THEN 'grandchild' WHEN 'grandchild' THEN 'grandparent'
                     ELSE relation END AS relation,
       coalesce(from_day, DATE '0001-01-01') AS from_day, coalesce(to_day, DATE '9999-12-31') AS to_day
FROM raw.kinship
WHERE available_on IS NULL OR available_on <= DATE '{as_of}'
