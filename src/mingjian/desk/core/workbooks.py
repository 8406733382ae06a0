"""A list as a workbook: what the page shows, marked with who took it when and how it is masked, and journalled."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.ledgers import Cell, Column
from mingjian.wording import Text

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = 3  # the row of the headers, from 0


@dataclass(frozen=True)
class Table:
    """What is exported: a name, what it was narrowed to in words, columns and rows."""

    name: Text
    narrowed: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    masked: bool = True
    folder: Path | None = None  # where parts of a large one lie while it is written


def answer(table: Table, by: Actor, place: str) -> HttpResponse:
    """The workbook as a file to save; the journal notes who took how many rows of what."""
    rows = list(table.rows)
    content = taken(replace(table, rows=rows), by, place)
    response = HttpResponse(content, content_type=SHEET)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="export-{timezone.localtime():%Y%m%d-%H%M}.xlsx"'
    )
    return response


def taken(table: Table, by: Actor, place: str) -> bytes:
    """The bytes of the workbook, and the line of the journal that says who took it."""
    now = timezone.now()
    mark = hashlib.sha256(f"{by.account_id}|{now.isoformat()}|{table.name.zh}".encode()).hexdigest()[:16]
    content, count = workbook(table, by.label, place, now, mark)
    columns = "、".join(column.title.zh for column in table.columns)
    reason = f"{table.name.zh} {count}行 {table.narrowed} {mark} {columns}"
    with journal.opened("export", by, reason=reason):
        return content


def workbook(table: Table, label: str, place: str, now: datetime, mark: str) -> tuple[bytes, int]:
    """The bytes of the workbook and its number of rows. Every text is written as text: none becomes a formula."""
    target = io.BytesIO()
    large = {"constant_memory": True, "tmpdir": str(table.folder)}
    where = large if table.folder else {"in_memory": True}
    with xlsxwriter.Workbook(
        target, {**where, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"author": "", "created": datetime(2000, 1, 1)})
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, _first_line(table, label, place, now, mark))
        sheet.write_string(1, 0, table.narrowed)
        # The watermark: across the head of every printed page, large and grey.
        sheet.set_header(f"&C&28&KBFBFBF{_printed(label)} {timezone.localtime(now):%Y-%m-%d} {mark[:8]}")
        sheet.set_footer(f"&L{_printed(label)} {_printed(place)}&C{mark}&R&P/&N")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD)
        count = _write_rows(book, sheet, table)
        sheet.freeze_panes(HEAD + 1, 0)
        sheet.autofilter(HEAD, 0, HEAD + max(1, count), len(table.columns) - 1)
    return target.getvalue(), count


def _first_line(table: Table, label: str, place: str, now: datetime, mark: str) -> str:
    level = Text("已遮蔽", "masked") if table.masked else Text("未遮蔽", "not masked")
    at = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    taken = Text(f"由{label}（{place}）于{at}导出", f"taken by {label} ({place}) at {at}")
    return f"{table.name} · {taken} · {level} · {mark}"


def _printed(words: str) -> str:
    """Words for the head of a page, where & begins a code."""
    return words.replace("&", "&&")[:60]


def _write_rows(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> int:
    """Write the head and the rows; how many there were."""
    head = book.add_format({"bold": True, "bg_color": "#eceff2", "border": 1, "text_wrap": True})
    formats = {"money": book.add_format({"num_format": "#,##0.00"})}
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEAD, number, str(column.title), head)
    line = HEAD
    for line, row in enumerate(table.rows, HEAD + 1):
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            match cell:
                case None:
                    continue
                case date():
                    sheet.write_datetime(line, number, cell, day)
                case int() | float():
                    sheet.write_number(line, number, cell, formats.get(column.kind))
                case _:
                    sheet.write_string(line, number, cell)
    return line - HEAD
