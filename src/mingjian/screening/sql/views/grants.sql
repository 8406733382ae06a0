-- Who answers for a grant follows from who held the power of approval.
SELECT household, division, county, area, grant_id, from_m, to_m, until_m, category, covered_persons, income_fen,
       allowance_fen, granted_on, granted_assumed, CASE WHEN by_township THEN 'township' ELSE 'county' END AS granted_by,
       first_granted_on,
       CASE WHEN by_township THEN '8(6);9(1)' ELSE '8(6);9(3)' END AS wrong_clause,
       CASE WHEN by_township THEN '8(5)' ELSE '8(5);9(4)' END AS income_clause,
       '8(5)' AS property_clause
FROM kept.grants {in_scope}
