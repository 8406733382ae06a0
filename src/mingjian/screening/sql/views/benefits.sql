-- Months in which a household was paid allowance, with the grant that holds the month.
SELECT b.household, b.division, b.county, c.m, c.first_on, c.last_on, b.paid_fen,
       coalesce(g.covered_persons, h.persons) AS covered_persons,
       g.grant_id, g.granted_on, g.first_granted_on,
       CASE g.granted_by WHEN 'township' THEN '8(6);9(1)' WHEN 'county' THEN '8(6);9(3)' END AS wrong_clause,
       CASE g.granted_by WHEN 'township' THEN '8(5)' WHEN 'county' THEN '8(5);9(4)' END AS income_clause,
       CASE WHEN g.granted_by IS NOT NULL THEN '8(5)' END AS property_clause
FROM pay AS b
JOIN calendar AS c ON c.year = b.year AND (b.months & c.bit) <> 0
JOIN households AS h ON h.household = b.household
LEFT JOIN grants AS g ON g.household = b.household AND g.from_m <= c.m AND c.m <= g.until_m
WHERE b.kind = 'allowance' AND b.paid_fen > 0
