"""From the files of one table to its immutable Parquet: stage, drop what shares a key, sort, write, move into place."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from mingjian.exchange.conversion import quoted
from mingjian.exchange.duplicates import create_dropped, find_dropped, shares_keys
from mingjian.exchange.identity import check_ok_sql
from mingjian.exchange.numbering import broken_records
from mingjian.exchange.reading import Examined, Read, read
from mingjian.exchange.rejects import Reject, Tally, rejects_of, write_rejects
from mingjian.exchange.snapshots import DATA, Reason, SourceFile, Superseded, TableSnapshot, keep_table
from mingjian.exchange.staging import rows_sql
from mingjian.exchange.standard import Table
from mingjian.exchange.superseding import answers_of

# With what DuckDB does not count the process stays under 4 GB.
MEMORY = "2500MB"
SET_ASIDE = "600MB"
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false"
MOST_ORDERED = 3
MOST_SORTED = 10_000_000
# To open DuckDB costs more than to read a small table; what never spills may follow another at the same connection.
MOST_SHARED = 50_000


class Connections:
    """Where the tables of a folder are read one after another: the small ones at one connection, emptied in between."""

    def __init__(self) -> None:
        self._kept: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> "Connections":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @contextmanager
    def open(self, workplace: Path, rows: int) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that holds nothing yet and spills into the workplace, for about so many rows."""
        if self._kept:
            _empty(self._kept)
        if rows > MOST_SHARED:
            with _connection(workplace, rows) as con:
                yield con
            return
        self._kept = self._kept or duckdb.connect(":memory:")
        try:
            _set_up(self._kept, workplace)
            yield self._kept
        except BaseException:
            self._close()
            raise
        # What has spilled stays with its folder, which goes.
        if _spill(workplace).exists():
            self._close()

    def _close(self) -> None:
        if self._kept:
            self._kept.close()
        self._kept = None


def ingest(
    table: Table, examined: tuple[Examined, ...], digest: str, store: Path, connections: Connections
) -> TableSnapshot:
    """Read the sources of a table and keep the result in the store; a crash on the way leaves the store as it was."""
    ordered = tuple(sorted(examined, key=lambda e: (e.source.name, e.source.sheet)))
    rows = _rows_in(ordered)
    with _workplace(store) as workplace, _full_disk(store), connections.open(workplace, rows) as con:
        reads = [read(con, table, e, f"staged_{i}", workplace) for i, e in enumerate(ordered)]
        create_dropped(con)
        union = " UNION ALL ".join(
            rows_sql(r.name, table, i, r.headers, r.records) for i, r in enumerate(reads)
        )
        finished = workplace / "finished"
        finished.mkdir()
        _write(con, Output(table, union, _fixed(table, reads)), finished / DATA)
        counts = [_read_rows(con, r) for r in reads]
        accepted = _number(con, f"SELECT count(*) FROM {quoted(str(finished / DATA))}")
        superseded, reasons = _write_rejects(con, table, reads, finished)
        sources = tuple(_source(r, n) for r, n in zip(reads, counts, strict=True))
        snapshot = TableSnapshot(
            table.name,
            finished / DATA,
            digest,
            read=sum(counts),
            accepted=accepted,
            rejected=sum(counts) - accepted,
            sources=sources,
            present=_present(table, reads),
            extra=tuple(dict.fromkeys(title for r in reads for title in r.headers.extra)),
            marked=_marked(con, table, finished / DATA),
            superseded=superseded,
            reasons=reasons,
        )
        return keep_table(store, snapshot, finished)


@dataclass(frozen=True)
class Output:
    """What is written: a table's rows as SQL, and the columns with the same value in all of them (an SQL literal)."""

    table: Table
    rows: str
    fixed: dict[str, str]

    @property
    def columns(self) -> str:
        """The columns of the file; what is fixed need not be carried through a sort."""
        names = [column.name for column in self.table.columns]
        given = {**{n: f'"{n}"' for n in names}, "source_file": "at_file", _row(self.table): "at_row"}
        given["extra"] = "extra"
        return ", ".join(f'{self.fixed.get(n, source)} AS "{n}"' for n, source in given.items())


