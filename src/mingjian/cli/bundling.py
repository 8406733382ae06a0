"""What `mingjian screen --bundle` does: one finding of a folder of data as a file that can be verified anywhere."""

import argparse
import json
import os
from pathlib import Path

from mingjian.cli.progress import shown
from mingjian.exchange.checking import check_folder
from mingjian.exchange.snapshots import whole_or_gone
from mingjian.privacy.masking import Disclosure
from mingjian.screening.bundles import packing
from mingjian.screening.bundles.closure import Reach
from mingjian.screening.bundles.making import Bundle, make_bundle
from mingjian.screening.order import Order
from mingjian.wording import Refusal, Text

REACHES = {
    Reach.HOUSEHOLD: Text("与本户有关的行", "rows tied to the household"),
    Reach.COUNTY: Text("本旗县的行", "rows of its counties"),
    Reach.EVERYTHING: Text("规则所读的全部行", "all rows that the rule reads"),
}


def bundle(args: argparse.Namespace, order: Order, store: Path) -> int:
    """Write the bundle of the finding that --bundle names, masked unless --reveal is given."""
    _refuse_others(args)
    _refuse_no_id(args.bundle)
    _refuse_taken(args.out)
    disclosure = Disclosure.FULL if args.reveal else Disclosure.MASKED
    with shown() as progress:
        snapshot = check_folder(args.directory, store, encoding=args.encoding, progress=progress).snapshot
        made = make_bundle(snapshot, store, order, args.bundle.lower(), disclosure, progress)
    path = _place(args.out, store, made)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with whole_or_gone(path), os.fdopen(handle, "wb") as file:
        file.write(made.content)
    seal = packing.seal_of(made.content)
    if args.json:
        told = {
            "bundle": str(path),
            "seal": seal,
            "disclosure": disclosure.value,
            "reach": str(made.reach),
            "rows": made.rows,
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0
    reach = REACHES[made.reach]
    print(
        Text(
            f"线索包：{path}\n封签 {seal}（连同文件另行告知对方）\n{made.rows:,} 行，{reach.zh}；"
            + ("含完整个人信息，专人保管。" if args.reveal else "个人信息已替换。")
            + "\n对方核验：mingjian verify 文件",
            f"Bundle: {path}\nSeal {seal} (tell it apart from the file)\n{made.rows:,} rows, {reach.en}; "
            + ("personal data in full, keep it in one hand." if args.reveal else "persons are replaced.")
            + "\nTo verify: mingjian verify FILE",
        )
    )
    return 0


def _place(out: Path | None, store: Path, made: Bundle) -> Path:
    """Where the file goes; its name holds no id of the finding, which can be guessed from an identity number."""
    name = f"finding-{made.finding['rule']}-{packing.seal_of(made.content)[:8]}.zip"
    if out is None:
        path = store / "bundles" / name
        path.unlink(missing_ok=True)
        return path
    path = out if _is_file_name(out) else out / name
    _refuse_there(path)
    return path


def _is_file_name(out: Path) -> bool:
    return out.suffix.lower() == ".zip"


def _refuse_taken(out: Path | None) -> None:
    """Raise Refusal, before anything is read, where the file is there or a file stands where a folder should."""
    if out is not None and (_is_file_name(out) or not out.is_dir()):
        _refuse_there(out)


def _refuse_there(path: Path) -> None:
    if path.exists():
        raise Refusal(
            f"{path} 已经存在；请用 --out 另指定一个文件。",
            f"{path} is there already; name another file with --out.",
        )


def _refuse_others(args: argparse.Namespace) -> None:
    """A bundle is made over the whole snapshot, with the calendar that every installation has."""
    names = {
        "--for": args.reader,
        "--complainants": args.complainants,
        "--household": args.household,
        "--division": args.division,
        "--calendar": args.calendar,
        "--drafts": args.drafts,
        "--incremental": args.incremental,
    }
    for name, value in names.items():
        if value:
            raise Refusal(
                f"--bundle 不能与 {name} 同时使用；请去掉 {name}。",
                f"--bundle does not go with {name}; leave {name} out.",
            )


def _refuse_no_id(word: str) -> None:
    if len(word) != 32 or set(word.lower()) - set("0123456789abcdef"):
        raise Refusal(
            f"“{word}”不是线索编号；编号是 32 位的数字和字母 a–f，在 findings.csv 或台账“线索编号”一栏。",
            f"'{word}' is no id of a finding: 32 digits and letters a to f, as findings.csv has them.",
        )
