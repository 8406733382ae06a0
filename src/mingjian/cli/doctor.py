"""`mingjian doctor`: whether a site is safe to run, point by point."""

import argparse
import json
from pathlib import Path
from typing import Any

from mingjian.cli.entering import entered
from mingjian.wording import Text

WELL, UNSAFE = 0, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """The one word of the command: the site."""
    parser.add_argument(
        "site", metavar="SITE", type=Path, help=str(Text("站点文件夹", "the folder of the site"))
    )


def run(args: argparse.Namespace) -> int:
    """Look; 1 where something is unsafe, 0 where there are at most things to note."""
    examined = entered(args.site, "config.soundness").examine()
    unsafe = [said for said in examined if said.is_unsafe]
    print(json.dumps(as_data(examined), ensure_ascii=False) if args.json else as_text(examined))
    return UNSAFE if unsafe else WELL


def as_data(examined: list[Any]) -> dict[str, object]:
    """What was found as one JSON object."""
    rows = [{"id": each.id, "unsafe": each.is_unsafe, **each.text._asdict()} for each in examined]
    return {"safe": not any(row["unsafe"] for row in rows), "said": rows}


def as_text(examined: list[Any]) -> str:
    """What was found, the unsafe first."""
    unsafe, noted = Text("不安全", "UNSAFE"), Text("提示", "note")
    lines = [
        f"{unsafe if each.is_unsafe else noted}　{each.text}"
        for each in sorted(examined, key=lambda each: not each.is_unsafe)
    ]
    if not any(each.is_unsafe for each in examined):
        lines.append(str(Text("站点可以安全运行。", "The site is safe to run.")))
    return "\n".join(lines)