def _fixed(table: Table, reads: Sequence[Read]) -> dict[str, str]:
    found = {name for r in reads for name in r.headers.columns}
    fixed = {c.name: f"NULL::{c.sql_type}" for c in table.columns if c.name not in found}
    if len(reads) == 1:
        fixed["source_file"] = "0::INTEGER"
    if not any(r.headers.extra for r in reads):
        fixed["extra"] = "NULL::VARCHAR"
    return fixed


def _write(con: duckdb.DuckDBPyConnection, output: Output, target: Path) -> None:
    """Write the accepted rows, sorted; a second time without those that share a key, where there are any."""
    table, order = output.table, _order(output.table)
    if _number(con, f"SELECT count(*) FROM ({output.rows})") > MOST_SORTED:
        _write_large(con, output, _large_order(table, order), target)
        order = []
    else:
        _copy(con, output, order, target)
    if shares_keys(con, table, quoted(str(target)), order):
        find_dropped(con, table, output.rows)
        left = f"SELECT * FROM ({output.rows}) ANTI JOIN dropped USING (at_file, at_row)"
        _copy(con, replace(output, rows=left), _order(table), target)


def _write_large(con: duckdb.DuckDBPyConnection, output: Output, order: Sequence[str], target: Path) -> None:
    """Write rows that are too many to be sorted beside what is staged: first as they come, then sorted apart."""
    loose = target.with_name("loose.parquet")
    _copy(con, output, (), loose)
    con.execute(f"SET memory_limit = '{SET_ASIDE}'")
    with _connection(target.parent, 0) as apart:
        apart.execute("SET preserve_insertion_order = false")
        apart.execute(
            f"COPY (FROM {quoted(str(loose))} ORDER BY {', '.join(order)}) TO {quoted(str(target))} ({PARQUET})"
        )
    con.execute(f"SET memory_limit = '{MEMORY}'")
    loose.unlink()


def _copy(con: duckdb.DuckDBPyConnection, output: Output, order: Sequence[str], target: Path) -> None:
    sort = f" ORDER BY {', '.join(order)}" if order else ""
    # The order that is asked for holds all the same, and a sort too large for the memory can go to the disk.
    con.execute("SET preserve_insertion_order = false")
    con.execute(
        f"COPY (SELECT {output.columns} FROM (FROM ({output.rows}){sort}))"
        f" TO {quoted(str(target))} ({PARQUET})"
    )
    con.execute("SET preserve_insertion_order = true")


def _order(table: Table) -> list[str]:
    """Casework by household, registries by person: what is asked for together lies together.

    Three columns are enough for that; each further one makes the sort dearer.
    """
    names = [column.name for column in table.columns]
    first = next((name for name in ("household_id", "person_id") if name in names), table.key[0])
    return [f'"{name}"' for name in list(dict.fromkeys((first, *table.key)))[:MOST_ORDERED]]


def _large_order(table: Table, order: Sequence[str]) -> list[str]:
    """The first column, and the second where it is a month: payments then lie month after month.

    One text to sort by is enough to bring together what is asked for together; several would all be held in memory.
    """
    months = {f'"{column.name}"' for column in table.columns if column.kind == "month"}
    return [order[0], *(name for name in order[1:2] if name in months)]


def _read_rows(con: duckdb.DuckDBPyConnection, done: Read) -> int:
    """The records of a source: staged rows that are not blank, and those that could not be cut into cells."""
    quick = _number(con, f"SELECT count(*) FROM {done.name} WHERE raw IS NULL")
    patient = _number(con, f"SELECT count(*) FROM {done.name}_patient")
    return quick + patient + (sum(1 for _ in broken_records(done.numbered)) if done.numbered else 0)


def _row(table: Table) -> str:
    """The column that holds the line of a row in its file."""
    return "source_line" if any(column.name == "source_row" for column in table.columns) else "source_row"


