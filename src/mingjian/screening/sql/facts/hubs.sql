-- What ties households together: a person who stands in several of them, an account that several are paid to, a
-- marriage or a parent and a child between two of them, a phone that three or more give.
WITH person_hub AS (
    SELECT person_id FROM kept.members GROUP BY person_id HAVING min(household) <> max(household)
),
account_hub AS (
    SELECT account_no FROM kept.pay WHERE account_no IS NOT NULL GROUP BY account_no HAVING min(household) <> max(household)
),
phone_hub AS (
    SELECT phone FROM kept.households WHERE phone <> '' GROUP BY phone HAVING count(*) >= 3
)
SELECT DISTINCT 'person ' || m.person_id AS hub, m.person_id AS person_id, cast(NULL AS VARCHAR) AS account_no,
                m.household
FROM person_hub AS x
JOIN kept.members AS m ON m.person_id = x.person_id
UNION ALL
SELECT DISTINCT 'account ' || b.account_no AS hub, NULL AS person_id, b.account_no, b.household
FROM account_hub AS x
JOIN kept.pay AS b ON b.account_no = x.account_no
UNION ALL
SELECT DISTINCT 'kin ' || k.household || ' ' || k.other AS hub, NULL AS person_id, NULL AS account_no,
                unnest([k.household, k.other]) AS household
FROM kept.kin_homes AS k
UNION ALL
SELECT 'phone ' || h.phone AS hub, NULL AS person_id, NULL AS account_no, h.household
FROM phone_hub AS x
JOIN kept.households AS h ON h.phone = x.phone
