"""`mingjian template`: empty workbooks of the data standard, with drop-downs and notes."""

import argparse
import json
from pathlib import Path

from mingjian.exchange.templates import write_templates
from mingjian.wording import Text


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    about = Text("写入的文件夹；已有的文件不会被覆盖", "the folder to write to; nothing is overwritten")
    parser.add_argument("directory", metavar="DIR", type=Path, help=str(about))


def run(args: argparse.Namespace) -> int:
    """Write the workbooks and the form of sources.toml, and say how to go on."""
    paths = write_templates(args.directory)
    if args.json:
        print(json.dumps({"files": [str(path) for path in paths]}, ensure_ascii=False))
        return 0
    print(
        Text(
            f"已在 {args.directory} 写入 {len(paths)} 个文件。填写需要的表，删去不用的表，"
            f"在 sources.toml 登记来源，然后运行：mingjian check {args.directory}",
            f"{len(paths)} files were written to {args.directory}. Fill in the tables you have, delete the others, "
            f"say in sources.toml where they come from, then run: mingjian check {args.directory}",
        )
    )
    return 0
