"""What `demo` and `init --sample` do alike: a synthetic place is checked and screened, then a site is made of it."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mingjian.exchange.checking import CheckResult, check_folder
from mingjian.exchange.progress import Progress
from mingjian.exchange.snapshots import write_whole
from mingjian.sample.building import Plan, build, truth
from mingjian.sample.places import LARGEST_SEED, Scale
from mingjian.sample.when import standard_span
from mingjian.screening.catalogue import load_rules
from mingjian.screening.delivering import Delivery, deliver, next_run
from mingjian.screening.order import Order
from mingjian.wording import Refusal, Text

TRUTH = "truth.json"
# Written last, so that a site that has it is whole.
OBJECTS = "objects.json"


@dataclass(frozen=True)
class Wish:
    """How large a demonstration is, and which of the many it is."""

    households: int
    seed: int

    @property
    def plan(self) -> Plan:
        """The sample that is wished for: a league, as large as said."""
        return Plan(scale=Scale.LEAGUE, households=self.households, seed=self.seed)


@dataclass(frozen=True)
class Screened:
    """A sample that was read and screened, and the run folder."""

    checked: CheckResult
    delivery: Delivery
    order: Order
    run: Path


def add_wishes(parser: argparse.ArgumentParser, *, households: int) -> None:
    """Add the arguments that say how large the demonstration is."""
    parser.add_argument(
        "--households",
        metavar="N",
        type=int,
        default=households,
        help=_say(f"家庭户数（默认 {households}）", f"households; default {households:,}"),
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        type=int,
        default=1,
        help=_say(f"随机种子，0 到 {LARGEST_SEED}", "same seed, same data"),
    )


def sampled(data: Path, store: Path, wish: Wish, progress: Progress) -> Screened:
    """Take a sample, check it and screen it into a new run folder."""
    order = Order(as_of=standard_span().as_of, rules=load_rules())
    take_sample(data, store, wish.plan, progress)
    checked = check_folder(data, store, progress=progress)
    run = next_run(store, order.as_of)
    return Screened(checked, deliver(checked.snapshot, store, order, run, progress), order, run)


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


def demonstration_site(site: Path, store: Path, run: Path, progress: Progress) -> Mapping[str, Any]:
    """Make a demonstration site of a store and a run, in a process of its own; what was made in it, counted.

    It always lies on SQLite in its own folder, whatever database the environment names.
    """
    words = [sys.executable, "-m", "mingjian.desk.demonstration", str(site), str(store), str(run)]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MINGJIAN_DATABASE", "MINGJIAN_SITE")
    }
    told: Mapping[str, Any] = {}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            told = json.loads(line)
            if "doing" in told:
                progress(Text(*told["doing"]), told["done"], told["total"])
    if child.returncode == 0:
        return told
    if "refused" in told:
        raise Refusal(*told["refused"])
    raise RuntimeError("the demonstration site could not be made")


def _plan_in(store: Path) -> object:
    kept = store / TRUTH
    return json.loads(kept.read_text(encoding="utf-8")).get("plan") if kept.is_file() else None


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
