"""`mingjian check`: read a folder against the data standard and account for every row."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from mingjian.cli.progress import shown
from mingjian.exchange.checking import CheckResult, Shrunk, TableResult, check_folder, unknown_places
from mingjian.exchange.divisions import name_of, nearest
from mingjian.exchange.snapshots import Reason, TableSnapshot, store_beside
from mingjian.exchange.standard import tables
from mingjian.wording import Text, reader_language

CLEAN, SOMETHING_WRONG = 0, 1
MOST_REASONS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("directory", metavar="DIR", type=Path, help=_say("数据文件夹", "the folder of data"))
    add(
        "--encoding",
        metavar="E",
        help=_say("CSV 文件的编码（默认自动识别）", "encoding of CSV files; default detected"),
    )
    add(
        "--store",
        metavar="DIR",
        type=Path,
        help=_say("快照库（默认 DIR.mingjian）", "the store; default DIR.mingjian"),
    )


def run(args: argparse.Namespace) -> int:
    """Read the folder and say what became of every table; 1 where a table was refused or a rejected row stays so."""
    with shown() as progress:
        result = check_folder(
            args.directory,
            args.store or store_beside(args.directory),
            encoding=args.encoding,
            progress=progress,
        )
    if args.json:
        print(json.dumps(as_data(result), ensure_ascii=False))
    else:
        show(result, Console())
    return CLEAN if result.is_clean else SOMETHING_WRONG


def as_data(result: CheckResult) -> dict[str, object]:
    """The result as one JSON object."""
    return {
        "snapshot": result.snapshot.id,
        "tables": {table.name: _table_data(table) for table in result.tables},
        "unread": [{"file": name, **reason._asdict()} for name, reason in result.strangers],
        "shrunk": {each.name: {"before": each.before, "now": each.now} for each in result.shrunk},
        "rejects": str(result.rejects),
        "clean": result.is_clean,
    }


def show(result: CheckResult, console: Console) -> None:
    """The result for a reader: a line per table, then what needs a hand."""
    console.print(_grid(result))
    for line in [*_remarks(result), _closing(result)]:
        console.print(escape(line), highlight=False, soft_wrap=True)


def _grid(result: CheckResult) -> Grid:
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    grid.add_column(_say("表", "Table"))
    for zh, en in (("读取", "Read"), ("接收", "Accepted"), ("退回", "Rejected"), ("校验位有误", "Marked")):
        grid.add_column(_say(zh, en), justify="right")
    grid.add_column(_say("文件（编码）", "Files (encoding)"))
    for table in result.tables:
        grid.add_row(*_cells(table))
    return grid


def _cells(table: TableResult) -> tuple[str, ...]:
    kept = table.snapshot
    if kept is None:
        return _title(table.name), "-", "-", "-", "-", _say("[red]整表未采用[/]", "[red]refused[/]")
    counts = tuple(f"{n:,}" for n in (kept.read, kept.accepted, kept.rejected, kept.marked))
    files = [f"{s.label} ({s.encoding})" if s.encoding else s.label for s in kept.sources]
    shown_files = ", ".join(files[:2]) + (
        _say(f" 等 {len(files)} 个", f" ... {len(files)} files") if files[2:] else ""
    )
    return _title(table.name), *counts, escape(shown_files)


def _remarks(result: CheckResult) -> list[str]:
    remarks = []
    for table in result.tables:
        title = _title(table.name)
        if table.fault:
            remarks.append(
                _say(f"整表未采用　{title}：{table.fault.zh}", f"Refused  {title}: {table.fault.en}")
            )
        if table.snapshot and table.snapshot.extra:
            extra = "、".join(table.snapshot.extra)
            remarks.append(_say(f"附带的列　{title}：{extra}", f"Carried along  {title}: {extra}"))
        if table.missing:
            remarks.append(_missing(table))
        if table.snapshot:
            remarks += [*_headers(table.snapshot), *_superseded(table.snapshot)]
        if table.snapshot and table.snapshot.unanswered:
            remarks += _reasons(table.snapshot)
            remarks += [_say(f"退回文件　{path}", f"To be corrected  {path}") for path in table.rejects]
    remarks += [_shrunk(each) for each in result.shrunk]
    remarks += [
        _say(f"未读取　{name}：{why.zh}", f"Not read  {name}: {why.en}") for name, why in result.strangers
    ]
    return remarks + _unknown_places(result)


def _headers(table: TableSnapshot) -> list[str]:
    """Which row was taken for the header, where it is not the first."""
    return [
        _say(f"表头在第 {s.header} 行　{s.label}", f"Header in row {s.header}  {s.label}")
        for s in table.sources
        if s.header > 1
    ]


def _superseded(table: TableSnapshot) -> list[str]:
    """Which rejected rows of which file were answered by which other file."""
    lines: dict[tuple[str, str], list[int]] = {}
    for each in table.superseded:
        lines.setdefault((each.file, each.by), []).append(each.line)
    return [
        _say(
            f"退回后已更正　{file}：第 {_listed(which, '、')} 行，由 {by} 更正",
            f"Superseded  {file}: rows {_listed(which, ', ')}, corrected in {by}",
        )
        for (file, by), which in lines.items()
    ]


def _reasons(table: TableSnapshot) -> list[str]:
    """Why rows were rejected, by column, and where the first of them stands; never the value: it may be personal."""
    lines = [_reason(table.name, each) for each in table.reasons[:MOST_REASONS]]
    more = len(table.reasons) - MOST_REASONS
    if more > 0:
        lines.append(
            _say(
                f"退回原因　{_title(table.name)}：另有 {more} 种，见退回文件",
                f"Rejected  {table.name}: {more} more reasons",
            )
        )
    return lines


def _reason(table: str, each: Reason) -> str:
    zh, en = (f"{each.column}：", f"{each.column}: ") if each.column else ("", "")
    return _say(
        f"退回原因　{_title(table)}：{each.rows:,} 行　{zh}{each.zh}（如 {each.file} 第 {each.line} 行）",
        f"Rejected  {table}: {en}{each.en} (rows: {each.rows:,}, the first at {each.file}:{each.line})",
    )


def _listed(numbers: list[int], mark: str) -> str:
    more = _say(f" 等 {len(numbers)} 行", f" ... {len(numbers)} in all") if len(numbers) > 10 else ""
    return mark.join(map(str, numbers[:10])) + more


def _shrunk(table: Shrunk) -> str:
    return _say(
        f"明显减少　{_title(table.name)}：上次接收 {table.before:,} 行，本次 {table.now:,} 行；请核对是否漏交"
        "（仅提示）",
        f"Much smaller  {table.name}: {table.before:,} rows accepted last time, {table.now:,} now; see whether "
        "something was left out (a warning only)",
    )


def _unknown_places(result: CheckResult) -> list[str]:
    """Codes that may be slips; a place set up lately is not in the list either, so nothing is rejected for it."""
    places = unknown_places(result.snapshot)
    listed = "、".join(f"{code} ({rows}{_perhaps(code)})" for code, rows in list(places.items())[:10])
    more = _say(f" 等 {len(places)} 个", f" ... {len(places)} in all") if len(places) > 10 else ""
    if not places:
        return []
    return [
        _say(
            f"查不到的区划代码　低保家庭 households：{listed}{more}；请核对是否写错（2023 年之后新设的除外）",
            f"Unknown places  households: {listed}{more}; check them for slips (places newer than 2023 are unknown)",
        )
    ]


def _perhaps(code: str) -> str:
    """The known code that may be meant, with its name."""
    meant = nearest(code)
    return (
        _say(f"，是否为 {meant} {name_of(meant)}？", f", perhaps {meant} {name_of(meant)}?") if meant else ""
    )


def _missing(table: TableResult) -> str:
    standard = tables()[table.name]
    zh = "、".join(standard.column(name).zh for name in table.missing)
    return _say(
        f"缺少的列　{_title(table.name)}：{zh}",
        f"Columns not given  {table.name}: {', '.join(table.missing)}",
    )


def _closing(result: CheckResult) -> str:
    if result.is_clean and any(table.snapshot and table.snapshot.superseded for table in result.tables):
        return _say(
            f"全部接收或已更正。快照 {result.snapshot.id}；下一步：mingjian screen",
            f"Every row was accepted or superseded by its correction. Snapshot {result.snapshot.id}; "
            "next: mingjian screen",
        )
    if result.is_clean and result.strangers:
        return _say(
            f"读入的各表全部接收；另有未读取的内容，见上。快照 {result.snapshot.id}；下一步：mingjian screen",
            f"Every row that was read was accepted; what was not read is named above. Snapshot {result.snapshot.id}; "
            "next: mingjian screen",
        )
    if result.is_clean:
        return _say(
            f"全部接收。快照 {result.snapshot.id}；下一步：mingjian screen",
            f"Every row was accepted. Snapshot {result.snapshot.id}; next: mingjian screen",
        )
    if not any(table.snapshot and table.snapshot.unanswered for table in result.tables):
        return _say(
            f"有整表未采用：按上面写的改正后再运行一次。其他各表可以先行筛查。快照 {result.snapshot.id}",
            "A table was refused: correct it as said above and run again. The others can be screened meanwhile. "
            f"Snapshot {result.snapshot.id}",
        )
    return _say(
        "有未采用的内容：按退回文件所列的行号在原文件中改正，或把改正后的退回文件另存到以表名命名的文件夹"
        "（如 家庭成员/改正.csv），再运行一次；不要用退回文件覆盖原文件。已接收的行可以先行筛查。"
        f"快照 {result.snapshot.id}",
        "Something was not accepted: correct the lines named above in the original file, or save the corrected "
        "rejects file into a folder named after its table (members/corrected.csv), and run again; never put it "
        "in the place of the original. "
        f"The accepted rows can be screened meanwhile. Snapshot {result.snapshot.id}",
    )


def _table_data(table: TableResult) -> dict[str, object]:
    kept = table.snapshot
    if kept is None:
        return {"refused": table.fault._asdict() if table.fault else None}
    return {
        "read": kept.read,
        "accepted": kept.accepted,
        "rejected": kept.rejected,
        "marked": kept.marked,
        "files": [
            {
                "path": s.path,
                "sheet": s.sheet,
                "encoding": s.encoding,
                "rows": s.rows,
                "sha256": s.sha256,
                "header": s.header,
            }
            for s in kept.sources
        ],
        "superseded": [asdict(each) for each in kept.superseded],
        "extra": list(kept.extra),
        "missing": list(table.missing),
        "reasons": [asdict(each) for each in kept.reasons],
        "rejects": [str(path) for path in table.rejects],
        "hash": kept.hash,
    }


def _title(name: str) -> str:
    return name if reader_language() == "en" else f"{tables()[name].zh} {name}"


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
