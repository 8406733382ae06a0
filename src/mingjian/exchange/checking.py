"""Checking a folder against the data standard: every row accepted or rejected, and a snapshot of what was accepted."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from mingjian.exchange.conversion import quoted
from mingjian.exchange.declared import read_declared
from mingjian.exchange.discovery import Found, discover
from mingjian.exchange.divisions import names
from mingjian.exchange.ingesting import Connections, ingest
from mingjian.exchange.progress import Progress, silent
from mingjian.exchange.reading import Examined, TableFault, examine
from mingjian.exchange.snapshots import (
    Snapshot,
    TableSnapshot,
    keep_snapshot,
    load_snapshot,
    load_table,
    snapshot_of,
    store_beside,
    table_folder,
)
from mingjian.exchange.standard import Table, tables
from mingjian.exchange.surveying import known_encoding
from mingjian.wording import Refusal, Text

# Raised whenever the same bytes would be read differently.
READER_VERSION = "5"
REJECTS = "rejects"


@dataclass(frozen=True)
class TableResult:
    """What became of one table: its snapshot, or the fault that refused it; `rejects` are files to be corrected.

    `missing` are the optional columns of the standard that no file has.
    """

    name: str
    snapshot: TableSnapshot | None
    fault: Text | None
    missing: tuple[str, ...] = ()
    rejects: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Shrunk:
    """A table that lost more than a fifth of its accepted rows since the last snapshot of the store."""

    name: str
    before: int
    now: int


@dataclass(frozen=True)
class CheckResult:
    """What became of a folder; `strangers` are files that belong to no table, each with the reason."""

    snapshot: Snapshot
    tables: tuple[TableResult, ...]
    strangers: tuple[tuple[str, Text], ...]
    rejects: Path
    shrunk: tuple[Shrunk, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether every row of every table was accepted or superseded by an accepted one."""
        return all(table.snapshot is not None and not table.snapshot.unanswered for table in self.tables)


def check_folder(
    directory: Path, store: Path, *, encoding: str | None = None, progress: Progress = silent
) -> CheckResult:
    """Read every table of `directory` into `store`; Refusal where the folder or its sources.toml cannot be used.

    Nothing is written to `directory`; tables read before under the same hash are not read again.
    """
    codec = known_encoding(encoding) if encoding else None
    _demand_folder(directory)
    _demand_apart(directory, store)
    declared = read_declared(directory)
    found = discover(directory)
    store.mkdir(parents=True, exist_ok=True)
    with Connections() as connections:
        target = _Target(store, connections, progress)
        results = tuple(_check_table(name, found, target, codec) for name in _order(found))
    # An unfilled template says nothing, unless somebody declared that the registry is indeed empty.
    hollow = {r.name for r in results if r.snapshot and not r.snapshot.read and r.name not in declared}
    results = tuple(result for result in results if result.name not in hollow)
    if not results:
        raise _unfilled(directory) if hollow else _empty(directory)
    kept = {result.name: result.snapshot for result in results if result.snapshot}
    snapshot = snapshot_of(kept, declared, tuple(result.name for result in results if not result.snapshot))
    shrunk = _shrunk(store, snapshot)
    keep_snapshot(store, snapshot)
    published = tuple(_publish(result, store) for result in results)
    strangers = (*found.strangers, *_hollow(found, hollow))
    return CheckResult(snapshot, published, strangers, store / REJECTS, shrunk)


def unknown_places(snapshot: Snapshot) -> dict[str, int]:
    """Codes of households that the list of divisions does not know, with their rows: new places, or slips."""
    table = snapshot.tables.get("households")
    if table is None:
        return {}
    with duckdb.connect() as con:
        counted = (
            f"SELECT division, count(*) FROM {quoted(str(table.path))} GROUP BY division ORDER BY division"
        )
        return {code: rows for code, rows in con.execute(counted).fetchall() if code not in names()}


def _shrunk(store: Path, snapshot: Snapshot) -> tuple[Shrunk, ...]:
    """Tables with less than four fifths of their last rows: a month or a county may have been left out."""
    try:
        last = load_snapshot(store)
    except Refusal:
        # The first check of a store, or one from which tables were taken away.
        return ()
    now = {name: table.accepted for name, table in snapshot.tables.items()}
    counts = (
        Shrunk(name, table.accepted, now.get(name, 0))
        for name, table in last.tables.items()
        # A refused table is named as such.
        if name not in snapshot.refused
    )
    return tuple(each for each in counts if 5 * each.now < 4 * each.before)


