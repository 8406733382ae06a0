"""The rejects of a table, in the form of the files they came from, so that they can be corrected and sent again."""

import csv
import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from mingjian.exchange.conversion import quoted
from mingjian.exchange.headers import REJECT_HEADERS
from mingjian.exchange.numbering import broken_records
from mingjian.exchange.reading import Read
from mingjian.exchange.reasons import REASONS, SHARED, wording
from mingjian.exchange.records import Broken
from mingjian.exchange.snapshots import Reason
from mingjian.exchange.standard import Column, Table
from mingjian.wording import Text

LONGEST_VALUE = 200
# Excel holds no longer text in one cell.
LONGEST_CELL = 32_767
# A cell that begins so is a formula to an office program.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a row: the header of the column, the value in it, and the reason.

    `kind` is the reason as many rows may share it: without the other row and the number of cells that it names.
    """

    column: str
    value: str
    reason: Text
    kind: Text


@dataclass(frozen=True)
class Reject:
    """A row that was not accepted: its line, its cells, and all that is wrong with it."""

    line: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]
    answer: Text | None = None

    def mark(self, own: int) -> str:
        """What tells the row from the one that stands in its place after a change of the file; of its `own` cells."""
        return hashlib.sha256("\x1f".join(self.cells[:own]).encode()).hexdigest()[:8]


class Tally:
    """How many of the rejects that pass were rejected for which reason; superseded ones are not counted."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Text], tuple[int, str, int]] = {}

    def counting(self, label: str, rejects: Iterable[Reject]) -> Iterator[Reject]:
        """The rejects of a file as they come, counted."""
        for reject in rejects:
            for fault in () if reject.answer else reject.faults:
                rows, file, line = self._found.get((fault.column, fault.kind), (0, label, reject.line))
                self._found[fault.column, fault.kind] = (rows + 1, file, line)
            yield reject

    def reasons(self) -> tuple[Reason, ...]:
        """Every reason with its rows, the most frequent first."""
        found = (
            Reason(column, kind.zh, kind.en, rows, file, line)
            for (column, kind), (rows, file, line) in self._found.items()
        )
        return tuple(
            sorted(found, key=lambda reason: (-reason.rows, reason.file, reason.line, reason.column))
        )


def rejects_of(con: duckdb.DuckDBPyConnection, table: Table, read: Read, number: int) -> Iterator[Reject]:
    """Every row of a source that was not accepted, in the order of its lines; `number` is the source's index."""
    parts = (_unreadable(con, table, read), _dropped(con, read, number), _broken(read))
    return heapq.merge(*parts, key=lambda reject: reject.line)


def write_rejects(target: Path, read: Read, rejects: Iterable[Reject]) -> None:
    """Write rejects in the form of their source: same headers, order and encoding, and five columns more."""
    target.parent.mkdir(parents=True, exist_ok=True)
    own = read.headers.own
    header = (*read.headers.titles[:own], *REJECT_HEADERS)
    label = read.examined.source.label
    rows = (_row(reject, own, label) for reject in rejects)
    if read.examined.source.format == "xlsx":
        _write_sheet(target, read.examined.source.sheet, header, rows)
    elif read.examined.source.format == "parquet":
        _write_parquet(target, header, rows)
    else:
        _write_csv(target, read, header, rows)


def _unreadable(con: duckdb.DuckDBPyConnection, table: Table, read: Read) -> Iterator[Reject]:
    positions = read.headers.columns
    known = [column for column in table.columns if column.name in positions]
    found = _rows(
        con, f"SELECT line, raw, reasons FROM {read.name}_patient WHERE reasons IS NOT NULL ORDER BY line"
    )
    for number, raw, codes in found:
        cells = tuple(cell or "" for cell in raw)
        faults = (
            _fault(column, cells[positions[column.name]], code, read)
            for column, code in zip(known, codes, strict=True)
            if code
        )
        yield Reject(number, cells, tuple(faults))


def _dropped(con: duckdb.DuckDBPyConnection, read: Read, number: int) -> Iterator[Reject]:
    cells = ", ".join(f"c{i}" for i in range(read.headers.width))
    found = _rows(
        con,
        f"SELECT r.line, r.cells, d.code, d.other FROM (SELECT {read.records.read_line} AS line, [{cells}] AS cells"
        f" FROM {read.records.relation}) r JOIN"
        f" (SELECT at_row, code, label || ':' || other_row AS other FROM dropped"
        f" JOIN source_labels ON source_labels.number = other_file WHERE at_file = {number}) d"
        " ON r.line = d.at_row ORDER BY r.line",
    )
    for at, raw, code, other in found:
        text = REASONS[code]
        reason = Text(text.zh.format(other=other), text.en.format(other=other))
        yield Reject(at, tuple(cell or "" for cell in raw), (Fault("", "", reason, SHARED[code]),))


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, some at a time; other queries of the connection may run in between."""
    with con.cursor() as cursor:
        cursor.execute(query)
        while batch := cursor.fetchmany(1000):
            yield from batch


def _broken(read: Read) -> Iterator[Reject]:
    if read.numbered is None:
        return
    for broken in broken_records(read.numbered):
        cells = tuple(broken.text.split(read.delimiter)) if broken.code == "ragged" else (broken.text,)
        told = _broken_text(broken, read)
        kind = SHARED.get(broken.code, told)
        yield Reject(broken.line, cells, (Fault("", broken.text, told, kind),))


def _broken_text(broken: Broken, read: Read) -> Text:
    text = REASONS[broken.code]
    words = {"found": broken.found, "wanted": read.headers.width, "encoding": read.encoding}
    return Text(text.zh.format(**words), text.en.format(**words))


def _fault(column: Column, value: str, code: str, read: Read) -> Fault:
    told = wording(code, column)
    return Fault(read.headers.titles[read.headers.columns[column.name]].strip(), value, told, told)


def _row(reject: Reject, own: int, label: str) -> tuple[str, ...]:
    cells = (*reject.cells[:own], *("",) * (own - len(reject.cells)))
    columns = "；".join(fault.column for fault in reject.faults)
    values = "；".join(fault.value[:LONGEST_VALUE] for fault in reject.faults)
    texts = [fault.reason for fault in reject.faults] + ([reject.answer] if reject.answer else [])
    reasons = "；".join(f"{text.zh} / {text.en}" for text in texts)
    return (*cells, f"{label}#{reject.mark(own)}", str(reject.line), columns, values, reasons)


def harmless(cell: str) -> str:
    """A cell that no office program takes for a formula: an apostrophe stands before what could be one."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _write_csv(target: Path, read: Read, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    # GB18030 holds every character; GBK does not.
    encoding = read.examined.encoding.replace("gbk", "gb18030")
    with target.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=read.delimiter, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def _write_sheet(target: Path, sheet: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        for number, row in enumerate((header, *rows)):
            for position, cell in enumerate(row):
                page.write_string(number, position, cell[:LONGEST_CELL])


def _write_parquet(target: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    plain = target.with_suffix(".csv")
    with plain.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    with duckdb.connect() as con:
        con.execute(
            f"COPY (FROM read_csv({quoted(str(plain))}, all_varchar = true, header = true, parallel = false))"
            f" TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )
    plain.unlink()