def _write_rejects(
    con: duckdb.DuckDBPyConnection, table: Table, reads: list[Read], finished: Path
) -> tuple[tuple[Superseded, ...], tuple[Reason, ...]]:
    """Write what was not accepted of each source; gives the rejected rows that a correction supersedes, and why the
    others were rejected.
    """
    tally = Tally()
    by_label = {r.examined.source.label: (i, r) for i, r in enumerate(reads)}
    labels = ", ".join(f"({i}, {quoted(label)})" for label, (i, _) in by_label.items())
    con.execute(f"CREATE OR REPLACE TABLE source_labels AS FROM (VALUES {labels}) t(number, label)")
    answers = answers_of(con, reads, quoted(str(finished / DATA)), _row(table))
    for label in answers.latest_first(list(by_label)):
        number, done = by_label[label]
        found = answers.answered(label, done.headers.own, rejects_of(con, table, done, number))
        rejects = tally.counting(label, found)
        first = next(rejects, None)
        if first is not None:
            target = finished / "rejects" / done.examined.source.name
            write_rejects(target, done, _chained(first, rejects))
    return tuple(sorted(answers.superseded, key=lambda s: (s.file, s.line))), tally.reasons()


def _chained(first: Reject, rest: Iterator[Reject]) -> Iterator[Reject]:
    yield first
    yield from rest


def _marked(con: duckdb.DuckDBPyConnection, table: Table, data: Path) -> int:
    """Accepted rows that hold an identity number whose check digit is wrong."""
    ids = [column.sql for column in table.columns if column.kind == "id"]
    if not ids:
        return 0
    wrong = " OR ".join(f"NOT {check_ok_sql(name)}" for name in ids)
    grouped = f"SELECT {', '.join(ids)}, count(*) AS n FROM {quoted(str(data))} GROUP BY ALL"
    return _number(con, f"SELECT coalesce(sum(n), 0) FROM ({grouped}) WHERE {wrong}")


def _source(done: Read, rows: int) -> SourceFile:
    source = done.examined.source
    return SourceFile(source.name, source.sheet, done.examined.sha256, done.encoding, rows, done.header)


def _present(table: Table, reads: list[Read]) -> tuple[str, ...]:
    return tuple(
        column.name for column in table.columns if all(column.name in r.headers.columns for r in reads)
    )


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _workplace(store: Path) -> Iterator[Path]:
    """A folder of the store for unfinished work, gone at the end whatever happens."""
    store.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=".work-", dir=store))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _rows_in(examined: Sequence[Examined]) -> int:
    """About how many rows the sources hold: Parquet takes some three bytes for one, other forms a hundred."""
    sizes = ((e.source.path.stat().st_size, 3 if e.source.format == "parquet" else 100) for e in examined)
    return sum(size // each for size, each in sizes)


@contextmanager
def _connection(workplace: Path, rows: int) -> Iterator[duckdb.DuckDBPyConnection]:
    # A large table is staged on the disk, so that the memory is there for its sort.
    place = str(workplace / "staged.duckdb") if rows > MOST_SORTED else ":memory:"
    with duckdb.connect(place) as con:
        _set_up(con, workplace)
        yield con


def _set_up(con: duckdb.DuckDBPyConnection, workplace: Path) -> None:
    con.execute(f"SET memory_limit = '{MEMORY}'")
    con.execute(f"SET temp_directory = {quoted(str(_spill(workplace)))}")
    con.execute("SET enable_progress_bar = false")


def _spill(workplace: Path) -> Path:
    """The folder of what does not fit into the memory; DuckDB makes it when it needs it."""
    return workplace / "spill"


def _empty(con: duckdb.DuckDBPyConnection) -> None:
    for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        con.execute(f'DROP TABLE "{name}"')


@contextmanager
def _full_disk(store: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        if "No space left" not in str(error) and "max_temp_directory_size" not in str(error):
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(store)) from error
