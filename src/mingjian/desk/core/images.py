"""The image of a row: all its columns as the database keeps them, as text that is the same whoever reads it."""

from collections.abc import Iterator, Sequence
from functools import cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from mingjian.desk.core import matters
from mingjian.desk.core.verify_journal import encode_row

GONE = "{}"
AT_ONCE = 2000


class Table(NamedTuple):
    """A table: its name, the column of its key and the type of that, all columns, personal ones and their matter."""

    name: str
    key: str
    key_type: str
    columns: tuple[str, ...]
    model: type[models.Model]
    personal: tuple[str, ...] = ()
    matter: str = ""


class Row(NamedTuple):
    """One row as the database keeps it."""

    key: str
    columns: str


@cache
def table_of(model: type[models.Model]) -> Table:
    """The table of a model, with its columns in the order of their names."""
    key = model._meta.pk
    if key is None or isinstance(key, models.CompositePrimaryKey):
        raise TypeError(
            f"{model.__name__}: a table of several key columns cannot be journalled; give it one key"
        )
    columns = sorted(str(field.column) for field in model._meta.concrete_fields)
    key_type = key.rel_db_type(connection) or "text"
    personal = tuple(getattr(model, "journal_personal", ()))
    matter = str(getattr(model, "journal_matter", ""))
    if bool(personal) != bool(matter) or not {*personal, *([matter] if matter else [])} <= set(columns):
        raise TypeError(
            f"{model.__name__}: journal_personal and journal_matter name columns, both or neither"
        )
    return Table(model._meta.db_table, str(key.column), key_type, tuple(columns), model, personal, matter)


@cache
def tables() -> dict[str, Table]:
    """Every table of the site that has a model, by its name; the key may be of several columns in none of ours."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not _has_composite_key(model):
            found[model._meta.db_table] = table_of(model)
    return found


def _has_composite_key(model: type[models.Model]) -> bool:
    return isinstance(model._meta.pk, models.CompositePrimaryKey)


def name(row: models.Model) -> str:
    """How the journal names a row: table:key, the key as the database keeps it."""
    return f"{row._meta.db_table}:{key_text(row)}"


def name_of(model: type[models.Model], key: object) -> str:
    """As `name`, for the row of a key."""
    return f"{model._meta.db_table}:{model._meta.pk.get_db_prep_value(key, connection)}"


def key_text(row: models.Model) -> str:
    """The key of a row as the database shows it."""
    field = row._meta.pk
    return str(field.get_db_prep_value(row.pk, connection))


def rows(table: Table, condition: str, words: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of a table under a condition of SQL, in no order."""
    names = _names(table)
    with connection.cursor() as cursor:
        cursor.execute(f"{_select(table)} WHERE {condition}", words)
        for key, *values in fetched(cursor):
            yield Row(key, encode_row(names, values))


def _names(table: Table) -> list[str]:
    return [f"{encode_basestring(column)}:" for column in table.columns]


def fetched(cursor: CursorWrapper) -> Iterator[tuple[Any, ...]]:
    """The rows of a cursor, some at a time."""
    while some := cursor.fetchmany(AT_ONCE):
        yield from some


def _select(table: Table) -> str:
    """SQL for the columns as kept. SQLite: a plus hides the declared type, so that no converter touches the value."""
    quote = connection.ops.quote_name
    if connection.vendor == "sqlite":
        columns = ", ".join(f"+t.{quote(column)}" for column in table.columns)
        return f"SELECT CAST(t.{quote(table.key)} AS TEXT), {columns} FROM {quote(table.name)} t"
    columns = ", ".join(f"t.{quote(column)}::text" for column in table.columns)
    return f"SELECT t.{quote(table.key)}::text, {columns} FROM {quote(table.name)} t"


def touched_rows(table: Table, act: str) -> Iterator[Row]:
    """The rows of a table that an open act has touched and that are still there, personal columns hidden."""
    quote = connection.ops.quote_name
    condition = (
        f"t.{quote(table.key)} IN (SELECT CAST(row_key AS {table.key_type}) FROM core_touched "
        "WHERE act = %s AND table_name = %s)"
    )
    if not table.personal:
        yield from rows(table, condition, (act, table.name))
        return
    with connection.cursor() as cursor:
        cursor.execute(f"{_select(table)} WHERE {condition}", (act, table.name))
        while some := cursor.fetchmany(AT_ONCE):
            yield from _hidden(table, some)


def _hidden(table: Table, some: Sequence[tuple[Any, ...]]) -> Iterator[Row]:
    names, at = _names(table), {column: at for at, column in enumerate(table.columns)}
    personal = {at[column]: column for column in table.personal}
    named = [matters.name(row[1 + at[table.matter]] or "") for row in some]
    salts = matters.salts(name for name in named if name)
    for (key, *values), matter in zip(some, named, strict=True):
        hidden = matters.hide(values, personal, matter, salts[matter]) if matter else {}
        told = {place: f"{names[place]}{text}" for place, text in hidden.items()}
        yield Row(str(key), encode_row(names, values, told))
