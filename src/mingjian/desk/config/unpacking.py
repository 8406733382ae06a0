"""A backup unpacked again: what is in it, and what it says of itself. It needs no database yet."""

import gzip
import json
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mingjian.desk.config import sealed_file
from mingjian.desk.core.keys import KEYS
from mingjian.wording import Refusal

CARD = "backup.json"
# In this order into a backup, after the database: content of evidence never changes, so files copied later hold
# everything that it speaks of; and whatever a file was sealed with by then is among the keys, which come last.
TREES = ("heads", "files", KEYS)


@dataclass(frozen=True)
class Card:
    """What a backup says of itself."""

    program: str
    database: str
    made_at: str
    schema: Mapping[str, list[str]]
    journal: int


def unpack(path: Path, folder: Path, passphrase: str = "") -> Card:
    """Unpack a backup into a new folder that only its owner can look into; what the backup says of itself.

    Refusal where the file is no sound backup; nothing is left behind then.
    """
    folder.mkdir(mode=0o700, parents=True)
    try:
        with (
            sealed_file.opened(path, passphrase) as content,
            gzip.GzipFile(fileobj=content) as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            return _unpack(archive, folder)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, ValueError, KeyError, TypeError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _no_content(path) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _unpack(archive: tarfile.TarFile, folder: Path) -> Card:
    card: Card | None = None
    for member in archive:
        content = archive.extractfile(member)
        name = PurePosixPath(member.name)
        if content is None or name.is_absolute() or ".." in name.parts:
            raise ValueError("a member that no backup has")
        if member.name == CARD:
            card = Card(**json.load(content))
            continue
        target = folder.joinpath(*name.parts)
        for made in reversed([one for one in target.parents if not one.exists()]):
            made.mkdir(mode=0o700)
        target.touch(mode=0o600)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file)
    if card is None:
        raise ValueError("no card")
    for name_of_part in (*TREES, "static"):
        (folder / name_of_part).mkdir(mode=0o700, exist_ok=True)
    return card


def _no_content(path: Path) -> Refusal:
    return Refusal(
        f"备份文件 {path.name} 的内容不完整；请换用另一份备份。",
        f"The content of the backup {path.name} is not whole; use another one.",
    )
