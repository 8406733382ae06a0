"""Reading a custodian's table: held in memory alone, never copied, and never quoted in a message."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from mingjian.exchange.discovery import FORMATS, table_named
from mingjian.exchange.headers import Headers, match_headers
from mingjian.exchange.standard import Table, tables
from mingjian.exchange.surveying import GB18030, MARKS, UTF8
from mingjian.exchange.workbooks import cell_text, sheet_names, sheet_rows
from mingjian.wording import Refusal

COMPLAINANTS = "complainants"
DELIMITERS = ",;\t，；"
Pair = tuple[str, str]
Lines = Iterator[tuple[int, Sequence[str]]]


def read_complainants(path: Path) -> tuple[Pair, ...]:
    """Which household each complaint came from: (complaint_id, household_id), from a CSV or XLSX file.

    Raises Refusal for a file that cannot be used; its message names lines and columns, never what stands there.
    """
    if not path.is_file():
        raise Refusal(f"找不到文件 {path}；请检查路径。", f"There is no file {path}; check the path.")
    table = tables()[COMPLAINANTS]
    lines = _lines(path)
    headers = _headers(table, lines)
    pairs: dict[str, str] = {}
    for number, cells in lines:
        if not any(cells):
            continue
        complaint, household = (
            _cell(table, headers, name, cells, number) for name in ("complaint_id", "household_id")
        )
        if pairs.setdefault(complaint, household) != household:
            raise Refusal(
                f"第 {number} 行的编号在前面已经出现，家庭不同；请只保留正确的一行。",
                f"The complaint of line {number} stands above with another household; keep the right one.",
            )
    return tuple(sorted(pairs.items()))


def _headers(table: Table, lines: Lines) -> Headers:
    titles = next((cells for _, cells in lines if any(cells)), ())
    headers = match_headers(table, titles)
    if headers.fault:
        raise Refusal(headers.fault.zh, headers.fault.en)
    return headers


def _cell(table: Table, headers: Headers, name: str, cells: Sequence[str], number: int) -> str:
    place = headers.columns[name]
    text = cells[place] if place < len(cells) else ""
    if not text:
        zh = table.column(name).zh
        raise Refusal(
            f"第 {number} 行的“{zh}”是空的；请补上，或者删去这一行。",
            f"Line {number} has no {name} ({zh}); fill it in or take the line out.",
        )
    return text


def _lines(path: Path) -> Lines:
    form = FORMATS.get(path.suffix.lower())
    if form == "xlsx":
        return _sheet(path)
    if form == "csv":
        return _text(path)
    raise Refusal(
        f"{path.name} 不是 CSV 或 XLSX 文件；请另存为其中一种。",
        f"{path.name} is neither CSV nor XLSX; save it as one of them.",
    )


def _sheet(path: Path) -> Lines:
    names = sheet_names(path, path.name)
    named = [name for name in names if table_named(Path(name), name) == COMPLAINANTS]
    for number, row in enumerate(sheet_rows(path, path.name, (named or names)[0]), 1):
        yield number, [_plain(cell_text(cell)) if cell is not None else "" for cell in row]


def _text(path: Path) -> Lines:
    text = _decoded(path)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in reader:
        yield reader.line_num, [_plain(cell) for cell in cells]


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    marked = next((codec for mark, codec in MARKS if content.startswith(mark)), None)
    for codec in (marked,) if marked else (UTF8, GB18030):
        try:
            return codecs.decode(content, codec)
        except UnicodeDecodeError:
            continue
    raise Refusal(
        f"{path.name} 的编码无法识别；请另存为 UTF-8 或 XLSX。",
        f"The encoding of {path.name} is not known; save it as UTF-8 or XLSX.",
    )


def _plain(cell: str) -> str:
    # An apostrophe before a number keeps office programs from changing it; it is no part of it.
    return cell.strip().strip("\ufeff\u3000").removeprefix("'")
