"""Which files of a folder belong to which table of the standard."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from mingjian.exchange.standard import CUSTODIAN_TABLES, tables
from mingjian.exchange.workbooks import filled_sheets, sheet_names
from mingjian.wording import Refusal, Text

Format = Literal["csv", "xlsx", "parquet"]
FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
BESIDE = ("sources.toml",)
# Sheets that office programs write and that are not read.
OTHER_SHEETS = (".xls", ".et", ".ods", ".xlsb", ".xlsm", ".numbers")

# The sheets of an empty table that explain it.
NOTES = ("填写说明", "可选值")
UNREAD_SHEET = Text(
    "这个工作表没有读取；如有数据，请以表名命名工作表，或另存为文件，放进以表名命名的文件夹（如 发放明细/二月.xlsx）。",
    "this sheet was not read; where it holds data, name it after its table, or save it as a file into a folder named "
    "after the table (payments/february.xlsx).",
)
CUSTODIANS = Text(
    "由专人保管的文件，不与其他数据一起读取；请移出本目录，用 --complainants 指定。",
    "a custodian's file that is never read with the others; move it away and name it with --complainants.",
)


@dataclass(frozen=True)
class Source:
    """One file, or one sheet of a workbook, that holds rows of a table; `name` is its path within the folder."""

    table: str
    path: Path
    name: str
    sheet: str
    format: Format

    @property
    def label(self) -> str:
        """How a message names it."""
        return f"{self.name} [{self.sheet}]" if self.sheet else self.name


@dataclass(frozen=True)
class Found:
    """What lies in a folder: sources by table, why a table cannot be used, and files that belong to none."""

    sources: dict[str, tuple[Source, ...]]
    faults: dict[str, Text] = field(default_factory=dict)
    strangers: tuple[tuple[str, Text], ...] = ()


def discover(directory: Path) -> Found:
    """Look through `directory` and its folders; nothing is read but the sheet names of workbooks."""
    sources: dict[str, list[Source]] = {}
    faults: dict[str, Text] = {}
    strangers: list[tuple[str, Text]] = []
    for path in _files(directory):
        name = path.relative_to(directory).as_posix()
        try:
            found = list(_sources(path, name))
            beside = _other_sheets(path, name, found)
        except Refusal as refusal:
            table = table_named(path, name)
            if table:
                faults[table] = refusal.text
            else:
                strangers.append((name, refusal.text))
            continue
        for source in found:
            sources.setdefault(source.table, []).append(source)
        strangers += beside if found else [(name, _stranger(path, name))]
    given = dict(_in_other_forms(strangers, sources))
    for name, reason in strangers:
        if name in given:
            faults.setdefault(given[name], Text(f"{name}：{reason.zh}", f"{name} {reason.en}"))
    strangers = [each for each in strangers if each[0] not in given]
    order = list(tables())
    known = {name: tuple(sources[name]) for name in sorted(sources, key=order.index)}
    return Found(known, faults, tuple(strangers))


def _in_other_forms(
    strangers: Sequence[tuple[str, Text]], sources: Mapping[str, object]
) -> list[tuple[str, str]]:
    """Workbooks in a form that is not read, with the table they are named after: given, and given in no other form."""
    named = [(name, table_named(Path(name), name)) for name, _ in strangers]
    return [
        (name, table)
        for name, table in named
        if table and Path(name).suffix.lower() in OTHER_SHEETS and table not in {*sources, *CUSTODIAN_TABLES}
    ]


def table_named(path: Path, name: str) -> str | None:
    """The table that a file belongs to by its name or by that of the folder it lies in (the nearest wins)."""
    for part in (path.stem, *reversed(name.split("/")[:-1])):
        table = _titles().get(_fold(part))
        if table:
            return table
    return None


def _files(directory: Path) -> list[Path]:
    paths = (path for path in directory.rglob("*") if path.is_file())
    # Office programs leave lock files (~$) beside an open workbook; a leading dot hides a file.
    open_or_hidden = ("~$", ".")
    seen = [
        path
        for path in paths
        if not any(part.startswith(open_or_hidden) for part in path.relative_to(directory).parts)
        and path.name not in BESIDE
    ]
    return sorted(seen, key=lambda path: path.relative_to(directory).as_posix())


def _sources(path: Path, name: str) -> Iterator[Source]:
    table = table_named(path, name)
    form = FORMATS.get(path.suffix.lower())
    if form is None or (table in CUSTODIAN_TABLES):
        return
    if form != "xlsx":
        if table:
            yield Source(table, path, name, "", form)
        return
    sheets = sheet_names(path, name)
    named = {sheet: _titles().get(_fold(sheet)) for sheet in sheets}
    if any(named.values()):
        for sheet, of in named.items():
            if of and of not in CUSTODIAN_TABLES:
                yield Source(of, path, name, sheet, form)
    elif table and sheets:
        yield Source(table, path, name, sheets[0], form)


def _other_sheets(path: Path, name: str, found: Sequence[Source]) -> list[tuple[str, Text]]:
    """The sheets of a workbook that hold something and are not read: nothing is passed over in silence."""
    if not found or found[0].format != "xlsx":
        return []
    read = {source.sheet for source in found}
    others = [sheet for sheet in sheet_names(path, name) if sheet not in {*read, *NOTES}]
    filled = filled_sheets(path, name, others) if others else []
    kept = {sheet for sheet in filled if _titles().get(_fold(sheet)) in CUSTODIAN_TABLES}
    return [(f"{name} [{sheet}]", CUSTODIANS if sheet in kept else UNREAD_SHEET) for sheet in filled]


def _stranger(path: Path, name: str) -> Text:
    table = table_named(path, name)
    if table in CUSTODIAN_TABLES:
        return CUSTODIANS
    if path.suffix.lower() in OTHER_SHEETS:
        return Text(
            "不是 XLSX 格式，未读取；请用办公软件打开，另存为 XLSX。",
            "is a workbook in another format and was not read; open it and save it as XLSX.",
        )
    if path.suffix.lower() not in FORMATS:
        return Text(
            "不是 CSV、XLSX 或 Parquet 文件，未读取。", "is no CSV, XLSX or Parquet file and was not read."
        )
    return Text(
        "文件名不是数据标准中的表名，未读取；请按表名（如 发放明细.csv）改名。",
        "is not named after a table of the standard and was not read; name it like payments.csv.",
    )


@cache
def _titles() -> dict[str, str]:
    return {_fold(word): table.name for table in tables().values() for word in (table.name, table.zh)}


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
