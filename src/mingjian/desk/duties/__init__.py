"""Duties with a clock: due dates and how they were worked out, lights, urging, supervision in three steps."""
