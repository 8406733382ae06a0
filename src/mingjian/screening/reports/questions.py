"""Writes an edition for an office: questions.csv, questions.xlsx and questions.html, and edition.json beside them."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path

import jinja2
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mingjian import __version__
from mingjian.exchange.divisions import name_of
from mingjian.privacy.cells import harmless_cell
from mingjian.privacy.masking import Disclosure, mask_name
from mingjian.screening.editions import Edition, Question, Reader
from mingjian.screening.reports import cover, showing
from mingjian.screening.reports.styles import STANDARD_FONT, Style, Styles
from mingjian.screening.reports.words import Language, in_language
from mingjian.wording import Text

TABLE, BOOK, PAGE, CARD = "questions.csv", "questions.xlsx", "questions.html", "edition.json"
PRIVATE = 0o600
HEAD = (
    Text("行政区划代码", "division"),
    Text("家庭编号", "household"),
    Text("户主", "head"),
    Text("起始年月", "first"),
    Text("终止年月", "last"),
    Text("月数", "months"),
    Text("金额（元）", "yuan"),
    Text("要问什么", "question"),
)
TITLE = Text("入户核实问题清单", "Questions to households")
NOTE = Text(
    "请逐户核实并填写结果。清单只列要问的事，不是结论；问明情况以前，不得停发、减发。",
    "Ask each household and write down what it says. The list says what to ask and concludes nothing: until that is "
    "known, no allowance is to be stopped or cut.",
)
Cell = str | int | float | None
HEAD_ROWS = 3


@dataclass(frozen=True)
class Manner:
    """How much an edition says of persons, and in which language."""

    disclosure: Disclosure
    language: Language

    def say(self, text: Text) -> str:
        """A text in the language of the reader."""
        return in_language(text, self.language)


@dataclass(frozen=True)
class Row:
    """A question as it enters the list: its number there, and how it is said."""

    number: int
    question: Question
    manner: Manner

    @property
    def head(self) -> str:
        """The head of the household, masked unless the edition is an open one."""
        name = self.question.head_name
        return name if self.manner.disclosure is Disclosure.FULL else mask_name(name)

    @property
    def household(self) -> str:
        """The household's number; some offices use the head's identity number for it."""
        return showing.office_number(self.question.household_id, self.manner.disclosure)

    @property
    def period(self) -> str:
        """The first and the last month."""
        days = (self.question.first, self.question.last)
        months = [f"{day:%Y-%m}" for day in days if day]
        return self.manner.say(Text(" 至 ", " to ")).join(dict.fromkeys(months))

    @property
    def yuan(self) -> float | None:
        """The sum as a number of the sheet."""
        return None if self.question.yuan is None else float(self.question.yuan)


@dataclass(frozen=True)
class Column:
    """A column of the list: what it is called, how wide it is, and what it says of a question."""

    title: Text
    width: float
    style: Style
    value: Callable[[Row], Cell]


COLUMNS = (
    Column(Text("序号", "No."), 5, Style.COUNT, lambda row: row.number),
    Column(Text("嘎查村（社区）", "Village"), 18, Style.TEXT, lambda row: name_of(row.question.division)),
    Column(Text("家庭编号", "Household"), 16, Style.TEXT, lambda row: row.household),
    Column(Text("户主", "Head"), 8, Style.TEXT, lambda row: row.head),
    Column(Text("起止月份", "From, to"), 10, Style.TEXT, lambda row: row.period),
    Column(Text("月数", "Months"), 6, Style.COUNT, lambda row: row.question.months or None),
    Column(Text("金额（元）", "Yuan"), 11, Style.MONEY, lambda row: row.yuan),
    Column(Text("要问什么", "What to ask"), 44, Style.TEXT, lambda row: row.manner.say(row.question.ask)),
    Column(Text("家庭的说明", "What it says"), 26, Style.HAND, lambda _: None),
    Column(Text("核实人、日期", "Asked by, on"), 12, Style.HAND, lambda _: None),
)


def write_edition(edition: Edition, folder: Path, manner: Manner) -> None:
    """Write the files of an edition into a folder."""
    _write_table(edition, folder / TABLE, manner)
    _write_book(edition, folder / BOOK, manner)
    (folder / PAGE).write_text(page_of(edition, manner), encoding="utf-8")
    _write_card(edition, folder / CARD, manner)
    for name in (TABLE, BOOK, PAGE, CARD):
        (folder / name).chmod(PRIVATE)


def page_of(edition: Edition, manner: Manner) -> str:
    """The page for a browser and for print."""
    return _template().render(
        language="zh-CN" if manner.language == "zh" else "en",
        title=f"{_place(edition)} {manner.say(TITLE)}",
        as_of=manner.say(Text(f"数据截至 {edition.as_of}", f"As of {edition.as_of}")),
        note=manner.say(NOTE),
        heads=[manner.say(column.title) for column in COLUMNS],
        rows=[[_written(column.value(row)) for column in COLUMNS] for row in _rows(edition, manner)],
        nothing=manner.say(Text("本次没有要问的事。", "There is nothing to ask this time.")),
    )


def _rows(edition: Edition, manner: Manner) -> list[Row]:
    return [Row(number, question, manner) for number, question in enumerate(edition.questions, start=1)]


def _write_table(edition: Edition, path: Path, manner: Manner) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([manner.say(title) for title in HEAD])
        for row in _rows(edition, manner):
            asked = row.question
            first, last = (f"{day:%Y-%m}" if day else "" for day in (asked.first, asked.last))
            yuan = "" if asked.yuan is None else f"{asked.yuan:.2f}"
            texts = (harmless_cell(text) for text in (asked.division, row.household, row.head))
            writer.writerow([*texts, first, last, asked.months or "", yuan, manner.say(asked.ask)])


def _write_book(edition: Edition, path: Path, manner: Manner) -> None:
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": STANDARD_FONT,
    }
    with Workbook(str(path), options) as book:
        # The file says nothing about who made it or when: the day of the data stands for both.
        book.set_properties({"created": datetime.combine(edition.as_of, datetime.min.time())})
        styles = Styles(book)
        sheet = book.add_worksheet(manner.say(TITLE))
        sheet.write_string(0, 0, f"{_place(edition)} {manner.say(TITLE)}", styles[Style.TITLE])
        sheet.write_string(1, 0, manner.say(NOTE), styles[Style.NOTE])
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width)
            sheet.write_string(HEAD_ROWS - 1, place, manner.say(column.title), styles[Style.HEAD])
        for row in _rows(edition, manner):
            for place, column in enumerate(COLUMNS):
                _write_cell(sheet, HEAD_ROWS - 1 + row.number, place, column.value(row), styles[column.style])
        sheet.freeze_panes(HEAD_ROWS, 3)
        cover.set_a4_landscape(sheet)
        sheet.repeat_rows(HEAD_ROWS - 1)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Cell, style: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        # Written as a string in a cell marked as text, nothing in it is ever taken for a formula.
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _write_card(edition: Edition, path: Path, manner: Manner) -> None:
    """Which program wrote the edition, for whom and as of when; no count and no hash of what it was made from."""
    record = {
        "program_version": __version__,
        "for": str(edition.reader),
        "division": edition.division,
        "as_of": edition.as_of.isoformat(),
        "masked": manner.disclosure is not Disclosure.FULL,
        "files": [TABLE, BOOK, PAGE],
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _place(edition: Edition) -> str:
    county = name_of(edition.division[:6])
    return county if edition.reader is Reader.COUNTY else f"{county}{name_of(edition.division)}"


def _written(value: Cell) -> str:
    return "" if value is None else f"{value:,.2f}" if isinstance(value, float) else str(value)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    text = resources.files(__package__).joinpath("templates", "questions.html.j2").read_text(encoding="utf-8")
    return environment.from_string(text)
