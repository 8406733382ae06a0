"""The ground on which examples are played: rows written by hand as tables of a session, and the facts over them.

One example differs from the next in a row or two. What they have in common stays as it lies: only those tables are laid
anew whose rows differ, and only those facts are made anew that are made of something that differs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb

from mingjian.exchange import identity
from mingjian.exchange.standard import Column, Table, tables
from mingjian.screening.engine import Session
from mingjian.screening.facts import fact_sql, make_facts, with_dependencies
from mingjian.screening.workspace import open_session, stored_columns, words_after

Row = dict[str, Any]
Stored = list[list[Any]]


@dataclass
class Ground:
    """A session of DuckDB and what lies in it: the rows of every table, and of what the facts were made.

    `states` numbers the contents that a table has had, by schema and name: another number, other rows. `made_of` holds
    the numbers of what a fact was last made of.
    """

    session: duckdb.DuckDBPyConnection
    rows: dict[str, Stored] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    made_of: dict[str, tuple[int, ...]] = field(default_factory=dict)
    contents: dict[str, list[str]] = field(default_factory=dict)


# Grounds on which nobody stands at the moment.
_FREE: list[Ground] = []


@contextmanager
def ground_of(rows: Mapping[str, Sequence[Row]], facts: Iterable[str]) -> Iterator[Session]:
    """A session with the rows in schema raw and the facts in schema kept; whatever is made in it is gone after it."""
    ground = _FREE.pop() if _FREE else _new_ground()
    try:
        _lay(ground, rows)
        _make(ground, facts)
    except BaseException:
        # Half of it is laid: nobody shall stand on that.
        ground.session.close()
        raise
    ground.session.execute("BEGIN")
    try:
        yield ground.session
    finally:
        ground.session.execute("ROLLBACK")
        _FREE.append(ground)


def load_rows(connection: Session, rows: Mapping[str, Sequence[Row]]) -> None:
    """Make every table of the standard in schema raw with the given rows, typed as in a snapshot."""
    for table in tables().values():
        columns = ", ".join(f'"{name}" {kind}' for name, kind in stored_columns(table).items())
        connection.execute(f"CREATE TABLE raw.{table.name} ({columns})")
        for row in stored(table, rows.get(table.name, ())):
            connection.execute(f"INSERT INTO raw.{table.name} VALUES ({_marks(row)})", row)


def stored(table: Table, rows: Sequence[Row]) -> Stored:
    """Rows as a snapshot holds them: every column of the table with its type, then file, line and extra."""
    return [
        [*(_cell(column, row.get(column.name)) for column in table.columns), 0, number, None]
        for number, row in enumerate(rows, start=1)
    ]


def checked(text: str) -> str:
    """An id of 17 digits and a question mark gets its check digit."""
    return text[:17] + identity.check_digit(text[:17]) if text.endswith("?") else text


def first_of(value: object) -> date:
    """The first day of a month, which is written 2024-01 or as one of its days."""
    if isinstance(value, date):
        return value.replace(day=1)
    year, number = str(value).split("-")[:2]
    return date(int(year), int(number), 1)


def _new_ground() -> Ground:
    session = open_session()
    # For a few rows a second thread has nothing to do but to be woken.
    session.execute("SET threads = 1")
    load_rows(session, {})
    make_facts(session, ())
    return Ground(session, {name: [] for name in tables()})


def _lay(ground: Ground, rows: Mapping[str, Sequence[Row]]) -> None:
    for name, table in tables().items():
        wanted = stored(table, rows.get(name, ()))
        if wanted != ground.rows[name]:
            ground.session.execute(f"TRUNCATE raw.{name}")
            _insert(ground, name, wanted)
            ground.rows[name] = wanted
            ground.states[f"raw.{name}"] += 1


def _make(ground: Ground, wanted: Iterable[str]) -> None:
    for name in with_dependencies(wanted):
        made_of = tuple(ground.states[source] for source in _sources(name))
        if ground.made_of.get(name) == made_of:
            continue
        ground.session.execute(f"CREATE OR REPLACE TABLE kept.{name} AS {fact_sql(name)}")
        content = sorted(map(repr, ground.session.execute(f"FROM kept.{name}").fetchall()))
        if content != ground.contents.get(name):
            ground.contents[name] = content
            ground.states[f"kept.{name}"] += 1
        ground.made_of[name] = made_of


@cache
def _sources(name: str) -> tuple[str, ...]:
    """What a fact is made of, by schema and name."""
    text = fact_sql(name)
    return tuple(f"{schema}.{word}" for schema in ("raw", "kept") for word in words_after(schema, text))


def _insert(ground: Ground, name: str, rows: Stored) -> None:
    if rows:
        values = [value for row in rows for value in row]
        lines = ", ".join(f"({_marks(row)})" for row in rows)
        ground.session.execute(f"INSERT INTO raw.{name} VALUES {lines}", values)


def _marks(row: Sequence[object]) -> str:
    return ", ".join("?" * len(row))


def _cell(column: Column, value: object) -> object:
    if value is None:
        return None
    if column.kind == "id":
        return identity.id_number(checked(str(value)))
    if column.kind == "month":
        return first_of(value)
    if column.kind == "money":
        return Decimal(str(value))
    if column.kind == "time" and isinstance(value, str):
        return datetime.fromisoformat(value)
    if column.kind in ("text", "code", "enum"):
        return str(value)
    return value
