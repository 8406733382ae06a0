"""`mingjian backup`: a whole site in one file, while it runs."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from mingjian.cli.entering import entered
from mingjian.cli.passphrases import add_passphrase, passphrase_in
from mingjian.wording import Text


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of the command: the site and the new file."""
    parser.add_argument("site", metavar="SITE", type=Path, help=_say("站点文件夹", "the folder of the site"))
    parser.add_argument("file", metavar="FILE", type=Path, help=_say("新的备份文件", "the new file"))
    add_passphrase(parser)


def run(args: argparse.Namespace) -> int:
    """Back up; a file without a passphrase holds the keys in clear, and that is said."""
    passphrase = passphrase_in(args.passphrase)
    backups = entered(args.site, "config.backups")
    made = backups.back_up(args.file, now=entered(args.site, "config.clock").now(), passphrase=passphrase)
    if not passphrase:
        print(
            _say(
                "注意：备份含站点的密钥且没有加密，须与站点同样保管；加 --passphrase 可加密。",
                "Note: the backup holds the keys of the site and is not sealed; keep it as the site itself, or use "
                "--passphrase.",
            ),
            file=sys.stderr,
        )
    if args.json:
        print(
            json.dumps(
                {"file": str(args.file), "sealed": bool(passphrase), **asdict(made)}, ensure_ascii=False
            )
        )
    else:
        print(
            _say(
                f"已备份到 {args.file}：{made.files} 个文件，{made.size / 1e6:.1f} MB，日志至第 {made.journal} 行。",
                f"Backed up into {args.file}: {made.files} files, {made.size / 1e6:.1f} MB, the journal to line "
                f"{made.journal}.",
            )
        )
    return 0


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
