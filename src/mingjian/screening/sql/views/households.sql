SELECT household, household_id, division, township, county, league, area, head_id, head_name, persons, institution,
       cause, phone, address, hukou_no, listed
FROM kept.households {in_scope}
