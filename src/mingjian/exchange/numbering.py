"""Writing the records of a file or sheet one after the other with their line numbers, for DuckDB to read."""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from mingjian.exchange.records import Broken, records
from mingjian.exchange.workbooks import cell_text, sheet_rows

# Line ends within a cell stand as separators (U+001E, U+001F) in the file, where every record is one line.
MARKS = "\x1e\x1f"
TO_MARKS = str.maketrans("\n\r", MARKS)


@dataclass(frozen=True)
class Numbered:
    """A file of numbered records (UTF-8 CSV, the line first): how many, whether a cell holds line ends.

    `broken` is the file that holds the records which could not be cut into cells.
    """

    path: Path
    rows: int
    has_line_ends: bool
    broken: Path


def number_records(path: Path, target: Path, encoding: str, delimiter: str, width: int) -> Numbered:
    """Number the records of a CSV file behind its header; a BOM and the header are passed over."""
    rows, line_ends, aside = 0, False, target.with_suffix(".broken")
    with (
        path.open("rb") as file,
        target.open("w", encoding="utf-8", newline="") as wanted,
        aside.open("w", encoding="utf-8") as other,
    ):
        write = csv.writer(wanted, lineterminator="\n").writerow
        found = records(file, encoding, delimiter, width)
        next(found, None)
        for record in found:
            if isinstance(record, Broken):
                other.write(json.dumps(asdict(record)) + "\n")
                continue
            line, cells = record
            if any("\n" in cell or "\r" in cell for cell in cells):
                line_ends, cells = True, [cell.translate(TO_MARKS) for cell in cells]
            write([line, *cells])
            rows += 1
    return Numbered(target, rows, line_ends, aside)


def number_sheet(path: Path, name: str, sheet: str, target: Path) -> tuple[tuple[str, ...], Numbered]:
    """Number the rows of a sheet behind its header (the first row that holds something); give the titles too."""
    titles: tuple[str, ...] = ()
    rows, line_ends, aside = 0, False, target.with_suffix(".broken")
    aside.touch()
    with target.open("w", encoding="utf-8", newline="") as wanted:
        write = csv.writer(wanted, lineterminator="\n").writerow
        for number, row in sheet_rows(path, name, sheet):
            cells = [cell if cell.__class__ is str else cell_text(cell) for cell in row]
            if not titles:
                titles = tuple(str(cell) for cell in cells) if any(cell != "" for cell in cells) else ()
                continue
            if any(cell.__class__ is str and ("\n" in cell or "\r" in cell) for cell in row):
                line_ends, cells = True, [str(cell).translate(TO_MARKS) for cell in cells]
            write([number, *cells])
            rows += 1
    return titles, Numbered(target, rows, line_ends, aside)


def broken_records(numbered: Numbered) -> Iterator[Broken]:
    """The records that could not be cut into cells, in the order of the file."""
    with numbered.broken.open(encoding="utf-8") as file:
        for line in file:
            yield Broken(**json.loads(line))
