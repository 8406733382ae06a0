"""Many rows at once: one INSERT, its values handed to the driver row by row.

Django's bulk_create builds an expression for every value of every row, and an object for every row; when a run is
loaded that is more than half of the time.
Triggers, constraints and sealed columns work as with any other write. Keys that the database gives are not read back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constants import OnConflict

Field = models.Field[Any, Any]
Convert = Callable[[Any], Any]
PLAIN = (models.CharField, models.TextField, models.IntegerField)
# Columns whose texts and numbers go to the driver as they are; one that seals its text has a way of its own.
PLAIN_WAYS = frozenset(plain.get_prep_value for plain in PLAIN)
AS_THEY_ARE = frozenset({str, int, type(None)})


def insert(rows: Sequence[models.Model], *, skip_known: bool = False) -> None:
    """Write new rows of one table; `skip_known` leaves out those that break a unique constraint."""
    if not rows:
        return
    backend = connections[DEFAULT_DB_ALIAS]
    fields = [
        field for field in type(rows[0])._meta.concrete_fields if not isinstance(field, models.AutoField)
    ]
    turned = [(_reader(field), _converter(field, backend)) for field in fields]
    values = [[turn(read(row)) for read, turn in turned] for row in rows]
    _execute(backend, type(rows[0]), fields, values, skip_known=skip_known)
    for row in rows:
        row._state.adding = False


def insert_values(
    model: type[models.Model],
    columns: Sequence[str],
    values: Iterable[Sequence[Any]],
    *,
    skip_known: bool = False,
    same: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write rows that are only some values, without making an object of each.

    `columns` name the fields, those of other tables as `finding_id`, and the key first unless the database gives it;
    `same` gives those that hold one value in all rows, and every other column takes its default. A sealed column takes
    its text, which is sealed for the row of the key.
    """
    rows = list(values)
    if not rows:
        return
    backend = connections[DEFAULT_DB_ALIAS]
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    rest = _defaults(by_name, columns) | dict(same)
    fields = [by_name[name] for name in (*columns, *rest)]
    turned = [_converter(field, backend) for field in fields[: len(columns)]]
    ends = [_converter(by_name[name], backend)(value) for name, value in rest.items()]
    sealed = {
        at: field.sealer() for at, field in enumerate(fields[: len(columns)]) if hasattr(field, "sealer")
    }
    made = []
    for row in rows:
        if sealed:
            row = [sealed[at](row[0], value) if at in sealed else value for at, value in enumerate(row)]
        made.append([turn(value) for turn, value in zip(turned, row, strict=True)] + ends)
    _execute(backend, model, fields, made, skip_known=skip_known)


def _defaults(by_name: Mapping[str, Field], given: Sequence[str]) -> dict[str, Any]:
    """The defaults of the columns that are not given; a key without a value is left to the database."""
    return {
        name: field.get_default()
        for name, field in by_name.items()
        if name not in given and not isinstance(field, models.AutoField)
    }


def _reader(field: Field) -> Convert:
    """How the value of a row is taken for writing."""
    if type(field).pre_save is models.Field.pre_save:
        return attrgetter(field.attname)
    return lambda row: field.pre_save(row, add=True)


def _converter(field: Field, backend: BaseDatabaseWrapper) -> Convert:
    """How a value becomes what the driver takes: Django's way, and a short one for the values that are most."""

    def turn(value: Any) -> Any:  # noqa: ANN401  the value of any column
        return field.get_db_prep_save(value, backend)

    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField) and not backend.features.has_native_uuid_field:
        return lambda value: value.hex if isinstance(value, UUID) else turn(value)
    if type(field) is models.DateField:
        known: dict[Any, Any] = {}  # a run has few days

        def turn_day(value: Any) -> Any:  # noqa: ANN401
            if type(value) is not date:
                return turn(value)
            if value not in known:
                known[value] = turn(value)
            return known[value]

        return turn_day
    if isinstance(field, PLAIN) and type(field).get_prep_value in PLAIN_WAYS:
        return lambda value: value if type(value) in AS_THEY_ARE else turn(value)
    return turn


def _execute(
    backend: BaseDatabaseWrapper,
    model: type[models.Model],
    fields: Sequence[Field],
    values: list[list[Any]],
    *,
    skip_known: bool,
) -> None:
    quote, operations = backend.ops.quote_name, backend.ops
    conflict = OnConflict.IGNORE if skip_known else None
    sql = (
        f"{operations.insert_statement(on_conflict=conflict)} {quote(model._meta.db_table)} "
        f"({', '.join(quote(str(field.column)) for field in fields)}) VALUES ({', '.join(['%s'] * len(fields))}) "
        f"{operations.on_conflict_suffix_sql(fields, conflict, (), ())}"
    )
    with backend.cursor() as cursor:
        cursor.executemany(sql, values)
