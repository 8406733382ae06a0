"""Backup of a site into one file, and the way back, bit by bit; what is in it stands in docs/adr/0012."""

import gzip
import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from django.conf import settings

from mingjian import __version__
from mingjian.desk.config import databases, making, sealed_file
from mingjian.desk.config.sites import ENVIRONMENT
from mingjian.desk.config.unpacking import CARD, TREES, Card
from mingjian.desk.core.files import PART
from mingjian.desk.core.models import Head
from mingjian.wording import Refusal

SINGLE = (ENVIRONMENT, "accounts.json", "objects.json")


@dataclass(frozen=True)
class Made:
    """What a backup holds: files, bytes, and the last line of the journal."""

    files: int
    size: int
    journal: int


def back_up(path: Path, *, now: datetime, passphrase: str = "") -> Made:
    """Write the site that this process speaks for into a new file."""
    folder: Path = settings.SITE_FOLDER
    count = 0
    with sealed_file.written(path, passphrase) as sink, tempfile.TemporaryDirectory(dir=folder) as place:
        copy = Path(place, databases.name_of_copy())
        databases.copy_to(copy)
        journal = Head.objects.get().number
        card = Card(__version__, copy.name, now.isoformat(timespec="seconds"), making.applied(), journal)
        with (
            gzip.GzipFile(
                filename="", fileobj=cast(IO[bytes], sink), mode="wb", compresslevel=1, mtime=0
            ) as packed,
            tarfile.open(fileobj=packed, mode="w|") as archive,
        ):
            _add_card(archive, card, Path(place, CARD))
            for name, source in _files(folder):
                count += _add(archive, name, source)
            count += _add(archive, copy.name, copy)
    return Made(count, path.stat().st_size, journal)


def _add_card(archive: tarfile.TarFile, card: Card, path: Path) -> None:
    path.write_text(json.dumps(card.__dict__, ensure_ascii=False, indent=1), encoding="utf-8")
    archive.add(path, CARD, recursive=False, filter=_bare)


def _add(archive: tarfile.TarFile, name: str, source: Path) -> int:
    """Add a file as it is when it is opened, whatever takes its place meanwhile; none where it was erased by then."""
    try:
        content = source.open("rb")
    except FileNotFoundError:
        return 0
    with content:
        archive.addfile(_bare(archive.gettarinfo(arcname=name, fileobj=content)), content)
    return 1


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in SINGLE:
        if (folder / name).is_file():
            yield name, folder / name
    for tree in TREES:
        for path in sorted((folder / tree).rglob("*")):
            if path.is_file() and path.suffix != PART:
                yield path.relative_to(folder).as_posix(), path


def _bare(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member without who owned it and when it was written: the same site gives the same backup."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def settle(folder: Path, card: Card) -> list[str]:
    """Bring the database of an unpacked backup into its place; the migrations that this program would add.

    Refusal where the backup comes from a later version of the program.
    """
    if later := making.unknown(card.schema):
        raise Refusal(
            f"该备份由明鉴 {card.program} 写出，比本程序（{__version__}）新（{later[0]}）；请安装那个版本再恢复。",
            f"This backup was written by Mingjian {card.program}, which is later than this program ({__version__}: "
            f"{later[0]}); install that version.",
        )
    if card.database != databases.name_of_copy():
        raise Refusal(
            f"备份中的数据库是 {card.database}，与 MINGJIAN_DATABASE 的设置不符；请改为备份时所用的数据库种类。",
            f"The database in the backup is {card.database}, which MINGJIAN_DATABASE does not fit; set the kind of "
            "database that was backed up.",
        )
    if card.database == databases.DUMP:
        databases.put_back(folder / databases.DUMP)
        (folder / databases.DUMP).unlink()
    return making.waiting()
