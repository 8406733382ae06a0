"""`mingjian screen`: the main job, from a folder of data to findings that can be answered for."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import cast

from rich.console import Console

from mingjian.cli.bundling import bundle
from mingjian.cli.progress import shown
from mingjian.exchange.checking import check_folder
from mingjian.exchange.conversion import FIRST_YEAR, LAST_YEAR
from mingjian.exchange.custodian import Pair, read_complainants
from mingjian.exchange.divisions import LEVELS, significant
from mingjian.exchange.snapshots import Snapshot, store_beside
from mingjian.exchange.standard import tables
from mingjian.law.calendar import Calendar
from mingjian.law.calendar_file import official_calendar, read_calendar
from mingjian.screening.catalogue import choose_rules, load_rules, open_rules
from mingjian.screening.delivering import Delivery, deliver, deliver_edition, next_run, refuse_used
from mingjian.screening.drafts import Draft, read_drafts, usable
from mingjian.screening.editions import Reader, demand_place
from mingjian.screening.engine import ON_THIS_MACHINE, Engine
from mingjian.screening.guarding import folder_beside, guarded, screen_guarded
from mingjian.screening.order import Order
from mingjian.screening.parameters import parse_settings
from mingjian.screening.reports.terminal import show
from mingjian.screening.reports.words import counted
from mingjian.screening.running import Outcome
from mingjian.screening.scope import Scope
from mingjian.screening.sentences import MASKED, OPEN
from mingjian.wording import Refusal, Text, reader_language

# What is made of a run on this machine alone, and the argument that asks for it.
_ON_ONE_MACHINE = {
    "incremental": "incremental",
    "bundle": "bundle",
    "complainants": "complainants",
    "for": "reader",
}


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
    _add_readers(parser)
    _add_settings(parser)
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


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that change how a run reads and judges."""
    add = parser.add_argument
    add(
        "--set",
        metavar="规则.参数=值",
        action="append",
        default=[],
        help=_help("临时改变参数", "change a parameter for this run"),
    )
    add(
        "--incremental",
        action="store_true",
        help=_help(
            "沿用上次的中间结果，只重算会变的", "take over from the last run what cannot have changed"
        ),
    )
    add(
        "--engine",
        choices=["duckdb", "spark"],
        default="duckdb",
        help=_help("计算引擎：本机 duckdb（默认）或集群 spark", "duckdb on this machine (default), or spark"),
    )
    add(
        "--remote",
        metavar="sc://HOST:PORT",
        help=_help("--engine spark 的集群地址", "the address of the cluster for --engine spark"),
    )
    add(
        "--drafts",
        metavar="DIR",
        type=Path,
        help=_help(
            "试行的规则草案（文件夹）；另计，不入线索",
            "draft rules to run in shadow: counted in nothing",
        ),
    )
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


