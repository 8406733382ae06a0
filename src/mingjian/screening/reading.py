"""Which tables a rule's text reads."""

from functools import cache

import duckdb

from mingjian.screening.catalogue import Rule
from mingjian.screening.scope import standing_tables

PER_RUN = ("p", "run", "extracts", "workdays", "found")


@cache
def _tables(sql: str) -> tuple[str, ...]:
    return tuple(sorted(duckdb.get_table_names(sql)))


def _read_by(rule: Rule) -> tuple[str, ...]:
    """The tables that the rule's texts read."""
    beside = _tables(rule.judged) if rule.judged else ()
    return tuple(dict.fromkeys((*_tables(rule.sql), *beside)))


def names_read(rule: Rule) -> tuple[str, ...]:
    """The tables of the run that the rule reads, without its own WITH names and the tables of every run."""
    known = standing_tables()
    return tuple(name for name in _read_by(rule) if name in known)


def texts_read(rule: Rule) -> tuple[str, ...]:
    """Those of the tables made for a run that the rule's own query reads: `run`, `found`, `workdays` and the like."""
    return tuple(name for name in _tables(rule.sql) if name in PER_RUN)


def counts_working_days(rule: Rule) -> bool:
    """Whether the rule asks the calendar of working days."""
    return "workdays" in _read_by(rule)


def unknown_names(rule: Rule) -> tuple[str, ...]:
    """Names that the rule reads and no run offers."""
    return tuple(n for n in _read_by(rule) if n not in standing_tables() and n not in PER_RUN)
