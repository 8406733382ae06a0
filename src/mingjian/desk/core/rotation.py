"""Fresh sealing keys: every sealed column is opened and sealed anew, some rows at a time, through acts; then the files.

Pages go on meanwhile: a text says itself which key it was sealed with, and all keys stay in the site.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from mingjian.desk.core import ciphers, file_care, images, journal
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.keys import write_key
from mingjian.desk.core.sealing import Ciphertext, SealedField, Spoilt

AT_ONCE = 500
ACT = "keys.rotate"


class Column(NamedTuple):
    """A sealed column of a model."""

    model: type[models.Model]
    field: SealedField


class Rotation(NamedTuple):
    """What a rotation has done: the key that seals now, texts sealed anew, rows with what does not open, files."""

    key: str
    resealed: int
    spoilt: tuple[str, ...]
    files: int = 0


def sealed_columns() -> list[Column]:
    """Every sealed column of the site."""
    return [
        Column(model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    ]


def rotate(by: Actor) -> Rotation:
    """Seal everything with a fresh key; where an earlier rotation has not come to its end, go on with that one."""
    columns = sealed_columns()
    if ciphers.newest(ciphers.FILES) > ciphers.newest(ciphers.COLUMNS):
        _write_key(ciphers.COLUMNS, ciphers.newest(ciphers.FILES))  # we were stopped between the two
    elif not _is_unfinished(columns):
        _write_keys()
    resealed, spoilt = 0, list[str]()
    for column in columns:
        for rows in _batches(column):
            done, failed = _reseal(column, rows, by)
            resealed += done
            spoilt += failed
    filed = file_care.reseal(by)
    return Rotation(ciphers.current(), resealed, (*spoilt, *filed.spoilt), filed.files)


def _is_unfinished(columns: Sequence[Column]) -> bool:
    return any(_left(column).exists() for column in columns) or file_care.is_unfinished()


def _write_keys() -> None:
    """A fresh key for columns and one for files, of one number; that of files first, to tell where we were stopped."""
    number = max(ciphers.newest(ciphers.FILES), ciphers.newest(ciphers.COLUMNS)) + 1
    _write_key(ciphers.FILES, number)
    _write_key(ciphers.COLUMNS, number)


def _write_key(kind: str, number: int) -> None:
    write_key(settings.SITE_FOLDER, ciphers.key_file(kind, number))


def _left(column: Column) -> models.QuerySet[models.Model]:
    """The rows whose text is not sealed with the newest key."""
    name = column.field.name
    rows = column.model._base_manager.exclude(**{f"{name}__isnull": True}).exclude(**{name: ""})
    return rows.exclude(**{f"{name}__startswith": Ciphertext(f"{ciphers.current()}:")})


def _batches(column: Column) -> Iterator[list[object]]:
    """The keys of the rows that are left, some at a time."""
    last: object = None
    while True:
        rows = _left(column).order_by("pk")
        keys = list(
            (rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:AT_ONCE]
        )
        if not keys:
            return
        yield keys
        last = keys[-1]


def _reseal(column: Column, keys: Sequence[object], by: Actor) -> tuple[int, list[str]]:
    """Open and seal some rows in one act; how many, and the names of those that do not open."""
    quote, field, newest = connection.ops.quote_name, column.field, ciphers.current()
    table = images.table_of(column.model)
    key = column.model._meta.pk
    fresh, spoilt = [], []
    with journal.opened(ACT, by, reason=newest):
        left = _left(column).filter(pk__in=keys).select_for_update()
        for pk, sealed in left.values_list("pk", field.name):
            place = (table.name, str(field.column), str(pk))
            try:
                text = ciphers.unseal(sealed, *place)
            except Spoilt:
                spoilt.append(f"{table.name}:{pk}")
                continue
            fresh.append((ciphers.seal_with(newest, text, *place), key.get_db_prep_value(pk, connection)))
        if fresh:
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {quote(table.name)} SET {quote(str(field.column))} = %s WHERE {quote(table.key)} = %s",
                    fresh,
                )
    return len(fresh), spoilt
