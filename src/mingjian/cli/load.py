"""`mingjian load`: take officers, filings, kin, places, and who handled whom from a folder of data into a site."""

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from mingjian.cli.entering import entered
from mingjian.cli.progress import shown
from mingjian.exchange.checking import check_folder
from mingjian.exchange.standard import tables
from mingjian.wording import Refusal, Text, reader_language

STORE = "store"
CLEAN, SOMETHING_LEFT_OUT = 0, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("site", metavar="SITE", type=Path, help=_say("站点文件夹", "the folder of the site"))
    add("directory", metavar="DIR", type=Path, help=_say("数据文件夹", "the folder of data"))
    add(
        "--encoding",
        metavar="E",
        help=_say("CSV 文件的编码（默认自动识别）", "encoding of CSV files; default detected"),
    )


def run(args: argparse.Namespace) -> int:
    """Read the folder into the site's own store and take its people in; 1 where rows were rejected or left out."""
    entered(args.site, "config.making").demand_current()
    store = args.site / STORE
    with shown() as progress:
        checked = check_folder(args.directory, store, encoding=args.encoding, progress=progress)
    imports, actor = entered(args.site, "people.imports"), entered(args.site, "core.actor")
    found = imports.read_tables(checked.snapshot)
    if not found.rows:
        raise Refusal(
            f"{args.directory} 中没有可导入的表：{_names(imports.TABLES)}。",
            f"{args.directory} has none of the tables that are taken in: {', '.join(imports.TABLES)}.",
        )
    taken = imports.take_in(actor.Site("load"), tables=found)
    note_handlers(args.site, store, actor.Site("load"))
    if args.json:
        print(json.dumps(as_data(checked.snapshot.id, taken), ensure_ascii=False))
    else:
        show(taken, Console())
    left_out = any(each.left_out for name, each in taken.items() if name != "kinship")
    return CLEAN if checked.is_clean and not left_out else SOMETHING_LEFT_OUT


def note_handlers(site: Path, store: Path, by: Any) -> int:  # noqa: ANN401  an actor
    """Note who stands in the log of which household's procedure: he keeps away from its cases; how many pairs."""
    engine, loading = entered(site, "findings.engine"), entered(site, "findings.actions.loading")
    pairs = 0
    for part in engine.handlers_of(store):
        loading.note_handlers(by, handlers=part)
        pairs += len(part)
    return pairs


def as_data(snapshot: str, taken: dict[str, Any]) -> dict[str, object]:
    """What became of the rows as one JSON object."""
    return {
        "snapshot": snapshot,
        "tables": {
            name: {
                "read": each.read,
                "new": each.new,
                "changed": each.changed,
                "same": each.same,
                "left_out": [{**reason._asdict(), "rows": rows} for reason, rows in each.left_out.items()],
            }
            for name, each in taken.items()
        },
    }


def show(taken: dict[str, Any], console: Console) -> None:
    """The same for a reader."""
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    grid.add_column(_say("表", "Table"))
    for zh, en in (
        ("读取", "Read"),
        ("新增", "New"),
        ("变更", "Changed"),
        ("相同", "Same"),
        ("未取", "Left out"),
    ):
        grid.add_column(_say(zh, en), justify="right")
    for name, each in taken.items():
        counts = (each.read, each.new, each.changed, each.same, sum(each.left_out.values()))
        grid.add_row(_title(name), *(f"{count:,}" for count in counts))
    console.print(grid)
    for name, each in taken.items():
        for reason, rows in each.left_out.items():
            said = (
                f"未取　{_title(name)}：{rows:,} 行，{reason.zh}",
                f"Left out  {name}: {rows:,} rows, {reason.en}",
            )
            console.print(_say(*said), highlight=False, soft_wrap=True)


def _title(name: str) -> str:
    return name if reader_language() == "en" else tables()[name].zh


def _names(names: tuple[str, ...]) -> str:
    return "、".join(f"{tables()[name].zh} {name}" for name in names)


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
