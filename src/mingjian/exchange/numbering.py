"""Writing the records of a file or sheet one after the other with their line numbers, for DuckDB to read."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from mingjian.exchange.openings import Known, first_rows, header_among
from mingjian.exchange.records import Broken, records
from mingjian.exchange.surveying import ODD_MARKS, Care
from mingjian.exchange.workbooks import cell_text, sheet_rows

BATCH = 2000
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
        self.batch: list[list[str]] = []
        self.rows = 0
        self.has_marks = False
        self.care: Care = "bare"

    def __enter__(self) -> "Writer":
        self.file = self.target.open("w", encoding="utf-8", newline="")
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()
        self.file.close()

    def write(self, record: list[str]) -> None:
        """Add a record: its line, then its cells."""
        self.batch.append(record)
        if len(self.batch) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what has been gathered."""
        text = _joined(self.batch)
        separators = sum(map(len, self.batch)) - len(self.batch)
        if text.count("\n") != len(self.batch) or "\r" in text or text.count(SEPARATOR) != separators:
            self.has_marks = True
            text = _joined([[cell.translate(TO_MARKS) for cell in cells] for cells in self.batch])
        self.care = _care_of(text, "patient" if self.has_marks else self.care)
        self.file.write(text)
        self.rows += len(self.batch)
        self.batch.clear()

    def result(self, broken: Path) -> Numbered:
        """What was written."""
        return Numbered(self.target, self.rows, self.has_marks, broken, self.care)


def number_records(
    path: Path, target: Path, encoding: str, delimiter: str, width: int, header: int
) -> Numbered:
    """Number the records of a CSV file behind its header, which begins at the line `header`."""
    aside = target.with_suffix(".broken")
    with path.open("rb") as file, Writer(target) as wanted, aside.open("w", encoding="utf-8") as other:
        for record in records(file, encoding, delimiter, width):
            if isinstance(record, Broken):
                if record.line > header:
                    other.write(json.dumps(asdict(record)) + "\n")
            elif record[0] > header:
                wanted.write([str(record[0]), *record[1]])
    return wanted.result(aside)


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
    with Writer(target) as wanted:
        for number, cells in enumerate(first[header:], header + 1):
            wanted.write([str(number), *cells])
        shown = Shown()
        for number, row in enumerate(rows, len(first) + 1):
            wanted.write([str(number), *[cell if cell.__class__ is str else shown[cell] for cell in row]])
    return Sheet(tuple(first[header - 1]) if header else (), header, wanted.result(aside))


class Shown(dict[object, str]):
    """The texts of numbers met before: sums come again and again, and to write one costs ten times a look-up."""

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


def _joined(batch: list[list[str]]) -> str:
    return "\n".join(map(SEPARATOR.join, batch)) + "\n" if batch else ""


def broken_records(numbered: Numbered) -> Iterator[Broken]:
    """The records that could not be cut into cells, in the order of the file."""
    with numbered.broken.open(encoding="utf-8") as file:
        for line in file:
            yield Broken(**json.loads(line))
