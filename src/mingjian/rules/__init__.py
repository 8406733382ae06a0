"""The rule room: one folder of facts per screening rule (rule.toml, rule.sql, examples.yaml) and no code."""