def _add_readers(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of runs that are for somebody else than the auditor."""
    add = parser.add_argument
    add(
        "--for",
        dest="reader",
        choices=[reader.value for reader in Reader],
        help=_help(
            "写给 --division 所指旗县、苏木乡镇的问题清单",
            "the questions for the county or township of --division, and nothing else",
        ),
    )
    add(
        "--bundle",
        metavar="ID",
        help=_help(
            "把一条线索写成可在别处核验的 zip（--out 指定文件）",
            "write one finding as a zip that can be verified anywhere",
        ),
    )
    add(
        "--complainants",
        metavar="FILE",
        type=Path,
        help=_help(
            "专管人员的投诉人家庭表；结果另存专管文件夹",
            "a custodian's table; its results go into a folder of their own",
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Read the folder, run the rules, write the run folder, and say what was found."""
    words = [word for word in args.rules.replace("，", ",").split(",") if word]
    order = Order(
        as_of=args.as_of or date.today(),
        rules=choose_rules(words),
        scope=Scope(a_place(args.division), args.household),
        settings=parse_settings(args.set, load_rules()),
        voice=OPEN if args.reveal else MASKED,
        calendar=working_days(args.calendar),
        engine=engine_of(args),
    )
    refuse_unguarded(words, args)
    refuse_beside_reader(args)
    store = args.store or store_beside(args.directory)
    if args.out:
        refuse_among_data(args.out, args.directory)
    if args.bundle:
        return bundle(args, order, store)
    if args.out:
        refuse_used(args.out)
    drafts = read_drafts(args.drafts) if args.drafts else ()
    order = replace(order, drafts=usable(drafts), is_incremental=args.incremental)
    warn_drafts(drafts)
    return _for_office(args, order, store) if args.reader else _for_auditor(args, order, store)


def _for_auditor(args: argparse.Namespace, order: Order, store: Path) -> int:
    """The run folder, and with a custodian's table the custodian's folder apart from it."""
    pairs = complainants_of(args)
    everyone = replace(order, rules=open_rules(order.rules))
    out = args.out or next_run(store, order.as_of)
    apart = folder_beside(out, store)
    if pairs:
        refuse_used(apart)
    delivery = None
    unfitting = Text("表中没有数据行", "it holds no line") if args.complainants and not pairs else None
    with shown() as progress:
        snapshot = check_folder(args.directory, store, encoding=args.encoding, progress=progress).snapshot
        if everyone.rules:
            delivery = deliver(snapshot, store, everyone, out, progress)
        if pairs and guarded(order.rules):
            unfitting = screen_guarded(snapshot, store, order, pairs, apart, progress)
    warn_custodian(unfitting)
    warn_unfollowed(delivery)
    tell_shadows(delivery)
    if args.json:
        said = summary(delivery.outcome) if delivery else {}
        print(json.dumps(said | ({"custodian": str(apart)} if pairs else {}), ensure_ascii=False))
        return 0
    if delivery:
        show(delivery.info, delivery.totals, everyone.rules, out, Console(), reader_language())
        warn(snapshot)
    if pairs:
        print(_help(f"专管结果（只对本人可读）：{apart}", f"For the custodian alone: {apart}"))
    return 0


def working_days(file: Path | None) -> Calendar:
    """The official calendar, with the years and local rest days of a file on top. Refusal where it cannot be read."""
    return official_calendar().extended(read_calendar(file)) if file else official_calendar()


def _for_office(args: argparse.Namespace, order: Order, store: Path) -> int:
    """The edition for a county or township, and nothing else."""
    reader = Reader(args.reader)
    demand_place(reader, order.scope.division)
    out = args.out or next_run(store, order.as_of)
    with shown() as progress:
        snapshot = check_folder(args.directory, store, encoding=args.encoding, progress=progress).snapshot
        questions = deliver_edition(snapshot, store, order, reader, out, progress)
    if args.json:
        print(json.dumps({"out": str(out), "questions": questions}, ensure_ascii=False))
    else:
        print(_help(f"问题清单共 {questions} 条：{out}", f"{counted(questions, 'question')}: {out}"))
    return 0


def complainants_of(args: argparse.Namespace) -> tuple[Pair, ...]:
    """The custodian's table, where one is named; Refusal where it lies among the data or cannot be used."""
    if not args.complainants:
        return ()
    if args.complainants.resolve().is_relative_to(args.directory.resolve()):
        raise Refusal(
            f"{args.complainants.name} 不能放在数据目录之内；请移到只有专管人员能打开的地方。",
            f"{args.complainants.name} must not lie in the folder of data; keep it where only its custodian can look.",
        )
    return read_complainants(args.complainants)


def engine_of(args: argparse.Namespace) -> Engine:
    """The engine that --engine and --remote name; Refusal where they do not go together, or nothing answers."""
    if args.engine == "duckdb":
        if args.remote:
            raise Refusal(
                "--remote 只与 --engine spark 同时使用；请加上 --engine spark，或去掉 --remote。",
                "--remote goes with --engine spark alone; add that, or leave --remote out.",
            )
        return ON_THIS_MACHINE
    if not args.remote:
        raise Refusal(
            "--engine spark 需要用 --remote 指明集群地址，例如 sc://10.0.0.5:15002。",
            "--engine spark needs the address of the cluster: --remote sc://10.0.0.5:15002.",
        )
    for option, given in _ON_ONE_MACHINE.items():
        if getattr(args, given):
            raise Refusal(
                f"--{option} 不能与 --engine spark 同时使用；请在本机运行。",
                f"--{option} does not go with --engine spark; run it on this machine.",
            )
    # What speaks to clusters takes a third of a second to load, which a screen on this machine need not wait for.
    connecting = import_module("mingjian.screening.cluster.connecting")
    return cast(Engine, connecting.open_cluster(args.remote))


def refuse_among_data(out: Path, directory: Path) -> None:
    """Raise Refusal where results would be written among the data, to be handed on and read again with them."""
    if out.resolve().is_relative_to(directory.resolve()):
        raise Refusal(
            f"结果不能写入数据目录 {directory}；请用 --out 另指定数据目录以外的位置。",
            f"Results must not lie in the folder of data {directory}; name a place outside it with --out.",
        )


def refuse_beside_reader(args: argparse.Namespace) -> None:
    """Raise Refusal for what an edition has no use for, before anything is read."""
    if args.reader and not args.bundle:
        if args.complainants or args.household:
            raise Refusal(
                "--for 不能与 --complainants、--household 同时使用；问题清单只按地区写。",
                "--for goes neither with --complainants nor with --household; an edition is made for a whole place.",
            )
        if args.drafts or args.incremental:
            raise Refusal(
                "--for 不能与 --drafts、--incremental 同时使用；问题清单里没有草案的结果，也不沿用上次的中间结果。",
                "--for goes neither with --drafts nor with --incremental; an edition holds nothing of drafts and takes "
                "nothing over.",
            )


def refuse_unguarded(words: Sequence[str], args: argparse.Namespace) -> None:
    """Raise Refusal where a guarded rule is asked for by name and no custodian's table is given."""
    named = [word for word in words if word in load_rules() and load_rules()[word].is_guarded]
    if named and not args.complainants:
        raise Refusal(
            f"规则 {named[0]} 只在专管人员用 --complainants 提供名单时运行；请加上该选项，或者去掉这条规则。",
            f"The rule {named[0]} runs only with a custodian's table; add --complainants FILE, or leave the rule out.",
        )


def warn(snapshot: Snapshot) -> None:
    """Say on standard error what of the folder the run could not look at."""
    rejected = sum(table.unanswered for table in snapshot.tables.values())
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


def warn_unfollowed(delivery: Delivery | None) -> None:
    """Say on standard error which rows of local_rules would loosen a national limit and were not followed."""
    for each in delivery.outcome.unfollowed if delivery else ():
        print(_help(f"注意：{each.told.zh}", f"Note: {each.told.en}"), file=sys.stderr)


def warn_drafts(drafts: Sequence[Draft]) -> None:
    """Say on standard error which drafts cannot be run; the live rules run all the same."""
    for draft in drafts:
        if draft.fault:
            print(_help(f"草案未运行：{draft.fault.zh}", f"Draft not run: {draft.fault.en}"), file=sys.stderr)


def tell_shadows(delivery: Delivery | None) -> None:
    """Say on standard error what the drafts found; it counts in nothing."""
    for shadow in delivery.outcome.shadows if delivery else ():
        if shadow.fault:
            said = Text(f"运行出错：{shadow.fault.zh}", f"failed: {shadow.fault.en}")
        else:
            said = Text(
                f"{shadow.findings:,} 条，另记在 shadow.csv，不计入线索",
                f"{counted(shadow.findings, 'finding')}, in shadow.csv, counted in nothing",
            )
        print(
            _help(f"试行 {shadow.rule}：{said.zh}", f"In shadow, {shadow.rule}: {said.en}"), file=sys.stderr
        )


def warn_custodian(unfitting: Text | None) -> None:
    """Say on standard error that the custodian's table does not fit, if so; not what stands in it."""
    if unfitting is None:
        return
    zh, en = unfitting.zh, unfitting.en
    print(
        _help(
            f"注意：投诉人家庭表与数据对不上：{zh}；请核对编号和范围。",
            f"Note: the custodian's table does not fit the data: {en}; check its numbers and the place.",
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


def a_place(code: str) -> str:
    """A division code at its significant digits: only whole zero groups at its end are padding.

    Raises Refusal for what is no code.
    """
    if code and (not code.isdecimal() or len(code) not in LEVELS or not code.isascii()):
        raise Refusal(
            f"“{code}”不是行政区划代码；写 2、4、6、9 或 12 位数字，例如 150423。",
            f"'{code}' is no division code; write 2, 4, 6, 9 or 12 digits, such as 150423.",
        )
    return significant(code)


def a_day(word: str) -> date:
    """A date written 2026-03-01 or 20260301."""
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise Refusal(
            f"“{word}”不是日期；写成 2026-03-01。", f"'{word}' is no date; write it as 2026-03-01."
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refusal(
            f"“{word}”不在 {FIRST_YEAR} 至 {LAST_YEAR} 年之内；请核对年份。",
            f"'{word}' lies outside the years {FIRST_YEAR} to {LAST_YEAR}; check the year.",
        )
    return day


def _help(zh: str, en: str) -> str:
    return str(Text(zh, en))
