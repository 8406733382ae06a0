SELECT household, division, county, granted_on, granted_by, officer_id, tier, post, relative_id, relation, called,
       derived, through_id, known_on, own
FROM kept.related_grants
WHERE known_on <= DATE '{as_of}' AND granted_on <= DATE '{as_of}' {and_in_scope}
