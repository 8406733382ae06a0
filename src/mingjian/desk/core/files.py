"""Files that rows keep: each sealed, under the key of its row, in a folder of the site; it opens for that row alone.

A model says `sealed_file = "evidence"`, the folder below files/, and has a column `sha256`: the hash of the content,
empty where a row has no file. At first files stood in clear under that hash, one for all rows with the same content.
Such a file is read as before, and `mingjian upgrade` seals it.
"""

import os
import secrets
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from django.conf import settings

from mingjian.desk.core import sealed_content
from mingjian.desk.core.ciphers import Spoilt
from mingjian.desk.core.matters import name
from mingjian.desk.core.sealed_content import Opened, Passed, Scratch

FOLDER = "files"
PART = ".part"


class Keeper(Protocol):
    """A row that may keep a file."""

    @property
    def _meta(self) -> Any: ...  # noqa: ANN401  as Django's

    @property
    def pk(self) -> Any: ...  # noqa: ANN401  as Django's

    @property
    def sha256(self) -> str: ...

    @property
    def sealed_file(self) -> str: ...


class Part:
    """A file being written beside the one it replaces: with `put` it takes its place, whole and on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")

    def __enter__(self) -> Self:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.file: IO[bytes] = os.fdopen(handle, "wb")
        return self

    def put(self) -> None:
        """Let it stand in the place of the other, also after a power cut."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.part.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left of what was not put."""
        self.file.close()
        self.part.unlink(missing_ok=True)


def folder_of(keeper: Any) -> Path:  # noqa: ANN401  a row or its model
    """Where the files of a model lie."""
    return Path(settings.SITE_FOLDER) / FOLDER / str(keeper.sealed_file)


def path_of(row: Keeper) -> Path:
    """The sealed file of a row."""
    return folder_of(row) / name(row.pk)


def clear_path_of(row: Keeper) -> Path:
    """Where the content of a row stood in clear."""
    return folder_of(row) / row.sha256


def place_of(row: Keeper) -> tuple[str, str, str]:
    """What the file of a row is bound to."""
    return row._meta.db_table, "file", str(row.pk)


def keep(row: Keeper, content: Iterable[bytes]) -> Passed:
    """Seal content into the file of a row while it comes; its hash and size, for the row to say."""
    with Part(path_of(row)) as part:
        passed = sealed_content.seal(content, part.file, *place_of(row))
        part.put()
    return passed


def opened(row: Keeper) -> Opened:
    """The content of a row from its beginning, after all of it was vouched for; pieces are looked at again when read.

    FileNotFoundError where there is no file, Spoilt where it is not what was filed.
    """
    content = _sealed_or_copied(row)
    try:
        if _digest(content) != row.sha256:
            raise Spoilt("a file is not what was filed")
        content.seek(0)
    except BaseException:
        content.close()
        raise
    return content


def source(row: Keeper) -> IO[bytes] | Opened:
    """The content of a row as it comes, sealed or in clear; FileNotFoundError, Spoilt."""
    try:
        return _sealed(row)
    except FileNotFoundError:
        try:
            return clear_path_of(row).open("rb")
        except FileNotFoundError:
            return _sealed(row)  # it was sealed, and the other removed, between the two looks


def remove(row: Keeper) -> None:
    """Remove the sealed file of a row, and what was left of one being written."""
    path = path_of(row)
    for left in (path, *path.parent.glob(f".{path.name}.*{PART}")):
        left.unlink(missing_ok=True)


def _sealed(row: Keeper) -> Opened:
    file = path_of(row).open("rb")
    try:
        return sealed_content.unseal(file, *place_of(row))
    except BaseException:
        file.close()
        raise


def _sealed_or_copied(row: Keeper) -> Opened:
    """The content where no one can change it unnoticed: a file in clear is copied first."""
    found = source(row)
    if isinstance(found, Opened):
        return found
    copy = Scratch()
    with found:
        for some in sealed_content.parts(found):
            copy.write(some)
    return copy.opened()


def _digest(content: Opened) -> str:
    digest = sha256()
    for some in sealed_content.parts(content):
        digest.update(some)
    return digest.hexdigest()
