"""The rows of a ledger as HTML, put together here: small tags of a template would cost more than all the queries."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from mingjian.desk.core.ledgers import Cell, Column, ShownCell, ShownRow
from mingjian.wording import Text

VOID = "—"
CHOOSE = Text("选择", "Choose")


def body(
    rows: Sequence[ShownRow], columns: Sequence[Column], tick: str, beside: Callable[[Any], str] | None
) -> SafeString:
    """The `tr` of all rows: a box named `tick` before each that may be ticked, its cells, what stands `beside` it."""
    ends = [(escape(column.look), f' data-label="{escape(str(column.title))}"') for column in columns]
    return mark_safe("\n".join(_row(row, ends, tick, beside) for row in rows))


def said(column: Column, value: Cell) -> str:
    """What stands in a cell: a day as 2026-03-01, money as 1,234.50, a long dash where there is nothing."""
    if value is None or value == "":
        return VOID
    if isinstance(value, date):
        return day(value)
    if column.kind == "money" and isinstance(value, int | float):
        return f"{value:,.2f}"
    return str(value)


def day(value: date | datetime) -> str:
    """A day as 2026-03-01; of a moment the day in the zone of the site."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%Y-%m-%d}"


def _row(
    row: ShownRow, ends: Sequence[tuple[str, str]], tick: str, beside: Callable[[Any], str] | None
) -> str:
    box = f"<td>{_box(row, tick)}</td>" if tick else ""
    last = f"<td>{beside(row.line)}</td>" if beside else ""
    return f"<tr>{box}{''.join(_cells(row.cells, ends))}{last}</tr>"


def _box(row: ShownRow, tick: str) -> str:
    line = row.line
    if line.get("may", True) is False:
        return ""
    name = f"{CHOOSE} {row.cells[0].value} {row.cells[1].value if len(row.cells) > 1 else ''}"
    return f'<input type="checkbox" name="{escape(tick)}" value="{line["id"]}" aria-label="{escape(name.strip())}">'


def _cells(cells: Sequence[ShownCell], ends: Sequence[tuple[str, str]]) -> Iterator[str]:
    for cell, (look, label) in zip(cells, ends, strict=True):
        text = escape(said(cell.column, cell.value))
        if cell.address:
            text, label = f'<a href="{escape(cell.address)}">{text}</a>', ""
        elif cell.light:
            text = f'<span class="light light-{escape(cell.light)}">{text}</span>'
        yield f'<td class="{look}{" void" if cell.is_void else ""}"{label}>{text}</td>'
