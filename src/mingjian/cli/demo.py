"""`mingjian demo`: a synthetic league, checked and screened, and what was found of what was planted in it."""

import argparse
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from mingjian.cli.progress import shown
from mingjian.exchange.checking import CheckResult, check_folder
from mingjian.exchange.progress import Progress
from mingjian.exchange.snapshots import store_beside, write_whole
from mingjian.sample.building import LARGEST_SEED, Plan, build, truth
from mingjian.sample.places import Scale
from mingjian.sample.proving import Score, findings_in, prove, scenes_told
from mingjian.sample.when import standard_span
from mingjian.screening.catalogue import load_rules
from mingjian.screening.delivering import Delivery, deliver, next_run
from mingjian.screening.order import Order
from mingjian.screening.reports.terminal import show
from mingjian.wording import Refusal, Text, reader_language

DEFAULT_FOLDER = Path("demo")
TRUTH = "truth.json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add(
        "--dir",
        metavar="DIR",
        type=Path,
        default=DEFAULT_FOLDER,
        help=_help("演示数据的文件夹（默认 demo）", "the folder; default demo"),
    )
    add(
        "--households",
        metavar="N",
        type=int,
        default=20_000,
        help=_help("家庭户数（默认 20000）", "households; default 20,000"),
    )
    add(
        "--seed",
        metavar="S",
        type=int,
        default=1,
        help=_help(f"随机种子，0 到 {LARGEST_SEED}", "same seed, same data"),
    )
    add(
        "--no-serve",
        action="store_true",
        help=_help("不启动网页服务（目前总是如此）", "do not serve the site, as is always so now"),
    )


def run(args: argparse.Namespace) -> int:
    """Sample, check, screen, reports; then say what was found and what to open."""
    started = time.perf_counter()
    plan = Plan(scale=Scale.LEAGUE, households=args.households, seed=args.seed)
    order = Order(as_of=standard_span().as_of, rules=load_rules())
    store = store_beside(args.dir)
    with shown() as progress:
        take_sample(args.dir, store, plan, progress)
        checked = check_folder(args.dir, store, progress=progress)
        out = next_run(store, order.as_of)
        delivery = deliver(checked.snapshot, store, order, out, progress)
    proof = prove(scenes_told(store / TRUTH), findings_in(out)).all
    seconds = time.perf_counter() - started
    if args.json:
        print(json.dumps(as_data(delivery, proof, seconds), ensure_ascii=False))
    else:
        show(delivery.info, delivery.totals, order.rules, out, Console(), reader_language())
        print("\n".join(last_lines(args.dir, checked, proof, seconds)))
    return 0


def take_sample(directory: Path, store: Path, plan: Plan, progress: Progress) -> None:
    """Build the sample, or leave the one of an earlier demonstration with the same plan.

    Raises Refusal where the folder holds anything else: a demonstration never writes over data.
    """
    taken = directory.exists() and not (directory.is_dir() and not any(directory.iterdir()))
    if taken and _plan_in(store) == asdict(plan):
        return
    if taken:
        raise Refusal(
            f"{directory} 已存在，不是同样规模和种子的演示数据；请用 --dir 另指定文件夹，或先删除它和 {store}。",
            f"{directory} exists and is no demonstration of this size and seed; name another folder with --dir, "
            f"or delete it and {store} first.",
        )
    # Built beside and renamed at the end, so that a broken-off demonstration leaves nothing that looks whole.
    part = directory.with_name(f".{directory.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        sample = build(part, plan, progress)
        write_whole(store / TRUTH, json.dumps({"plan": asdict(plan), **truth(sample)}, ensure_ascii=False))
        part.rename(directory)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def as_data(delivery: Delivery, proof: Score, seconds: float) -> dict[str, object]:
    """The demonstration as one JSON object."""
    outcome = delivery.outcome
    return {
        "out": str(outcome.folder),
        "findings": outcome.findings,
        "cannot_decide": outcome.cannot_decide,
        **asdict(proof),
        "seconds": round(seconds, 1),
    }


def last_lines(directory: Path, checked: CheckResult, proof: Score, seconds: float) -> Iterator[str]:
    """What the demonstration proves, and what to type next."""
    read, rejected = _rows(checked)
    yield str(
        Text(
            f"共读入 {read:,} 行，退回 {rejected:,} 行；用时 {seconds:.0f} 秒。数据全部是虚构的。",
            f"{read:,} rows read, {rejected:,} rejected, in {seconds:.0f} seconds. All data are invented.",
        )
    )
    yield str(
        Text(
            f"预先埋设的 {proof.planted} 处问题找到 {proof.found} 处；"
            f"{proof.look_alikes} 处容易误判的正常情形误报 {proof.mistaken} 处。",
            f"{proof.found} of {proof.planted} planted violations were found; "
            f"{proof.mistaken} of {proof.look_alikes} harmless look-alikes were mistaken for one.",
        )
    )
    yield str(Text("接下来可以试：", "Try next:"))
    yield f"  mingjian check {directory}"
    yield "  mingjian rules deceased-paid"
    yield f"  mingjian template {Text('空白表格', 'empty-tables')}"


def _plan_in(store: Path) -> object:
    kept = store / TRUTH
    return json.loads(kept.read_text(encoding="utf-8")).get("plan") if kept.is_file() else None


def _rows(checked: CheckResult) -> tuple[int, int]:
    tables = checked.snapshot.tables.values()
    return sum(table.read for table in tables), sum(table.rejected for table in tables)


def _help(zh: str, en: str) -> str:
    return str(Text(zh, en))
