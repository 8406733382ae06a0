"""Writes findings.xlsx: a ledger that an office works with, a sheet for each office the clauses speak of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from mingjian.privacy.masking import Disclosure
from mingjian.screening.catalogue import Rule
from mingjian.screening.reports import cover, showing, wrapping
from mingjian.screening.reports.ledger_columns import OUTCOME, PRINTED, Cell, Entry, Heading, own_headings
from mingjian.screening.reports.run_folder import Finding, RunFolder
from mingjian.screening.reports.styles import STANDARD_FONT, Style, Styles
from mingjian.screening.reports.totals import Totals
from mingjian.screening.reports.words import (
    ADVICE_ONLY,
    OFFICES,
    Language,
    Office,
    in_language,
    offices_of,
)
from mingjian.wording import Text

SHEETS = {
    Office.GOVERNMENT: Text("政府（第七条）", "Government (7)"),
    Office.TOWNSHIP: Text("苏木乡镇（第八条）", "Township (8)"),
    Office.CIVIL_AFFAIRS: Text("旗县民政（第九条）", "Civil affairs (9)"),
    Office.FINANCE: Text("财政（第十条）", "Finance (10)"),
    Office.DEPARTMENTS: Text("核对部门（第十一条）", "Departments (11)"),
    Office.QUALITY: Text("数据质量", "Data quality"),
    Office.OTHER: Text("其他与办法施行前", "Other"),
}
# What an office program takes: rows of a sheet (with room for the heads), characters of a cell.
MOST_ROWS, MOST_CHARACTERS = 1_000_000, 32_000
HEAD_ROWS = 2
_CUT = Text("……（过长，全文见 findings.csv）", " … (cut; the whole text stands in findings.csv)")


@dataclass(frozen=True)
class Edition:
    """For whom a ledger is written: how much it says about persons, and in which language."""

    disclosure: Disclosure = Disclosure.MASKED
    language: Language = "zh"


MASKED_EDITION = Edition()


@dataclass
class OpenSheet:
    """A sheet that is being written: row by row, because rows that are written leave the memory."""

    office: Office
    sheet: Worksheet
    rows: int = 0
    names: list[str] = field(default_factory=list)


def write_ledger(
    run: RunFolder, totals: Totals, rules: Mapping[str, Rule], path: Path, edition: Edition = MASKED_EDITION
) -> None:
    """Write the ledger of a run to `path`.

    A finding whose clauses speak of two offices stands on both sheets and once in the totals of the cover.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": STANDARD_FONT,
    }
    with Workbook(str(path), options) as book:
        # The file says nothing about who made it or when: the day of the data stands for both.
        book.set_properties({"created": datetime.combine(run.info.as_of, datetime.min.time())})
        LedgerWriter(book, run, totals, rules, edition).write()


