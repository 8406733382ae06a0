"""The passphrase of a backup, read from a file: on the command line it would stand in the list of processes."""

import argparse
from pathlib import Path

from mingjian.wording import Refusal, Text


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names the file of the passphrase."""
    parser.add_argument(
        "--passphrase",
        metavar="FILE",
        type=Path,
        help=str(
            Text("口令文件，第一行为备份口令", "a file whose first line is the passphrase of the backup")
        ),
    )


def passphrase_in(path: Path | None) -> str:
    """The first line of the file; empty where none is named. Refusal where it cannot be read or is empty."""
    if path is None:
        return ""
    try:
        line = path.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, UnicodeError, IndexError) as error:
        raise Refusal(
            f"口令文件 {path} 读不出来；请检查该文件。",
            f"The file of the passphrase {path} cannot be read; check it.",
        ) from error
    if not line:
        raise Refusal(f"口令文件 {path} 第一行是空的。", f"The first line of {path} is empty.")
    return line
