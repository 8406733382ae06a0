"""Writing the records of a file or sheet one after the other with their line numbers, for DuckDB to read."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from mingjian.exchange.openings import Known, first_rows, header_among
from mingjian.exchange.records import Broken, records
from mingjian.exchange.surveying import ODD_MARKS, Care
from mingjian.exchange.workbooks import cell_text, sheet_rows

# So few rows of a sheet are still in the cache of the processor when they are joined.
BATCH = 500
MOST_SHOWN = 100_000
# Cells stand between unit separators without quotes, every record is one line; what stands for them within a cell:
SEPARATOR = "\x1f"
RESERVED, MARKS = SEPARATOR + "\n\r", "\x1c\x1d\x1e"
TO_MARKS = str.maketrans(RESERVED, MARKS)


@dataclass(frozen=True)
class Numbered:
    """A file of numbered records (UTF-8, the line first): how many, whether a cell holds marks.

    `broken` is the file that holds the records which could not be cut into cells; `care` is what text needs.
    """

    path: Path
    rows: int
    has_marks: bool
    broken: Path
    care: Care


class Writer:
    """Writes numbered records a batch at a time, and looks at each batch as a whole: that is five times quicker."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.rows = 0
        self.has_marks = False
        self.care: Care = "bare"

    def __enter__(self) -> "Writer":
        self.file = self.target.open("w", encoding="utf-8", newline="")
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, numbers: Sequence[int], rows: Sequence[list[str]]) -> None:
        """Write records behind their lines; TypeError, and nothing written, where a cell is no text."""
        text = _joined(numbers, rows)
        separators = sum(map(len, rows))
        if text.count("\n") != len(rows) or "\r" in text or text.count(SEPARATOR) != separators:
            self.has_marks = True
            text = _joined(numbers, [[cell.translate(TO_MARKS) for cell in cells] for cells in rows])
        self.care = _care_of(text, "patient" if self.has_marks else self.care)
        self.file.write(text)
        self.rows += len(rows)

    def result(self, broken: Path) -> Numbered:
        """What was written."""
        return Numbered(self.target, self.rows, self.has_marks, broken, self.care)


def number_records(
    path: Path, target: Path, encoding: str, delimiter: str, width: int, header: int
) -> Numbered:
    """Number the records of a CSV file behind its header, which begins at the line `header`."""
    aside = target.with_suffix(".broken")
    with path.open("rb") as file, Writer(target) as wanted, aside.open("w", encoding="utf-8") as other:
        whole = _whole(records(file, encoding, delimiter, width), header, other)
        while batch := list(islice(whole, BATCH)):
            wanted.write([line for line, _ in batch], [cells for _, cells in batch])
    return wanted.result(aside)


def _whole(
    given: Iterator[tuple[int, list[str]] | Broken], header: int, other: TextIO
) -> Iterator[tuple[int, list[str]]]:
    """The records behind the header that were cut into cells; those that could not be are written to `other`."""
    for record in given:
        if isinstance(record, Broken):
            if record.line > header:
                other.write(json.dumps(asdict(record)) + "\n")
        elif record[0] > header:
            yield record


@dataclass(frozen=True)
class Sheet:
    """A numbered sheet: the titles of its columns and the row that they stand in (0 where it is empty)."""

    titles: tuple[str, ...]
    header: int
    numbered: Numbered


def number_sheet(path: Path, name: str, sheet: str, target: Path, known: Known) -> Sheet:
    """Number the rows of a sheet behind its header; `known` counts the columns of the standard among cells."""
    aside = target.with_suffix(".broken")
    aside.touch()
    rows = sheet_rows(path, name, sheet)
    first = first_rows([cell_text(cell) for cell in row] for row in rows)
    header = header_among(first, known)
    shown = Shown()
    with Writer(target) as wanted:
        wanted.write(range(header + 1, len(first) + 1), first[header:])
        begun = len(first) + 1
        while batch := list(islice(rows, BATCH)):
            numbers = range(begun, begun + len(batch))
            begun = numbers.stop
            shown.show_known(batch)
            try:
                wanted.write(numbers, batch)
            except TypeError:
                shown.show_all(batch)
                wanted.write(numbers, batch)
    return Sheet(tuple(first[header - 1]) if header else (), header, wanted.result(aside))


class Shown(dict[object, str]):
    """The texts of numbers met before: sums come again and again, and to write one costs ten times a look-up.

    A column that held anything but text once is expected to do so again; the others need not be looked at.
    """

    def __init__(self) -> None:
        super().__init__()
        self.columns: set[int] = set()

    def show_known(self, rows: list[list[Any]]) -> None:
        """Write the cells of the columns known to hold other things than text as text."""
        for column in self.columns:
            for row in rows:
                row[column] = self[row[column]]

    def show_all(self, rows: list[list[Any]]) -> None:
        """Write every cell as text, and learn which columns hold other things."""
        for row in rows:
            for column, cell in enumerate(row):
                if cell.__class__ is not str:
                    self.columns.add(column)
                    row[column] = self[cell]

    def __missing__(self, cell: object) -> str:
        text = cell_text(cell)
        # True is 1.0 to a dictionary; only numbers are kept.
        if isinstance(cell, float) and cell not in (0, 1) and len(self) < MOST_SHOWN:
            self[cell] = text
        return text


def _care_of(text: str, known: Care) -> Care:
    """What the cells of a batch need, and those before it; no cell is an empty text."""
    if known == "patient" or any(mark in text for mark in ODD_MARKS if mark != "\n"):
        return "patient"
    return "plain" if known == "plain" or "e" in text or "E" in text else "bare"


def _joined(numbers: Sequence[int], rows: Sequence[list[str]]) -> str:
    lines = map(SEPARATOR.join, rows)
    return "".join([f"{number}{SEPARATOR}{line}\n" for number, line in zip(numbers, lines, strict=True)])


def broken_records(numbered: Numbered) -> Iterator[Broken]:
    """The records that could not be cut into cells, in the order of the file."""
    with numbered.broken.open(encoding="utf-8") as file:
        for line in file:
            yield Broken(**json.loads(line))
