"""Screening on a cluster: where a statement is answered, and the statement in Spark's dialect."""
