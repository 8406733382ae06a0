"""The data standard as a page of the documentation; `python -m mingjian.exchange.reference FILE` writes it."""

import sys
from pathlib import Path

from mingjian.exchange.standard import CUSTODIAN_TABLES, Column, Table, tables
from mingjian.exchange.templates import example

HEAD = """\
# The data standard

<!-- Made by `python -m mingjian.exchange.reference`; edit src/mingjian/exchange/standard.toml instead. -->

One folder holds the data. A file belongs to a table by its name or the name of its folder, English or Chinese:
`payments.csv`, `发放明细.xlsx`, `payments/2024-01.csv`; a workbook may hold several tables, one per sheet named after
the table. CSV (UTF-8 with or without BOM, GB18030, GBK, UTF-16; comma, tab or semicolon), XLSX and Parquet are read.

Headers are the column's name or its Chinese header, in any order. An unknown column is carried along. A missing
required column refuses the table. An empty cell is unknown. A missing table is no error: what needs it cannot be
decided.

Every row is either accepted or rejected. A rejected row stands in the rejects file with its line, the column, the
value and the reason; the file has the form of the one it came from, can be corrected and sent again. Equal rows: one
is kept. Rows with the same key and different values contradict each other: none is used.

## How values are written

| type | accepted |
|---|---|
| text | any text; blanks around it are dropped |
| id | 18 characters, or the old 15; a wrong check digit is kept and counted as marked |
| code | 6, 9 or 12 digits beginning with 15 (a league: 4 digits padded to 6); households need a village, 12 digits |
| money | `1234.50`, `1,234.50`, `￥300`, full-width digits; at most two decimals; from 0 to 10,000,000 in a row of a \
person or household |
| int, number | `3`, `85.5`, not below 0; a share as `0.35` or `35%` |
| ratio | percent, `3.5` or `3.5%` |
| bool | 是 否 1 0 true false |
| date | `2026-03-01`, `20260301`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, an Excel date or its number; 1900 to 2100 |
| time | a date with `09:30` or `09:30:00` behind it; without one it is midnight |
| month | `2026-03`, `202603`, `2026年3月`, or any day in it |
| words | one of the words listed, Chinese or English |

A number that an office program has rounded (`1.50102E+17`) is rejected where digits count: identity numbers, codes,
accounts, phones and keys. Format such columns as text. A text that a system wrote as a formula for that reason
(`="0123"`) is read as the text.
"""


def page() -> str:
    """The whole page in Markdown."""
    contents = "\n".join(
        f"- [{table.name} {table.zh}](#{table.name}-{table.zh})" for table in tables().values()
    )
    sections = "\n".join(_section(table) for table in tables().values())
    return f"{HEAD}\n## Tables\n\n{contents}\n\n{sections}"


def _section(table: Table) -> str:
    about = [table.about] if table.about else []
    if table.name in CUSTODIAN_TABLES:
        about.append("Never read with the other tables.")
    if table.is_registry:
        about.append("A registry: `available_on` is the day on which this office could first see the record.")
    key = ", ".join(f"`{name}`" for name in table.key)
    head = f"### {table.name} {table.zh}\n\n" + "".join(f"{_sentence(line)}\n" for line in about)
    rows = "\n".join(_row(column) for column in table.columns)
    columns = "| column | 表头 | type | required | meaning | example |\n|---|---|---|---|---|---|"
    return f"{head}Key: {key}.\n\n{columns}\n{rows}\n"


def _row(column: Column) -> str:
    kind = _words(column) if column.kind == "enum" else column.kind
    need = "yes" if column.required else ""
    return f"| `{column.name}` | {column.zh} | {kind} | {need} | {column.about} | {example(column)} |"


def _words(column: Column) -> str:
    return ", ".join(f"{english} {'/'.join(chinese)}".strip() for english, chinese in column.choices)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:].rstrip(".") + "."


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
