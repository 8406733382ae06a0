"""Queries that pages ask again and again: their text is worked out once until the next act, their rows every time.

Putting a query together, with all that its reader may not see, costs Django more than the database takes to answer it.
The text holds who asks as she stands under the head of the journal that the request has read (ADR 0019).
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, UUIDField

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


def rows_of(ask: Callable[..., QuerySet[Any, Any]], *words: UUID | date) -> list[Row]:
    """The rows of `ask(*words)`, a query whose text is the same whatever the words: worked out once in this process."""
    sql, asked, turns = _form(ask, tuple(map(type, words)), connection.vendor)
    given = [(word, _adapted(word)) for word in words]
    told = tuple(given[part.at][part.is_adapted] if isinstance(part, Place) else part for part in asked)
    return _read(Prepared(sql, told, turns))


class Place(NamedTuple):
    """Where a word of a query goes: which of them, and whether in the form that the database takes."""

    at: int
    is_adapted: bool


@cache
def _form(ask: Callable[..., QuerySet[Any, Any]], kinds: tuple[type, ...], _vendor: str) -> Prepared:
    """A query with places for its words: put together with words that nobody else uses, and again with others."""
    one, other = (_with_places(ask, kinds, year) for year in (1903, 1907))
    if one is None or other is None or (one.sql, one.words) != (other.sql, other.words):
        raise ValueError(f"{ask.__name__} gives another query for other words; its text cannot be kept")
    return one


def _with_places(
    ask: Callable[..., QuerySet[Any, Any]], kinds: tuple[type, ...], year: int
) -> Prepared | None:
    marks = [uuid4() if kind is UUID else date(year, 5, 7 + at) for at, kind in enumerate(kinds)]
    prepared = _prepared(ask(*marks))
    if prepared is None:
        return None
    places = {_adapted(mark): Place(at, is_adapted=True) for at, mark in enumerate(marks)}
    places |= {mark: Place(at, is_adapted=mark in places) for at, mark in enumerate(marks)}
    return prepared._replace(words=tuple(places.get(word, word) for word in prepared.words))


def _adapted(word: UUID | date) -> Any:  # noqa: ANN401  what the driver takes
    if isinstance(word, UUID):
        return UUIDField().get_db_prep_value(word, connection)
    return connection.ops.adapt_datefield_value(word)


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
