"""What `mingjian rules try` does: a changed rule text or parameter against the live one, over a folder of data."""

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from mingjian.cli.progress import shown
from mingjian.exchange.checking import check_folder
from mingjian.exchange.divisions import name_of
from mingjian.exchange.snapshots import store_beside
from mingjian.screening.catalogue import Rule, choose_rules, load_rules
from mingjian.screening.drafts import read_draft
from mingjian.screening.order import Order
from mingjian.screening.parameters import parse_settings
from mingjian.screening.tallies import Tally
from mingjian.screening.trials import Trial, attempt
from mingjian.wording import Refusal, Text

AREAS = {"urban": Text("城市", "urban"), "rural": Text("农村牧区", "rural"), "": Text("—", "—")}


def attempt_rule(args: argparse.Namespace) -> int:
    """Run the live and the changed rule over the folder and show what would be added and removed."""
    if not args.rule or not args.directory:
        raise Refusal(
            "请写明试哪条规则、用哪套数据：mingjian rules try 规则 数据目录；规则是编号（加 --set）或文件夹。",
            "Name the rule and the data: mingjian rules try RULE DIR; RULE is an id with --set, or a folder.",
        )
    tried = _tried(args.rule)
    live = load_rules().get(tried.id)
    settings = parse_settings(args.set, {tried.id: tried})
    if live and live.version == tried.version and not settings:
        raise Refusal(
            f"规则 {tried.id} 与现行的完全相同，没有可试的；请加 --set {tried.id}.参数=值，或者给出改后规则的文件夹。",
            f"The rule {tried.id} is the live one; add --set {tried.id}.parameter=value, or name a changed folder.",
        )
    order = Order(as_of=args.as_of or date.today(), rules={tried.id: tried}, settings=settings)
    store = args.store or store_beside(args.directory)
    with shown() as progress:
        snapshot = check_folder(args.directory, store, encoding=None, progress=progress).snapshot
        trial = attempt(snapshot, store, order, live, tried, progress)
    if args.json:
        print(json.dumps(as_data(tried, live, trial), ensure_ascii=False))
    else:
        show(tried, live, trial, Console())
    return 0


def _tried(word: str) -> Rule:
    """The rule to try: a folder, else a rule of the catalogue."""
    if Path(word).is_dir():
        return read_draft(Path(word))
    if "/" in word or "\\" in word:
        raise Refusal(
            f"找不到规则文件夹 {word}；请检查路径。", f"There is no rule folder {word}; check the path."
        )
    (rule,) = (r for r in choose_rules([word]).values() if r.id == word) if word in load_rules() else (None,)
    if rule is None or rule.is_guarded:
        raise Refusal(
            f"没有可试的规则“{word}”；用 mingjian rules 查看编号，或给出规则文件夹的路径。",
            f"There is no rule '{word}' to try; mingjian rules lists them, or name a rule folder.",
        )
    return rule


def as_data(tried: Rule, live: Rule | None, trial: Trial) -> dict[str, object]:
    """The trial as one JSON object; money in yuan."""
    return {
        "rule": tried.id,
        "live_version": live.version if live else None,
        "tried_version": tried.version,
        "by_county": [_tally_data(tally) for tally in trial.tallies],
        "undecided_before": sorted(trial.undecided_before),
        "undecided_after": sorted(trial.undecided_after),
    }


def _tally_data(tally: Tally) -> dict[str, object]:
    said = asdict(tally)
    return {
        **{key: value for key, value in said.items() if not key.endswith("_fen")},
        "added_amount": f"{tally.added_fen / 100:.2f}",
        "removed_amount": f"{tally.removed_fen / 100:.2f}",
    }


def show(tried: Rule, live: Rule | None, trial: Trial, console: Console) -> None:
    """The trial for a reader: a line per county and area, and the sum."""
    before = live.version if live else _say("（新规则）", "(a new rule)")
    console.print(f"{tried.id}  {tried.title}　{before} → {tried.version}", highlight=False)
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    heads = [("旗县", "County"), ("户籍类别", "Area"), ("现行", "Live"), ("改后", "Tried"), ("增加", "Added")]
    heads += [
        ("减少", "Removed"),
        ("变动", "Changed"),
        ("增加金额", "Yuan added"),
        ("减少金额", "Yuan removed"),
    ]
    for place, (zh, en) in enumerate(heads):
        grid.add_column(_say(zh, en), justify="left" if place < 2 else "right")
    for tally in trial.tallies:
        grid.add_row(name_of(tally.county) or "—", str(AREAS.get(tally.area, tally.area)), *_cells(tally))
    grid.add_row(_say("合计", "Total"), "", *_cells(_sum(trial)))
    console.print(grid)
    for places, zh, en in (
        (trial.undecided_before, "现行规则不能判断", "the live rule cannot decide"),
        (trial.undecided_after, "改后不能判断", "the changed rule cannot decide"),
    ):
        if places:
            listed = "、".join(name_of(place) for place in sorted(places)[:8])
            console.print(
                _say(f"{zh}：{len(places)} 处（{listed}）", f"{en} in {len(places)} places: {listed}")
            )


def _cells(tally: Tally) -> tuple[str, ...]:
    counts = (tally.before, tally.after, tally.added, tally.removed, tally.changed)
    return (*(f"{n:,}" for n in counts), f"{tally.added_fen / 100:,.2f}", f"{tally.removed_fen / 100:,.2f}")


def _sum(trial: Trial) -> Tally:
    names = ("before", "after", "added", "removed", "changed", "added_fen", "removed_fen")
    return Tally("", "", *(sum(getattr(tally, name) for tally in trial.tallies) for name in names))


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
