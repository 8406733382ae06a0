"""The engine: shared facts of a snapshot, rules as SQL over them, findings with their evidence, reports."""
