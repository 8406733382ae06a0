"""`mingjian coverage`: the blind-spot map of a folder of data: what a screening sees where, and why it does not."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from mingjian.cli.progress import shown
from mingjian.cli.screen import a_day, a_place, refuse_among_data
from mingjian.exchange.checking import check_folder
from mingjian.exchange.divisions import name_of
from mingjian.exchange.snapshots import Snapshot, store_beside, whole_or_gone
from mingjian.law import measures
from mingjian.screening.catalogue import choose_rules
from mingjian.screening.coverage import SEEN_WORDS, Seen, Sight
from mingjian.screening.looking import look_around
from mingjian.screening.order import Order
from mingjian.screening.recording import write_sights
from mingjian.screening.scope import Scope
from mingjian.wording import Refusal, Text

MARKS = {
    Seen.DATA: "[green]●[/]",
    Seen.LOG: "[cyan]◐[/]",
    Seen.INSPECTION: "[yellow]○[/]",
    Seen.NONE: "[red]×[/]",
}
MOST_COLUMNS = 12


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("directory", metavar="DIR", type=Path, help=_say("数据文件夹", "the folder of data"))
    add(
        "--as-of",
        metavar="DATE",
        type=a_day,
        help=_say("以哪一天的数据为准（默认今天）", "the day judged on; default today"),
    )
    add(
        "--division",
        metavar="CODE",
        default="",
        help=_say("只看一个地区，并逐项说明原因", "only one place, with every reason"),
    )
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
    add(
        "--out",
        metavar="FILE",
        type=Path,
        help=_say("另存为 CSV 文件", "write the map into a CSV file as well"),
    )


def run(args: argparse.Namespace) -> int:
    """Read the folder, ask every rule what it could decide where, and show the map."""
    as_of = args.as_of or date.today()
    order = Order(as_of=as_of, rules=choose_rules([]), scope=Scope(a_place(args.division)))
    store = args.store or store_beside(args.directory)
    if args.out:
        refuse_among_data(args.out, args.directory)
        _refuse_taken(args.out)
    with shown() as progress:
        snapshot = check_folder(args.directory, store, encoding=args.encoding, progress=progress).snapshot
        sights = look_around(snapshot, store, order, progress=progress)
    if args.out:
        with whole_or_gone(args.out):
            write_sights(sights, args.out)
    if args.json:
        print(json.dumps(as_data(sights, snapshot, as_of), ensure_ascii=False))
    else:
        show(sights, Console(), in_detail=bool(args.division))
    return 0


def as_data(sights: Sequence[Sight], snapshot: Snapshot, as_of: date) -> dict[str, object]:
    """The map as one JSON object: by circumstance and county, with its elements inside."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    for sight in sights:
        here = found.setdefault(sight.circumstance, {}).setdefault(sight.county, {"elements": {}})
        if not sight.element:
            here |= _sight_data(sight)
            continue
        elements = here["elements"]
        if isinstance(elements, dict):
            elements[sight.element] = _sight_data(sight)
    return {"as_of": as_of.isoformat(), "snapshot": snapshot.id, "circumstances": found}


def _sight_data(sight: Sight) -> dict[str, object]:
    return {
        "seen": str(sight.seen),
        "rules": list(sight.rules),
        "why": [reason.data for reason in sight.reasons],
    }


def show(sights: Sequence[Sight], console: Console, *, in_detail: bool) -> None:
    """The map for a reader: a line per circumstance, and below it why something is not seen."""
    counties = list(dict.fromkeys(sight.county for sight in sights))
    console.print(_grid(sights, counties))
    console.print(
        "　".join(f"{MARKS[seen]} {SEEN_WORDS[seen]}" for seen in Seen), highlight=False, soft_wrap=True
    )
    lines = _reasons(sights) if in_detail else _owed(sights)
    for line in lines:
        console.print(escape(line), highlight=False, soft_wrap=True)


def _grid(sights: Sequence[Sight], counties: Sequence[str]) -> Grid:
    """Every circumstance by county; by the number of counties where there are too many for a screen."""
    grid = Grid(box=None, padding=(0, 1, 0, 0))
    grid.add_column(_say("情形", "Circumstance"))
    narrow = len(counties) <= MOST_COLUMNS
    for head in counties if narrow else [f"{MARKS[seen]}" for seen in Seen]:
        grid.add_column(name_of(head) if narrow else head, justify="center")
    wholes = {(sight.circumstance, sight.county): sight for sight in sights if not sight.element}
    for cite in measures.circumstances():
        here = [wholes[cite, county].seen for county in counties]
        counted = Counter(here)
        cells = [MARKS[seen] for seen in here] if narrow else [f"{counted[seen]:,}" for seen in Seen]
        grid.add_row(f"{cite} {measures.provision(cite).title}", *cells)
    return grid


def _owed(sights: Sequence[Sight]) -> Iterator[str]:
    """Which tables blind which elements, the worst first."""
    blind: dict[str, dict[str, set[str]]] = {}
    for sight in sights:
        for reason in sight.reasons if sight.element and sight.seen in (Seen.INSPECTION, Seen.NONE) else ():
            if reason.table:
                blind.setdefault(str(reason.text), {}).setdefault(sight.element, set()).add(sight.county)
    yield ""
    for text, elements in sorted(blind.items(), key=lambda item: -len(item[1])):
        places = len(set().union(*elements.values()))
        yield _say(
            f"{text}：{places} 个旗县看不到 {'、'.join(elements)}",
            f"{text}: hides {', '.join(elements)} (counties: {places})",
        )
    yield _say(
        "逐项原因：加 --division 代码；用 --json 或 --out 文件 取得全部内容。",
        "Every reason: add --division CODE; --json or --out FILE give the whole map.",
    )


def _reasons(sights: Sequence[Sight]) -> Iterator[str]:
    for sight in sights:
        if sight.element and sight.seen in (Seen.INSPECTION, Seen.NONE):
            said = "；".join(dict.fromkeys(str(reason.text) for reason in sight.reasons))
            phrase = next(e.phrase for e in measures.elements(sight.circumstance) if e.id == sight.element)
            yield f"{name_of(sight.county)} {sight.element} {phrase}：{SEEN_WORDS[sight.seen]}：{said}"


def _refuse_taken(out: Path) -> None:
    if out.exists():
        raise Refusal(
            f"{out} 已经存在；请用 --out 另指定一个新文件。",
            f"{out} is there already; name a new file with --out.",
        )
    if not out.resolve().parent.is_dir():
        raise Refusal(
            f"{out} 所在的文件夹不存在；请先建好，或用 --out 另指定一个位置。",
            f"The folder of {out} is not there; make it, or name another place with --out.",
        )


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
