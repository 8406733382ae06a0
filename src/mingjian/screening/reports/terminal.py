"""The last screen of a run: what was found, what could not be decided, and what to open."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from mingjian.exchange.divisions import name_of
from mingjian.screening.catalogue import Rule
from mingjian.screening.reports import owners
from mingjian.screening.reports.page import money
from mingjian.screening.reports.run_folder import RunInfo
from mingjian.screening.reports.totals import Line, Totals
from mingjian.screening.reports.words import (
    GRADES,
    NOTHING_SCREENED,
    OFFICES,
    Language,
    clause_name,
    clause_wording,
    counted,
    in_language,
)
from mingjian.wording import Text

# A screen holds so many lines; the whole stands in the report.
MOST_LINES = 16
_STRONG, _OWED, _SOFT = "bold cyan", "yellow", "dim"

FILES = (
    ("report.html", Text("总体报告，用浏览器打开，可打印", "the report, for a browser, prints well")),
    ("findings.xlsx", Text("疑点线索台账，逐条核查用", "the ledger, finding by finding")),
    ("answers.csv", Text("每条规则在每个旗县的回答", "the answer of each rule for each county")),
    (
        "findings.csv",
        Text("全部线索与依据，含个人信息，专人保管", "all findings with evidence; personal data"),
    ),
)


def show(
    info: RunInfo,
    totals: Totals,
    rules: Mapping[str, Rule],
    folder: Path,
    console: Console,
    language: Language = "zh",
) -> None:
    """Print the summary of a run on a console; nothing on it names a person."""

    def say(zh: str, en: str) -> str:
        return in_language(Text(zh, en), language)

    console.print()
    console.print(_headline(info, totals, language), style="bold", highlight=False)
    if not totals.answers:
        console.print(in_language(NOTHING_SCREENED, language), style="bold red", highlight=False)
    if totals.total.count:
        clauses = ((in_language(_clause(line.key), language), line) for line in totals.by_clause)
        others = (
            (in_language(OFFICES[o], language), n)
            for o, n in totals.by_office
            if o.name in ("QUALITY", "OTHER")
        )
        lines = [*clauses, *((title, line) for title, line in others if line.count)]
        console.print(_table(say("可能涉及", "May touch"), lines, language))
        counties = [(name_of(line.key), line) for line in totals.by_county]
        console.print(_table(say("旗县", "County"), counties, language))
        note = say(
            "低保金至少 {}；同一笔钱可能在几条线索里各计一次",
            "allowance of at least {}; money found twice is counted in each",
        )
        if totals.money_once:
            console.print(
                "  " + note.format(money(totals.money_once, language)), style=_SOFT, highlight=False
            )
    if totals.owed:
        console.print(_undecided(info, totals, rules, language))
    _show_files(folder, console, language)


def _headline(info: RunInfo, totals: Totals, language: Language) -> str:
    total = totals.total
    zh_funds = f"，另有单位资金 {money(total.funds)}" if total.funds else ""
    en_funds = f", besides {money(total.funds, 'en')} in funds of offices" if total.funds else ""
    zh = (
        f"数据截至 {info.as_of}：{len(info.rules)} 条规则，发现 {total.count} 条线索"
        f"（强 {total.strong}，待核 {total.lead}，参考 {total.weak}），涉及 {total.households} 户、"
        f"低保金 {money(total.amount)}{zh_funds}；{len(totals.undecided)} 项不能判断。"
    )
    en = (
        f"As of {info.as_of}: {counted(len(info.rules), 'rule')}, {counted(total.count, 'finding')} "
        f"({total.strong} strong, {counted(total.lead, 'lead')}, {total.weak} weak), "
        f"{counted(total.households, 'household')}, {money(total.amount, 'en')} of allowance{en_funds}; "
        f"{len(totals.undecided)} undecided."
    )
    return in_language(Text(zh, en), language)


def _clause(cite: str) -> Text:
    name, wording = clause_name(cite), clause_wording(cite)
    return Text(f"{name.zh} {wording.zh}", f"{name.en} {wording.en}")


def _table(first: str, lines: Sequence[tuple[str, Line]], language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style=_SOFT)
    table.add_column(first, overflow="fold")
    has_funds = any(line.funds for _, line in lines[:MOST_LINES])
    heads = (
        Text("线索", "Findings"),
        *GRADES.values(),
        Text("家庭", "Households"),
        Text("低保金（元）", "Allowance (yuan)"),
        *([Text("单位资金（元）", "Office funds (yuan)")] if has_funds else []),
    )
    for head in heads:
        table.add_column(in_language(head, language), justify="right", no_wrap=True)
    for title, line in lines[:MOST_LINES]:
        strong = f"[{_STRONG}]{line.strong}[/]" if line.strong else "0"
        sums = [f"{yuan:,.2f}" if yuan else "—" for yuan in (line.amount, line.funds)]
        counts = (str(line.count), strong, str(line.lead), str(line.weak), str(line.households))
        table.add_row(title, *counts, *(sums if has_funds else sums[:1]))
    if len(lines) > MOST_LINES:
        rest = Text(
            f"另有 {len(lines) - MOST_LINES} 行，见报告", f"{len(lines) - MOST_LINES} more in the report"
        )
        table.add_row(f"[{_SOFT}]{in_language(rest, language)}[/]")
    return table


def _undecided(info: RunInfo, totals: Totals, rules: Mapping[str, Rule], language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style=_OWED)
    heads = (
        Text("不能判断，因为缺", "Undecided for want of"),
        Text("由谁补齐", "Owed by"),
        Text("影响的规则", "Rules that wait"),
        Text("地区", "Places"),
    )
    for head in heads:
        table.add_column(in_language(head, language), overflow="fold")
    for owed in totals.owed[:MOST_LINES]:
        title = in_language(owners.table_title(owed.table) if owed.table else owed.reasons[0], language)
        owner = in_language(owners.owner(owed.table, info.providers), language) if owed.table else ""
        table.add_row(
            escape(title),
            escape(owner),
            escape(_joined(owed.rules, rules, language)),
            str(len(owed.divisions)),
        )
    return table


def _joined(ids: Iterable[str], rules: Mapping[str, Rule], language: Language) -> str:
    return "、".join(in_language(rules[rule].title, language) if rule in rules else rule for rule in ids)


def _show_files(folder: Path, console: Console, language: Language) -> None:
    console.print(in_language(Text("请打开：", "Open:"), language), style="bold")
    for name, about in FILES:
        if (folder / name).is_file():
            # Paths are typed again or clicked: no line break within them.
            console.print(f"  {folder / name}", style=_STRONG, soft_wrap=True, highlight=False, markup=False)
            console.print(f"    {in_language(about, language)}", style=_SOFT, highlight=False)
