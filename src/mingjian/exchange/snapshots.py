"""Immutable snapshots of a folder of data: one Parquet file per table, found again by the hash of its sources."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from mingjian.wording import Refusal

DATA, CARD = "data.parquet", "table.json"


@dataclass(frozen=True)
class SourceFile:
    """One file (or sheet) that rows came from: `path` relative to the folder, `sheet` empty but for XLSX.

    `header` is the line or row of the titles.
    """

    path: str
    sheet: str
    sha256: str
    encoding: str
    rows: int
    header: int = 1

    @property
    def label(self) -> str:
        """How a message names it: the path, and the sheet where there is one."""
        return f"{self.path} [{self.sheet}]" if self.sheet else self.path


@dataclass(frozen=True)
class Superseded:
    """A rejected row whose correction, handed in beside it, was accepted: where it stands and where its answer does."""

    file: str
    line: int
    by: str
    by_line: int


@dataclass(frozen=True)
class Reason:
    """Why rows were rejected: header of the column (empty: the row as a whole), how many rows, where the first is."""

    column: str
    zh: str
    en: str
    rows: int
    file: str
    line: int


@dataclass(frozen=True)
class TableSnapshot:
    """One table as read: `read == accepted + rejected`; `marked` accepted rows hold an id with a bad check digit.

    `superseded` are rejected rows, and counted among them; `reasons` say why the others were rejected, the most
    frequent first.
    `present` are the standard columns found in every file, `extra` the unknown headers carried along.
    """

    name: str
    path: Path
    hash: str
    read: int
    accepted: int
    rejected: int
    sources: tuple[SourceFile, ...]
    present: tuple[str, ...]
    extra: tuple[str, ...]
    marked: int = 0
    superseded: tuple[Superseded, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def unanswered(self) -> int:
        """Rejected rows that no accepted row supersedes."""
        return self.rejected - len(self.superseded)


@dataclass(frozen=True)
class Declared:
    """What sources.toml says about one table; None or empty where it says nothing.

    `withheld` is the reason for which its provider does not hand the table over.
    """

    provider: str = ""
    basis: str = ""
    purpose: str = ""
    keep_until: date | None = None
    divisions: tuple[str, ...] = ()
    from_day: date | None = None
    to_day: date | None = None
    extracted_on: date | None = None
    complete: bool = False
    withheld: str = ""


@dataclass(frozen=True)
class Snapshot:
    """The tables of one folder on one reading; `id` is a hash of the tables and of what was declared about them.

    `refused` are the tables that were in the folder and could not be used at all.
    """

    id: str
    tables: dict[str, TableSnapshot]
    declared: dict[str, Declared] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def snapshot_of(
    tables: dict[str, TableSnapshot], declared: dict[str, Declared], refused: tuple[str, ...] = ()
) -> Snapshot:
    """The snapshot that these tables make."""
    hashes = {name: tables[name].hash for name in sorted(tables)}
    said = {name: _plain(asdict(declared[name])) for name in sorted(declared)}
    content = json.dumps([hashes, said], sort_keys=True, ensure_ascii=False)
    return Snapshot(hashlib.sha256(content.encode()).hexdigest()[:32], tables, declared, refused)


def table_folder(store: Path, name: str, digest: str) -> Path:
    """Where a table with that hash is kept."""
    return store / "tables" / name / digest


def load_table(store: Path, name: str, digest: str) -> TableSnapshot | None:
    """A table read before; None where the store has none with that hash."""
    folder = table_folder(store, name, digest)
    if not (folder / CARD).is_file() or not (folder / DATA).is_file():
        return None
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    sources = tuple(SourceFile(**source) for source in card["sources"])
    counts = {key: card[key] for key in ("read", "accepted", "rejected", "marked")}
    return TableSnapshot(
        name,
        folder / DATA,
        digest,
        sources=sources,
        present=tuple(card["present"]),
        extra=tuple(card["extra"]),
        superseded=tuple(Superseded(**each) for each in card.get("superseded", ())),
        reasons=tuple(Reason(**each) for each in card.get("reasons", ())),
        **counts,
    )


def keep_table(store: Path, table: TableSnapshot, workplace: Path) -> TableSnapshot:
    """Move a finished table (data and rejects in `workplace`) into the store in one step, and say where it is."""
    folder = table_folder(store, table.name, table.hash)
    card = {key: value for key, value in asdict(table).items() if key not in ("path", "name", "hash")}
    (workplace / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not (folder / CARD).is_file():
        workplace.rename(folder)
    return replace(table, path=folder / DATA)


def keep_snapshot(store: Path, snapshot: Snapshot) -> None:
    """Write the snapshot's card, then point `latest` at it; a crash in between leaves the last one in place."""
    card = {
        "tables": {name: table.hash for name, table in sorted(snapshot.tables.items())},
        "declared": {name: _plain(asdict(said)) for name, said in sorted(snapshot.declared.items())},
        "refused": snapshot.refused,
    }
    write_whole(store / "snapshots" / f"{snapshot.id}.json", json.dumps(card, ensure_ascii=False, indent=1))
    write_whole(store / "latest", snapshot.id + "\n")


def load_snapshot(store: Path, snapshot_id: str | None = None) -> Snapshot:
    """A snapshot of the store, the latest where none is named; Refusal where there is none."""
    wanted = snapshot_id or _latest(store)
    path = store / "snapshots" / f"{wanted}.json"
    if not path.is_file():
        raise Refusal(
            f"数据库目录 {store} 中没有快照 {wanted}；请先运行 mingjian check。",
            f"The store {store} has no snapshot {wanted}; run mingjian check first.",
        )
    card = json.loads(path.read_text(encoding="utf-8"))
    tables = {name: _known(store, name, digest) for name, digest in card["tables"].items()}
    declared = {name: _declared(said) for name, said in card["declared"].items()}
    return Snapshot(wanted, tables, declared, tuple(card.get("refused", ())))


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


def _latest(store: Path) -> str:
    latest = store / "latest"
    if not latest.is_file():
        raise Refusal(
            f"数据库目录 {store} 中还没有快照；请先运行 mingjian check。",
            f"The store {store} has no snapshot yet; run mingjian check first.",
        )
    return latest.read_text(encoding="utf-8").strip()


def _known(store: Path, name: str, digest: str) -> TableSnapshot:
    table = load_table(store, name, digest)
    if table is None:
        raise Refusal(
            f"数据库目录 {store} 缺少表 {name}（{digest}）；请重新运行 mingjian check。",
            f"The store {store} lacks table {name} ({digest}); run mingjian check again.",
        )
    return table


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    # A word that sources.toml learnt later leaves the hashes of older folders as they were.
    said = {key: value for key, value in values.items() if value or key != "withheld"}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items()}


def _declared(said: dict[str, Any]) -> Declared:
    days = ("keep_until", "from_day", "to_day", "extracted_on")
    read = {key: date.fromisoformat(said[key]) if said[key] else None for key in days}
    return Declared(**{**said, **read, "divisions": tuple(said["divisions"])})


@contextmanager
def whole_or_gone(path: Path) -> Iterator[None]:
    """Write a new file inside; where that ends early (a full disk, Ctrl-C), what was written of it goes."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def store_beside(directory: Path) -> Path:
    """The store that belongs to a folder of data: `DIR.mingjian` beside it, never in it."""
    whole = directory.resolve()
    return whole.with_name(whole.name + ".mingjian")
