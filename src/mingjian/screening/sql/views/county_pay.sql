SELECT county, league, m, kind, households, paid_fen FROM kept.county_pay WHERE m <= {as_of_m}
