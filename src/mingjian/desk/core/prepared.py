"""Queries that pages ask again and again: their text is worked out once until the next act, their rows every time.

Putting a query together, with all that its reader may not see, costs Django more than the database takes to answer it.
The text holds who asks as she stands under the head of the journal that the request has read (ADR 0019).
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from mingjian.desk.core import remembered
from mingjian.desk.core.listing import ROWS

Row = tuple[Any, ...]
Turn = Callable[[Any], Any]


class Prepared(NamedTuple):
    """A query as the database takes it, and how some of its columns become values of Python."""

    sql: str
    words: tuple[Any, ...]
    turns: tuple[tuple[int, Turn], ...]


def rows(key: Hashable, ask: Callable[[], QuerySet[Any, Any]]) -> list[Row]:
    """The rows of the query set of columns (`values_list`) that `ask` makes, read now.

    The key says all that the query depends on, as with `until_next_act`; None for a query that is asked once. Once an
    act is opened nothing is kept.
    """
    if key is not None and remembered.is_reading():
        prepared = remembered.until_next_act(("text of a query", key), lambda: _prepared(ask()))
    else:
        prepared = _prepared(ask())
    return [] if prepared is None else _read(prepared)


def key_of(name: str, keys: Sequence[Hashable]) -> Hashable:
    """The key of a query about some rows: those of a page are asked for again, the parts of an export are not."""
    return (name, *keys) if len(keys) <= ROWS else None


def _prepared(found: QuerySet[Any, Any]) -> Prepared | None:
    """The text of a query; None where it can have no rows."""
    compiler = found.query.get_compiler(found.db)
    try:
        sql, words = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [column for column, _, _ in compiler.select]
    ways = compiler.get_converters(columns)
    return Prepared(sql, tuple(words), tuple((at, _turn(*way)) for at, way in ways.items()))


def _turn(ways: Sequence[Callable[..., Any]], column: Any) -> Turn:  # noqa: ANN401  an expression of Django's
    """Django's converters of a column, one after the other; they know the database, but no connection to it."""

    def turn(value: Any) -> Any:  # noqa: ANN401  the value of any column
        for way in ways:
            value = way(value, column, connection)
        return value

    return turn


def _read(prepared: Prepared) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(prepared.sql, prepared.words)
        found: list[Row] = cursor.fetchall()
    if not prepared.turns:
        return found
    return [_turned(row, prepared.turns) for row in found]


def _turned(row: Row, turns: Sequence[tuple[int, Turn]]) -> Row:
    values = list(row)
    for at, turn in turns:
        values[at] = turn(values[at])
    return tuple(values)
