"""How the tables of a sample are laid out in files: names, formats, and the expression that writes each column."""

from dataclasses import dataclass
from enum import StrEnum

from mingjian.exchange.standard import Column, Table


class Format(StrEnum):
    """The words of `--format`."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    MIXED = "mixed"


class Writing(StrEnum):
    """How one file is written."""

    UTF8 = "utf-8"
    UTF8_BOM = "utf-8-sig"
    GB18030 = "gb18030"
    XLSX = "xlsx"
    PARQUET = "parquet"


SUFFIXES = {Writing.XLSX: "xlsx", Writing.PARQUET: "parquet"}
# What the county's business system gives out as workbooks, and what comes from systems that still write GB18030.
WORKBOOKS = (
    "households", "batches", "standards", "funds", "cpi", "relative_filings", "oversight", "complaints", "stoppages",
    "responsibility", "platform", "local_rules", "card_custody", "unnumbered",
)  # fmt: skip
GB18030_TABLES = (
    "members",
    "payments",
    "deaths",
    "payroll",
    "pensions",
    "vehicles",
    "housing",
    "companies",
    "checks",
)
BOM_TABLES = ("grants", "hukou")


@dataclass(frozen=True)
class DateStyle:
    """How days and months are written, as strftime patterns."""

    day: str
    month: str


ISO = DateStyle("%Y-%m-%d", "%Y-%m")
COMPACT = DateStyle("%Y%m%d", "%Y%m")


def writing_of(table: Table, format_: Format) -> Writing:
    """How a table is written in a sample of a format."""
    if format_ is Format.PARQUET:
        return Writing.PARQUET
    if format_ is Format.XLSX:
        return Writing.XLSX
    if format_ is Format.CSV:
        return Writing.UTF8
    return _mixed(table.name)


def file_stem(table: Table, writing: Writing) -> str:
    """The name of a table's file or folder without its ending: Chinese where a person would have named it."""
    return table.zh if writing in (Writing.XLSX, Writing.GB18030) and table.name != "payments" else table.name


def projection(table: Table, writing: Writing) -> str:
    """The select list that turns the stored columns of a table into those of a file."""
    if writing is Writing.PARQUET:
        return ", ".join(f'{_padded(column)} AS "{column.name}"' for column in table.columns)
    if writing is Writing.XLSX:
        return ", ".join(f'{_for_cells(column)} AS "{column.zh}"' for column in table.columns)
    style = COMPACT if writing is Writing.GB18030 else ISO
    return ", ".join(f'{_as_text(column, style)} AS "{column.zh}"' for column in table.columns)


def _mixed(name: str) -> Writing:
    for names, writing in (
        (WORKBOOKS, Writing.XLSX),
        (GB18030_TABLES, Writing.GB18030),
        (BOM_TABLES, Writing.UTF8_BOM),
    ):
        if name in names:
            return writing
    return Writing.UTF8


def _padded(column: Column) -> str:
    name = f'"{column.name}"'
    # Files hold leagues and the region at six digits; the sample holds every code at its significant ones.
    return (
        f"CASE WHEN length({name}) < 6 THEN rpad({name}, 6, '0') ELSE {name} END"
        if column.kind == "code"
        else name
    )


def _as_text(column: Column, style: DateStyle) -> str:
    name = f'"{column.name}"'
    patterns = {"date": style.day, "month": style.month, "time": f"{style.day} %H:%M"}
    if pattern := patterns.get(column.kind):
        return f"strftime({name}, '{pattern}')"
    return _in_chinese(column)


def _for_cells(column: Column) -> str:
    name = f'"{column.name}"'
    if column.kind == "month":
        return f"strftime({name}, '{ISO.month}')"
    return f"CAST({name} AS DOUBLE)" if column.kind == "money" else _in_chinese(column)


def _in_chinese(column: Column) -> str:
    name = f'"{column.name}"'
    if column.kind == "bool":
        return f"CASE {name} WHEN true THEN '是' WHEN false THEN '否' END"
    if column.kind == "enum":
        words = " ".join(f"WHEN '{en}' THEN '{zh[0] if zh else en}'" for en, zh in column.choices)
        return f"CASE {name} {words} ELSE {name} END"
    return _padded(column)
