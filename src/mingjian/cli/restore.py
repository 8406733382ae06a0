"""`mingjian restore`: a site out of its backup, in a new folder, bit by bit as it was."""

import argparse
import json
import shutil
from pathlib import Path

from mingjian.cli.entering import entered
from mingjian.cli.passphrases import add_passphrase, passphrase_in
from mingjian.desk.config.unpacking import unpack
from mingjian.wording import Refusal, Text


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of the command: the backup and the new site."""
    parser.add_argument("file", metavar="FILE", type=Path, help=_say("备份文件", "the backup"))
    parser.add_argument(
        "site", metavar="SITE", type=Path, help=_say("新站点的文件夹", "the folder of the new site")
    )
    parser.add_argument(
        "--erased",
        metavar="FILE",
        type=Path,
        help=_say(
            "清除名单（heads 文件夹里的 erased.txt）：其中的事项恢复后立即再次清除",
            "the list of what was erased (erased.txt of a heads folder): it is erased again at once",
        ),
    )
    add_passphrase(parser)


def run(args: argparse.Namespace) -> int:
    """Restore; the site appears under its name when all of it is there."""
    if args.site.exists() and (not args.site.is_dir() or any(args.site.iterdir())):
        raise Refusal(
            f"{args.site} 已存在且不是空文件夹；备份只恢复到新的位置。",
            f"{args.site} is there and not empty; a backup is restored into a new place.",
        )
    if not args.file.is_file():
        raise Refusal(
            f"没有备份文件 {args.file}；请检查路径。", f"There is no backup {args.file}; check the path."
        )
    if args.erased and not args.erased.is_file():
        raise Refusal(f"没有清除名单 {args.erased}。", f"There is no list {args.erased}.")
    part = args.site.with_name(f".{args.site.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    card = unpack(args.file, part, passphrase_in(args.passphrase))
    try:
        waiting = entered(part, "config.backups").settle(part, card)
        clock = entered(part, "config.clock")
        again = entered(part, "config.erasures").recover(
            args.erased, is_current=not waiting, today=clock.today(), now=clock.now()
        )
        entered(part, "config.erasures").leave()
        if args.site.exists():
            args.site.rmdir()
        part.rename(args.site)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if args.json:
        said = {
            "site": str(args.site),
            "made_at": card.made_at,
            "journal": card.journal,
            "waiting": waiting,
            "erased_again": again,
        }
        print(json.dumps(said, ensure_ascii=False))
    else:
        print("\n".join(_told(args.site, card.made_at, card.journal, waiting, again)))
    return 0


def _told(site: Path, made_at: str, journal: int, waiting: list[str], again: int) -> list[str]:
    lines = [
        _say(
            f"已恢复到 {site}：{made_at} 的备份，日志至第 {journal} 行。",
            f"Restored into {site}: the backup of {made_at}, the journal to line {journal}.",
        )
    ]
    if again:
        lines.append(_say(f"按清除名单再次清除：{again} 项。", f"Erased again by the list: {again}."))
    if waiting:
        lines.append(
            _say(
                f"数据库是旧版本的；请运行 mingjian upgrade {site}",
                f"It is of an earlier version: mingjian upgrade {site}",
            )
        )
    lines.append(_say(f"请核验：mingjian verify-journal {site}", f"Verify: mingjian verify-journal {site}"))
    return lines


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
