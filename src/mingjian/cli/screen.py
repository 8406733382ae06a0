"""`mingjian screen`: the main job, from a folder of data to findings that can be answered for."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from rich.console import Console

from mingjian.cli.progress import shown
from mingjian.exchange.checking import check_folder
from mingjian.exchange.divisions import LEVELS
from mingjian.exchange.snapshots import Snapshot, store_beside
from mingjian.exchange.standard import tables
from mingjian.law.calendar import Calendar
from mingjian.law.calendar_file import official_calendar, read_calendar
from mingjian.screening.catalogue import choose_rules, load_rules
from mingjian.screening.delivering import deliver, next_run, refuse_used
from mingjian.screening.order import Order
from mingjian.screening.parameters import parse_settings
from mingjian.screening.reports.terminal import show
from mingjian.screening.running import Outcome
from mingjian.screening.scope import Scope
from mingjian.screening.sentences import MASKED, OPEN
from mingjian.wording import Refusal, Text, reader_language


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("directory", metavar="DIR", type=Path, help=_help("数据文件夹", "the folder of data"))
    add(
        "--as-of",
        metavar="DATE",
        type=a_day,
        help=_help("以哪一天的数据为准（默认今天）", "the day judged on; default today"),
    )
    add(
        "--rules",
        metavar="ID,…",
        default="",
        help=_help("只运行这些规则或类别（A,B,F）", "only these rules or families"),
    )
    add("--division", metavar="CODE", default="", help=_help("只看一个地区（区划代码）", "only one place"))
    add("--household", metavar="ID", help=_help("只看一个家庭", "only one household"))
    add(
        "--set",
        metavar="规则.参数=值",
        action="append",
        default=[],
        help=_help("临时改变参数", "change a parameter for this run"),
    )
    add("--engine", choices=["duckdb"], default="duckdb", help=_help("计算引擎", "the engine"))
    add(
        "--encoding",
        metavar="E",
        help=_help("CSV 文件的编码（默认自动识别）", "encoding of CSV files; default detected"),
    )
    add(
        "--calendar",
        metavar="FILE",
        type=Path,
        help=_help(
            "工作日历文件，补充或替换自带的年份", "a calendar of working days on top of the one built in"
        ),
    )
    add(
        "--reveal",
        action="store_true",
        help=_help("供阅读的文件中不隐去个人信息", "do not mask what is made for reading"),
    )
    add(
        "--store",
        metavar="DIR",
        type=Path,
        help=_help("快照库（默认 DIR.mingjian）", "the store; default DIR.mingjian"),
    )
    add("--out", metavar="DIR", type=Path, help=_help("结果文件夹", "the folder of the results"))


def run(args: argparse.Namespace) -> int:
    """Read the folder, run the rules, write the run folder, and say what was found."""
    rules = choose_rules([word for word in args.rules.replace("，", ",").split(",") if word])
    order = Order(
        as_of=args.as_of or date.today(),
        rules=rules,
        scope=Scope(significant(args.division), args.household),
        settings=parse_settings(args.set, load_rules()),
        voice=OPEN if args.reveal else MASKED,
        calendar=working_days(args.calendar),
    )
    store = args.store or store_beside(args.directory)
    if args.out:
        refuse_used(args.out)
    with shown() as progress:
        snapshot = check_folder(args.directory, store, encoding=args.encoding, progress=progress).snapshot
        out = args.out or next_run(store, order.as_of)
        delivery = deliver(snapshot, store, order, out, progress)
    if args.json:
        print(json.dumps(summary(delivery.outcome), ensure_ascii=False))
    else:
        show(delivery.info, delivery.totals, rules, out, Console(), reader_language())
        warn(snapshot)
    return 0


def working_days(file: Path | None) -> Calendar:
    """The official calendar, with the years and local rest days of a file on top. Refusal where it cannot be read."""
    return official_calendar().extended(read_calendar(file)) if file else official_calendar()


def warn(snapshot: Snapshot) -> None:
    """Say on standard error what of the folder the run could not look at."""
    rejected = sum(table.rejected for table in snapshot.tables.values())
    refused = "、".join(tables()[name].zh for name in snapshot.refused)
    if rejected:
        print(
            _help(
                f"注意：有 {rejected:,} 行退回，未参加比对；用 mingjian check 查看原因。",
                f"Note: {rejected:,} rows were rejected and not compared; mingjian check says why.",
            ),
            file=sys.stderr,
        )
    if refused:
        print(
            _help(
                f"注意：整表未采用：{refused}；用 mingjian check 查看原因。",
                f"Note: refused as a whole: {', '.join(snapshot.refused)}; mingjian check says why.",
            ),
            file=sys.stderr,
        )


def summary(outcome: Outcome) -> dict[str, object]:
    """The outcome as --json prints it."""
    return {
        "out": str(outcome.folder),
        "findings": outcome.findings,
        "cannot_decide": outcome.cannot_decide,
        "facts_built": list(outcome.facts_built),
        "seconds": round(outcome.seconds, 3),
    }


def significant(code: str) -> str:
    """A division code at its significant digits: only whole zero groups at its end are padding.

    Raises Refusal for what is no code.
    """
    if code and (not code.isdecimal() or len(code) not in LEVELS or not code.isascii()):
        raise Refusal(
            f"“{code}”不是行政区划代码；写 2、4、6、9 或 12 位数字，例如 150423。",
            f"'{code}' is no division code; write 2, 4, 6, 9 or 12 digits, such as 150423.",
        )
    for longer, shorter in ((12, 9), (9, 6), (6, 4)):
        if len(code) == longer and set(code[shorter:]) == {"0"}:
            code = code[:shorter]
    return code


def a_day(word: str) -> date:
    """A date written 2026-03-01 or 20260301."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise Refusal(
            f"“{word}”不是日期；写成 2026-03-01。", f"'{word}' is no date; write it as 2026-03-01."
        ) from None


def _help(zh: str, en: str) -> str:
    return str(Text(zh, en))
