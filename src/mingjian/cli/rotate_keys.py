"""`mingjian rotate-keys`: fresh keys for the sealed columns and files of a site, everything sealed anew with them."""

import argparse
import json
from importlib import import_module
from pathlib import Path

import django

from mingjian.desk.config import sites
from mingjian.desk.core.actor import Site
from mingjian.wording import Text


def configure(parser: argparse.ArgumentParser) -> None:
    """The one word of the command: the site."""
    parser.add_argument(
        "site", type=Path, metavar="SITE", help=str(Text("站点文件夹", "the folder of the site"))
    )


def run(args: argparse.Namespace) -> int:
    """Rotate, or go on with a rotation that was stopped; 0 done, 1 where a text or a file does not open."""
    sites.enter(args.site)
    django.setup()
    # The models can be loaded now and not before.
    done = import_module("mingjian.desk.core.rotation").rotate(Site())
    if args.json:
        print(json.dumps(done._asdict()))
    else:
        print(as_text(done.key, done.resealed, done.spoilt, done.files))
    return 1 if done.spoilt else 0


def as_text(key: str, resealed: int, spoilt: tuple[str, ...], files: int) -> str:
    """What was done, and what may be done with the old keys."""
    lines = [
        str(
            Text(
                f"已用 {key} 号密钥重新加密 {resealed} 处、附件 {files} 份。旧密钥文件仍留在站点："
                "旧备份和日志中的旧密文要用；不再需要时可移走。",
                f"Sealed {resealed} texts and {files} files anew with key {key}. The old key files stay in the site: "
                "old backups and the journal's old ciphertexts need them; move them away when nobody does.",
            )
        )
    ]
    lines += [str(Text(f"打不开：{row}", f"Does not open: {row}")) for row in spoilt]
    return "\n".join(lines)
