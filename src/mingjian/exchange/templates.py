"""Empty workbooks of the data standard, one per table, and the form of sources.toml."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from mingjian.exchange.discovery import NOTES
from mingjian.exchange.standard import CUSTODIAN_TABLES, Column, Kind, Table, tables
from mingjian.wording import Refusal, Text

# Rows below the header that get formats and drop-downs.
LAST_ROW = 20_000
EXPLAINED, WORDS = NOTES
KINDS: dict[Kind, Text] = {
    "text": Text("文本", "text"),
    "bool": Text("是/否", "是 or 否"),
    "int": Text("整数", "whole number"),
    "money": Text("金额（元，两位小数）", "yuan, two decimals"),
    "ratio": Text("百分数（3.5 表示 3.5%）", "percent (3.5 is 3.5%)"),
    "number": Text("数字", "number"),
    "date": Text("日期", "date"),
    "time": Text("日期和时间", "date and time"),
    "month": Text("年月", "month"),
    "id": Text("身份证号（文本）", "identity number (text)"),
    "code": Text("行政区划代码（文本）", "division code (text)"),
    "enum": Text("从下拉列表选择", "one of the listed words"),
}
EXAMPLES: dict[Kind, str] = {
    "text": "",
    "bool": "是",
    "int": "3",
    "money": "1234.50",
    "ratio": "3.5",
    "number": "85.5",
    "date": "2026-03-01",
    "time": "2026-03-01 09:30",
    "month": "2026-03",
    # An address code that belongs to no place.
    "id": "159901195001010017",
    "code": "150423100201",
}
# Where the usual example of the kind would be odd, or is not even allowed.
EXAMPLES_BY_NAME = {"share": "0.35", "year": "2024", "grade": "2"}
FORMATS: dict[Kind, str] = {
    "money": "0.00",
    "int": "0",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}
SOURCES_HEAD = """\
# 数据来源说明：每张表一节。没有登记的表视为不完整、时效不明，筛查结果首页会注明。
# Where the data comes from: a section per table. A table without one counts as incomplete and of unknown freshness.
#   provider     提供单位            who provided it
#   basis        提供依据（文号）    on what basis (document)
#   purpose      用途                what it may be used for
#   keep_until   保存期限            the day until which it may be kept
#   divisions    覆盖地区代码        the places it covers
#   from_day     数据起始日          the first day it covers
#   to_day       数据截止日          the last day it covers
#   extracted_on 提取日期            the day on which it was taken from its system
#   complete     是否完整 true/false whether it is whole for these places and days
#   withheld     不提供的原因        why the provider does not hand it over; then there is no file
# 去掉行首的 # 并填写。Take away the # and fill in.
"""


def write_templates(directory: Path) -> tuple[Path, ...]:
    """Write one XLSX per table and sources.toml into a new or empty folder; Refusal where a file is in the way."""
    names = [table for table in tables().values() if table.name not in CUSTODIAN_TABLES]
    books = {directory / f"{table.zh}.xlsx": table for table in names}
    sources = directory / "sources.toml"
    _refuse_to_overwrite([*books, sources])
    directory.mkdir(parents=True, exist_ok=True)
    for path, table in books.items():
        write_template(path, table)
    sources.write_text(sources_form(names), encoding="utf-8")
    return (*books, sources)


def write_template(path: Path, table: Table) -> None:
    """One table's workbook: the sheet to fill in, notes on every column, and the words of the drop-downs."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(table.zh)
        words = _write_notes(book, table)
        page.freeze_panes(1, 0)
        required = book.add_format({"bold": True, "bg_color": "#FDE9D9", "border": 1, "num_format": "@"})
        optional = book.add_format({"bold": True, "bg_color": "#EAF1DD", "border": 1, "num_format": "@"})
        for position, column in enumerate(table.columns):
            width = max(12, 2 * len(column.zh) + 4, 22 if column.kind == "id" else 0)
            form = book.add_format({"num_format": FORMATS.get(column.kind, "@")})
            page.set_column(position, position, width, form)
            page.write_string(0, position, column.zh, required if column.required else optional)
            page.write_comment(0, position, _remark(column), {"x_scale": 2})
            if column.name in words:
                page.data_validation(1, position, LAST_ROW, position, _choice(words[column.name]))


def sources_form(names: Iterable[Table]) -> str:
    """sources.toml with every table in it, commented out."""
    fields = 'provider = ""\nbasis = ""\npurpose = "低保专项监督"\nkeep_until = 2027-12-31\ndivisions = ["150423"]\n'
    fields += "from_day = 2024-01-01\nto_day = 2024-12-31\nextracted_on = 2025-01-15\ncomplete = false\n"
    sections = (f"[{table.name}]  # {table.zh}\n{fields}" for table in names)
    form = "\n".join(sections)
    return SOURCES_HEAD + "\n" + "\n".join(f"# {line}" if line else "" for line in form.splitlines()) + "\n"


def _write_notes(book: Any, table: Table) -> dict[str, str]:  # noqa: ANN401  xlsxwriter has no types
    """The sheets of notes and words; gives the range of the words of every column that has some."""
    notes, lists = book.add_worksheet(EXPLAINED), book.add_worksheet(WORDS)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    notes.set_column(0, 7, 18, wrapped)
    notes.set_column(5, 6, 46, wrapped)
    notes.freeze_panes(1, 0)
    for position, title in enumerate(("列", "英文名", "必填", "类型", "示例", "含义", "可选值")):
        notes.write_string(0, position, title, bold)
    ranges: dict[str, str] = {}
    for row, column in enumerate(table.columns, 1):
        words = _words(column)
        cells = (
            column.zh,
            column.name,
            "是" if column.required else "",
            KINDS[column.kind].zh,
            example(column),
        )
        for position, cell in enumerate((*cells, column.about_zh, "、".join(words))):
            notes.write_string(row, position, cell)
        if words:
            lists.write_column(0, row - 1, words)
            name = xlsxwriter.utility.xl_col_to_name(row - 1)
            ranges[column.name] = f"='{WORDS}'!${name}$1:${name}${len(words)}"
    lists.hide()
    return ranges


def example(column: Column) -> str:
    """A value that the column accepts; empty for free text."""
    usual = _words(column)[0] if column.kind == "enum" else EXAMPLES[column.kind]
    return EXAMPLES_BY_NAME.get(column.name, usual)


def _words(column: Column) -> list[str]:
    if column.kind == "bool":
        return ["是", "否"]
    return [words[0] if words else english for english, words in column.choices]


def _remark(column: Column) -> str:
    need = "必填 / required" if column.required else "可空 / may be empty"
    kind = KINDS[column.kind]
    about = " / ".join(filter(None, (column.about_zh, column.about)))
    return "\n".join(filter(None, (f"{column.name}：{need}", f"{kind.zh} / {kind.en}", about)))


def _choice(source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": "不在可选值之内",
        "error_message": "请从下拉列表中选择。 Choose from the list.",
    }


def _refuse_to_overwrite(paths: list[Path]) -> None:
    for path in paths:
        if path.exists():
            raise Refusal(
                f"{path} 已存在，不会覆盖；请换一个空文件夹。",
                f"{path} is there already and is not overwritten; name an empty folder.",
            )