@dataclass(frozen=True)
class _Target:
    """Where tables are read into a store, and who is told of it."""

    store: Path
    connections: Connections
    progress: Progress


def _check_table(name: str, found: Found, target: _Target, encoding: str | None) -> TableResult:
    if name in found.faults:
        return TableResult(name, None, found.faults[name])
    table = tables()[name]
    target.progress(Text(f"读取 {table.zh}", f"Reading {name}"), 0, 0)
    try:
        examined = tuple(examine(source, encoding) for source in found.sources[name])
        digest = _table_hash(table, examined)
        kept = load_table(target.store, name, digest)
        kept = kept or ingest(table, examined, digest, target.store, target.connections)
    except TableFault as fault:
        return TableResult(name, None, fault.text)
    missing = tuple(column.name for column in table.columns if column.name not in kept.present)
    return TableResult(name, kept, None, missing)


def _table_hash(table: Table, examined: tuple[Examined, ...]) -> str:
    """The hash of a table: of its files (bytes, names, encodings), of the standard and of the reader."""
    files = sorted((e.source.name, e.source.sheet, e.sha256, e.encoding) for e in examined)
    content = repr((READER_VERSION, duckdb.__version__, table, files))
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _publish(result: TableResult, store: Path) -> TableResult:
    """Put the rejects of a table where the reader looks for them, in place of those of the last check."""
    target = store / REJECTS / result.name
    shutil.rmtree(target, ignore_errors=True)
    if result.snapshot is None:
        return result
    kept = table_folder(store, result.name, result.snapshot.hash) / REJECTS
    if not kept.is_dir():
        return result
    shutil.copytree(kept, target)
    files = tuple(sorted(path for path in target.rglob("*") if path.is_file()))
    return TableResult(result.name, result.snapshot, result.fault, result.missing, files)


def _order(found: Found) -> list[str]:
    return [name for name in tables() if name in found.sources or name in found.faults]


def _hollow(found: Found, names: set[str]) -> list[tuple[str, Text]]:
    reason = Text(
        "没有数据行，视为未提供此表；如确实为空，请在 sources.toml 中登记。",
        "holds no rows and counts as not given; if it is truly empty, say so in sources.toml.",
    )
    return [(source.label, reason) for name in sorted(names) for source in found.sources[name]]


def _demand_folder(directory: Path) -> None:
    if not directory.is_dir():
        raise Refusal(
            f"找不到数据目录 {directory}；请检查路径。",
            f"There is no folder {directory}; check the path.",
        )
    # A store holds the rejected rows in files that are named after tables.
    if (directory / "tables").is_dir() and {"snapshots", "latest", REJECTS} & {
        each.name for each in directory.iterdir()
    }:
        raise Refusal(
            f"{directory} 是快照库，不是数据目录；请写数据目录，如 {_data_of(directory)}。",
            f"{directory} is a store and no folder of data; name the folder, such as {_data_of(directory)}.",
        )


def _data_of(store: Path) -> Path:
    """The folder that a store is likely to stand beside."""
    return store.with_suffix("") if store.suffix == store_beside(store).suffix else Path("2024年数据")


def _demand_apart(directory: Path, store: Path) -> None:
    if store.resolve().is_relative_to(directory.resolve()):
        raise Refusal(
            f"快照库 {store} 不能放在数据目录之内；请换一个位置。",
            f"The store {store} must not lie in the folder of data; name another place.",
        )


def _unfilled(directory: Path) -> Refusal:
    return Refusal(
        f"目录 {directory} 中的表都没有数据行；请填写后再检查。确实为零的，在 sources.toml 中登记该表。",
        f"The tables in {directory} hold no rows; fill them in and check again. Where a table is truly empty, give it "
        "a section in sources.toml.",
    )


def _empty(directory: Path) -> Refusal:
    return Refusal(
        f"目录 {directory} 中没有数据标准中的表；请按表名命名文件（如 低保家庭.csv），或先运行 mingjian template。",
        f"The folder {directory} holds no table of the standard; name files after tables (households.csv), "
        "or begin with mingjian template.",
    )
