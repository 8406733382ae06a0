SELECT household, division, county, from_m, until_m FROM kept.stretches {in_scope}
