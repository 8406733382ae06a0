"""What is done to the files of all rows: clear ones are sealed, a fresh key seals them anew, of deleted rows they go.

Each file is written beside itself and then takes its own place, so that it may all be stopped at any moment and begun
again, while pages go on.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from mingjian.desk.core import ciphers, files, journal, matters, sealed_content
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.ciphers import Spoilt
from mingjian.desk.core.models import Image

AT_ONCE = 500
RESEALED, SEALED = "keys.rotate", "files.seal"
OF_A_ROW = re.compile(r"[0-9a-f]{32}")
IN_CLEAR = re.compile(r"[0-9a-f]{64}")
LEFT_LYING = timedelta(days=1)


class Done(NamedTuple):
    """How many files were sealed, and which rows have one that does not open."""

    files: int
    spoilt: tuple[str, ...]


def keepers() -> list[type[models.Model]]:
    """The models whose rows may keep a file."""
    return [model for model in apps.get_models() if hasattr(model, "sealed_file")]


# -- sealing ----------------------------------------------------------------------------------------------
def seal_clear(by: Actor) -> Done:
    """Seal what still stands in clear; the clear file goes when no row needs it any more."""
    done = _seal_all(by, SEALED, lambda row: not files.path_of(row).exists())
    for model in keepers():
        for path in in_clear(model):
            _drop_clear(model, path)
    return done


def reseal(by: Actor) -> Done:
    """Seal everything with the newest key, files in clear among it; once more for what came meanwhile."""
    count, spoilt = 0, tuple[str, ...]()
    while True:
        done = _seal_all(by, RESEALED, is_left)
        count, spoilt = count + done.files, done.spoilt
        if not done.files:
            break
    cleared = seal_clear(by)
    return Done(count + cleared.files, tuple(dict.fromkeys(spoilt + cleared.spoilt)))


def is_left(row: files.Keeper) -> bool:
    """Whether the file of a row is sealed with another key than the newest."""
    try:
        with files.path_of(row).open("rb") as file:
            return sealed_content.sealed_with(file) != ciphers.current(ciphers.FILES)
    except FileNotFoundError:
        return False


def is_unfinished() -> bool:
    """Whether a file that opens is left from a rotation that was stopped; one that does not open never will be."""
    return any(
        is_left(row) and _opens(row) for model in keepers() for rows in _batches(model) for row in rows
    )


def in_clear(model: type[models.Model]) -> list[Path]:
    """The files of a model that stand in clear."""
    folder = files.folder_of(model)
    return sorted(path for path in folder.glob("*") if IN_CLEAR.fullmatch(path.name))


def _seal_all(by: Actor, act: str, is_wanted: Callable[[Any], bool]) -> Done:
    count, spoilt = 0, list[str]()
    for model in keepers():
        for rows in _batches(model):
            sealed = 0
            for row in filter(is_wanted, rows):
                try:
                    sealed += _seal(row)
                except FileNotFoundError:
                    continue  # nothing to seal: its page says so
                except Spoilt:
                    spoilt.append(f"{model._meta.db_table}:{row.pk}")
            if sealed:
                with journal.opened(act, by, reason=f"{ciphers.current(ciphers.FILES)} {sealed}"):
                    count += sealed
    return Done(count, tuple(spoilt))


def _seal(row: Any) -> int:  # noqa: ANN401  a row that keeps a file
    """Seal the file of a row anew: how many. One that was erased meanwhile does not come back."""
    with files.source(row) as content, files.Part(files.path_of(row)) as part:
        passed = sealed_content.seal(sealed_content.parts(content), part.file, *files.place_of(row))
        if passed.sha256 != row.sha256:
            raise Spoilt("a file is not what was filed")
        with transaction.atomic():
            still = type(row)._base_manager.select_for_update().filter(pk=row.pk)
            if not still.values_list("pk", flat=True):
                return 0
            part.put()
    return 1


def _opens(row: files.Keeper) -> bool:
    try:
        files.opened(row).close()
    except (FileNotFoundError, Spoilt):
        return False
    return True


def _drop_clear(model: type[models.Model], path: Path) -> None:
    """Remove a file in clear where rows speak of it and each of them has a sealed one."""
    rows: Any = model._base_manager.filter(sha256=path.name)
    if rows and all(files.path_of(row).exists() for row in rows):
        path.unlink(missing_ok=True)


def _batches(model: type[models.Model]) -> Iterator[list[Any]]:
    """The rows that keep a file, some at a time."""
    last: object = None
    every = model._base_manager.exclude(sha256="").order_by("pk").only("pk", "sha256")
    while rows := list((every if last is None else every.filter(pk__gt=last))[:AT_ONCE]):
        yield rows
        last = rows[-1].pk


# -- what is left lying -----------------------------------------------------------------------------------
def sweep(now: datetime) -> int:
    """Remove what a process that was killed left half written, and files of rows that the journal says were deleted.

    A file of a row that the journal knows nothing of stays: it may belong to a later database than this one.
    """
    gone = [path for model in keepers() for path in (*_half_written(model, now), *_of_deleted(model))]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _half_written(model: type[models.Model], now: datetime) -> Iterator[Path]:
    old = (now - LEFT_LYING).timestamp()
    for path in files.folder_of(model).glob(f".*{files.PART}"):
        try:
            if path.stat().st_mtime < old:
                yield path
        except FileNotFoundError:
            continue  # it was put


def _of_deleted(model: type[models.Model]) -> Iterator[Path]:
    there = {path.name: path for path in files.folder_of(model).glob("*") if OF_A_ROW.fullmatch(path.name)}
    known = model._base_manager.exclude(sha256="").values_list("pk", flat=True)
    for key in there.keys() - {matters.name(pk) for pk in known}:
        if _was_deleted(model, UUID(hex=key)):
            yield there[key]


def _was_deleted(model: type[models.Model], key: UUID) -> bool:
    images = Image.objects.filter(table_name=model._meta.db_table, row_key__in=(key.hex, str(key)))
    return images.filter(operation="delete").exists()
