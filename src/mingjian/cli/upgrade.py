"""`mingjian upgrade`: after a new version of the program: back up, bring the site up to date, look at it."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from mingjian.cli import doctor
from mingjian.cli.entering import entered
from mingjian.cli.passphrases import add_passphrase, passphrase_in
from mingjian.desk.core.actor import Site
from mingjian.wording import Text

BACKUPS = "backups"


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of the command: the site, and a passphrase for its backup."""
    parser.add_argument("site", metavar="SITE", type=Path, help=_say("站点文件夹", "the folder of the site"))
    add_passphrase(parser)


def run(args: argparse.Namespace) -> int:
    """Upgrade; nothing is touched before the backup is written. 1 where the doctor finds something unsafe."""
    passphrase = passphrase_in(args.passphrase)
    backups, clock = entered(args.site, "config.backups"), entered(args.site, "config.clock")
    making = entered(args.site, "config.making")
    steps = making.waiting()
    folder = args.site / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{clock.now():%Y%m%dT%H%M%S%f}.bak"
    backups.back_up(file, now=clock.now(), passphrase=passphrase)
    making.bring_up()
    sealed = entered(args.site, "core.file_care").seal_clear(Site())
    # The owner of the tables upgrades; that it could rewrite the journal is why the site runs under another role.
    examined = [
        said for said in entered(args.site, "config.soundness").examine() if said.id != "journal-rights"
    ]
    if args.json:
        print(
            json.dumps(
                {
                    "backup": str(file),
                    "steps": steps,
                    "sealed": sealed.files,
                    "spoilt": sealed.spoilt,
                    **doctor.as_data(examined),
                },
                ensure_ascii=False,
            )
        )
    else:
        print(_say(f"升级前的备份：{file}", f"The backup from before: {file}"))
        print(_say(f"数据库升级 {len(steps)} 步。", f"{len(steps)} steps were applied to the database."))
        print("\n".join([*_of_files(sealed.files, sealed.spoilt), doctor.as_text(examined)]))
    return doctor.UNSAFE if any(said.is_unsafe for said in examined) else doctor.WELL


def _of_files(count: int, spoilt: Sequence[str]) -> Iterator[str]:
    """What was sealed that stood in clear, and what was not, because it is no longer what was filed."""
    if count:
        yield _say(f"为 {count} 份明文附件加了密。", f"{count} files that stood in clear were sealed.")
    for row in spoilt:
        yield _say(f"附件与归入时不一致，没有加密：{row}", f"Not what was filed, and not sealed: {row}")


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
