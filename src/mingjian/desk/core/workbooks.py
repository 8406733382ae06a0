"""A list as a workbook: what the page shows, marked with who took it when and how it is masked, and journalled."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Actor
from mingjian.wording import Text

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 20_000  # rows of one export; more has to be narrowed first
HEAD = 3  # the row of the headers, from 0
Cell = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """A column of an export: its header, and whether it holds money in yuan."""

    title: Text
    width: int = 16
    is_money: bool = False


@dataclass(frozen=True)
class Table:
    """What is exported: a name, what it was narrowed to in words, columns and rows."""

    name: Text
    narrowed: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    masked: bool = True


def answer(table: Table, by: Actor, place: str) -> HttpResponse:
    """The workbook as a file to save; the journal notes who took how many rows of what."""
    now = timezone.now()
    mark = hashlib.sha256(f"{by.account_id}|{now.isoformat()}|{table.name.zh}".encode()).hexdigest()[:16]
    reason = f"{table.name.zh} {len(table.rows)}行 {table.narrowed} {mark}"
    with journal.opened("export", by, reason=reason):
        content = workbook(table, by.label, place, now, mark)
    response = HttpResponse(content, content_type=SHEET)
    response.headers["Content-Disposition"] = f'attachment; filename="export-{now:%Y%m%d-%H%M}.xlsx"'
    return response


def workbook(table: Table, label: str, place: str, now: datetime, mark: str) -> bytes:
    """The bytes of the workbook. Every text is written as text, so that none becomes a formula."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"author": "", "created": datetime(2000, 1, 1)})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, _first_line(table, label, place, now, mark))
    sheet.write_string(1, 0, table.narrowed)
    sheet.set_footer(f"&L{label} {place}&C{mark}&R&P/&N")
    _write_rows(book, sheet, table)
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.autofilter(HEAD, 0, HEAD + max(1, len(table.rows)), len(table.columns) - 1)
    book.close()
    return target.getvalue()


def _first_line(table: Table, label: str, place: str, now: datetime, mark: str) -> str:
    level = Text("已遮蔽", "masked") if table.masked else Text("未遮蔽", "not masked")
    at = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    taken = Text(f"由{label}（{place}）于{at}导出", f"taken by {label} ({place}) at {at}")
    return f"{table.name} · {taken} · {level} · {mark}"


def _write_rows(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> None:
    head = book.add_format({"bold": True, "bg_color": "#eceff2", "border": 1, "text_wrap": True})
    formats = {True: book.add_format({"num_format": "#,##0.00"}), False: None}
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEAD, number, str(column.title), head)
    for line, row in enumerate(table.rows, HEAD + 1):
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            match cell:
                case None:
                    continue
                case date():
                    sheet.write_datetime(line, number, cell, day)
                case int() | float():
                    sheet.write_number(line, number, cell, formats[column.is_money])
                case _:
                    sheet.write_string(line, number, cell)