class LedgerWriter:
    """The workbook of one run while it is written."""

    def __init__(
        self,
        book: Workbook,
        run: RunFolder,
        totals: Totals,
        rules: Mapping[str, Rule],
        edition: Edition,
    ) -> None:
        self.book, self.run, self.totals, self.rules, self.edition = book, run, totals, rules, edition
        self.styles = Styles(book)
        self.headings: tuple[Heading, ...] = ()
        self.sheets: dict[Office, OpenSheet] = {}

    def write(self) -> None:
        """Write every sheet."""
        heads = sorted({head for finding in self.run.findings() for head in showing.own_columns(finding)})
        self.headings = own_headings(heads)
        front = self.book.add_worksheet(self._say(Text("封面说明", "Read me")))
        for office, line in self.totals.by_office:
            if line.count or office is not Office.OTHER:
                self.sheets[office] = self._open(office)
        for number, finding in enumerate(self.run.findings(), start=1):
            self._place(number, finding)
        for opened in self.sheets.values():
            self._close(opened)
        cover.write_undecided(
            self.book, self.styles, self.totals, self.rules, self.run.info, self.edition.language
        )
        names = {office: opened.names[0] for office, opened in self.sheets.items()}
        cover.write_cover(
            front,
            self.styles,
            self.run.info,
            self.totals,
            names,
            self.edition.disclosure,
            self.edition.language,
        )

    def _remark(self, finding: Finding) -> Text | None:
        """What is put off until when, and whose rule is advice only."""
        said = []
        if finding.rule in self.run.info.advice_only:
            said.append(ADVICE_ONLY)
        if finding.finding_id in self.run.snoozed:
            until, reason = self.run.snoozed[finding.finding_id]
            said.append(Text(f"暂缓至 {until}：{reason}", f"put off until {until}: {reason}"))
        return Text("；".join(t.zh for t in said), "; ".join(t.en for t in said)) if said else None

    def _place(self, number: int, finding: Finding) -> None:
        rule = self.rules.get(finding.rule)
        remark = self._remark(finding)
        entry = Entry(number, finding, rule, self.edition.disclosure, self.edition.language, remark)
        for office in offices_of(finding.clauses, rule.clauses if rule else ()):
            opened = self.sheets[office]
            if opened.rows >= MOST_ROWS:
                self._close(opened)
                opened = self.sheets[office] = self._open(office, opened.names)
            self._write_row(opened, entry)

    def _write_row(self, opened: OpenSheet, entry: Entry) -> None:
        row = HEAD_ROWS + opened.rows
        values = [heading.value(entry) for heading in self.headings]
        opened.sheet.set_row(row, _height(values))
        for column, (heading, value) in enumerate(zip(self.headings, values, strict=True)):
            style = self.styles[heading.style]
            if value is None or value == "":
                opened.sheet.write_blank(row, column, None, style)
            elif isinstance(value, str):
                # Written as a string in a cell marked as text, nothing in it is ever taken for a formula.
                opened.sheet.write_string(row, column, self._fitting(value), style)
            else:
                opened.sheet.write_number(row, column, value, style)
        opened.rows += 1

    def _open(self, office: Office, earlier: Sequence[str] = ()) -> OpenSheet:
        base = self._say(SHEETS[office])
        name = f"{base} {len(earlier) + 1}" if earlier else base
        sheet = self.book.add_worksheet(name)
        for column, heading in enumerate(self.headings):
            sheet.set_column(column, column, heading.width)
        title = self._say(
            Text(f"疑点线索台账：{OFFICES[office].zh}", f"Ledger of findings: {OFFICES[office].en}")
        )
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.styles[Style.TITLE])
        sheet.set_row(1, 32)
        for column, heading in enumerate(self.headings):
            sheet.write_string(1, column, self._say(heading.title), self.styles[Style.HEAD])
        self._set_page(sheet)
        return OpenSheet(office, sheet, names=[*earlier, name])

    def _set_page(self, sheet: Worksheet) -> None:
        sheet.freeze_panes(HEAD_ROWS, 2)
        cover.set_a4_landscape(sheet)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        info = self.run.info
        left = self._say(Text(f"数据截至 {info.as_of}", f"As of {info.as_of}")) + f" · {info.snapshot[:12]}"
        pages = self._say(Text("第 &P 页，共 &N 页", "Page &P of &N"))
        note = self._say(Text("线索不是结论", "A finding is no verdict"))
        sheet.set_footer(f"&L&8{left}&C&8{pages}&R&8{note}")

    def _close(self, opened: OpenSheet) -> None:
        last = HEAD_ROWS + max(opened.rows, 1) - 1
        if not opened.rows:
            empty = Text("本次筛查没有这一类线索。", "This run has no findings of this kind.")
            opened.sheet.write_string(HEAD_ROWS, 0, self._say(empty), self.styles[Style.NOTE])
        opened.sheet.autofilter(1, 0, last, len(self.headings) - 1)
        opened.sheet.print_area(0, 0, last, len(PRINTED) - 1)
        results = self.headings.index(OUTCOME)
        choices = [self._say(choice) for choice in cover.OUTCOMES]
        opened.sheet.data_validation(
            HEAD_ROWS, results, last, results, {"validate": "list", "source": choices}
        )

    def _fitting(self, text: str) -> str:
        return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + self._say(_CUT)

    def _say(self, text: Text) -> str:
        return in_language(text, self.edition.language)


def _height(values: Sequence[Cell]) -> float:
    # What is not printed does not stretch a row: paper holds twice as many findings without it.
    printed = zip(PRINTED, values, strict=False)
    return wrapping.height((value, heading.width) for heading, value in printed if isinstance(value, str))
