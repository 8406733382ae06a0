-- What ties households together: a person who stands in several of them, an account that several are paid to.
WITH person_hub AS (
    SELECT person_id FROM kept.members GROUP BY person_id HAVING min(household) <> max(household)
),
account_hub AS (
    SELECT account_no FROM kept.pay WHERE account_no IS NOT NULL GROUP BY account_no HAVING min(household) <> max(household)
)
SELECT DISTINCT 'person ' || m.person_id AS hub, m.household
FROM kept.members AS m
SEMI JOIN person_hub AS x ON x.person_id = m.person_id
UNION ALL
SELECT DISTINCT 'account ' || b.account_no AS hub, b.household
FROM kept.pay AS b
SEMI JOIN account_hub AS x ON x.account_no = b.account_no
