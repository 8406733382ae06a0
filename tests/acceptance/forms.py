"""The same folder of data in another form: one file per table, its rows and columns shuffled."""

import csv
import random
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

Cells = list[list[Any]]
Write = Callable[[Path, Cells], None]


def converted(source: Path, target: Path, write: Write, seed: int) -> None:
    """Write every table of `source` (CSV in UTF-8, XLSX or Parquet) with `write`, heads first, shuffled by the seed."""
    target.mkdir()
    shutil.copy(source / "sources.toml", target)
    chance = random.Random(seed)
    for stem, rows in _tables(source):
        heads, *body = rows
        order = chance.sample(range(len(heads)), len(heads))
        chance.shuffle(body)
        write(target / stem, [[row[place] for place in order] for row in [heads, *body]])


def as_csv(encoding: str) -> Write:
    """A writer of CSV files."""

    def write(path: Path, rows: Cells) -> None:
        with path.with_suffix(".csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)

    return write


def as_xlsx(path: Path, rows: Cells) -> None:
    """Write a workbook whose cells keep the kind they had: text, number or day."""
    with xlsxwriter.Workbook(path.with_suffix(".xlsx"), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    # Text stays text: digits that become a number lose the last of them.
                    sheet.write_string(line, place, value)
                elif value is not None:
                    sheet.write(line, place, value)


def as_parquet(path: Path, rows: Cells) -> None:
    """Write a Parquet file of texts."""
    heads, *body = rows
    with duckdb.connect() as connection:
        columns = ", ".join(f'unnest($values[{n}]) AS "{head}"' for n, head in enumerate(heads, 1))
        texts = [[None if row[n] is None else str(row[n]) for row in body] for n in range(len(heads))]
        connection.execute(
            f"COPY (SELECT {columns}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)",
            {"values": texts},
        )


def as_mixed(path: Path, rows: Cells) -> None:
    """Write every table in a form of its own, the same whenever it is written."""
    forms = (as_csv("utf-8-sig"), as_csv("gb18030"), as_xlsx, as_parquet)
    forms[sum(map(ord, path.name)) % len(forms)](path, rows)


def _tables(source: Path) -> Iterator[tuple[str, Cells]]:
    """Every table by its name in the folder: the heads, then the rows of all its files."""
    files = defaultdict(list)
    for path in sorted(source.rglob("*.*")):
        if path.suffix in READERS:
            files[path.relative_to(source).with_suffix("").parts[0]].append(path)
    for stem, paths in files.items():
        parts = [READERS[path.suffix](path) for path in paths]
        yield stem, [parts[0][0], *(row for part in parts for row in part[1:])]


def _from_csv(path: Path) -> Cells:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _from_xlsx(path: Path) -> Cells:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [[None if value == "" else value for value in row] for row in rows]


def _from_parquet(path: Path) -> Cells:
    with duckdb.connect() as connection:
        found = connection.execute(f"FROM '{path}'")
        heads = [column[0] for column in found.description]
        return [heads, *map(list, found.fetchall())]


READERS = {".csv": _from_csv, ".xlsx": _from_xlsx, ".parquet": _from_parquet}
