"""`mingjian verify`: run the finding of a bundle again, and say same or different."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from mingjian.privacy.masking import Disclosure
from mingjian.screening.bundles.verifying import Verdict, verify
from mingjian.screening.reports.known import known_words
from mingjian.wording import Text

SAME, DIFFERENT = 0, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """The one word of the command: the bundle."""
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help=_say(
            "线索包（mingjian screen --bundle 写出的 zip）",
            "a bundle: the zip that mingjian screen --bundle wrote",
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Verify a bundle: 0 the same, 1 changed or different."""
    verdict = verify(args.file)
    if args.json:
        print(json.dumps(as_data(verdict), ensure_ascii=False))
    else:
        print("\n".join(lines(verdict)))
    return SAME if verdict.is_same else DIFFERENT


def as_data(verdict: Verdict) -> dict[str, object]:
    """The verdict as one JSON object."""
    finding = verdict.manifest["finding"] if not verdict.changed else {}
    return {
        "same": verdict.is_same,
        "seal": verdict.seal,
        "finding_id": finding.get("finding_id", ""),
        "rule": finding.get("rule", ""),
        "changed": [text._asdict() for text in verdict.changed],
        "different": [text._asdict() for text in verdict.different],
        "notes": [text._asdict() for text in verdict.notes],
    }


def lines(verdict: Verdict) -> Iterator[str]:
    """The verdict for a reader."""
    yield _say(f"封签　{verdict.seal}", f"Seal  {verdict.seal}")
    if not verdict.changed:
        yield from _about(verdict)
    for text in verdict.changed:
        yield _say(f"被改动　{text.zh}", f"Changed  {text.en}")
    for text in verdict.different:
        yield _say(f"不同　{text.zh}", f"Different  {text.en}")
    for text in verdict.notes:
        yield _say(f"注意　{text.zh}", f"Note  {text.en}")
    if verdict.is_same:
        yield _say(
            "一致：用包中的行、规则和参数重新运行，得出同一条线索。请核对封签与出具单位告知的是否相同。",
            "Same: run again over the rows, rule and parameters of the bundle, the finding comes out. Compare the seal "
            "with the one you were told.",
        )
    elif verdict.changed:
        yield _say(
            "不一致：文件在封存之后被改动，没有重新运行。请向出具单位重新索取。",
            "Different: the file was changed after it was sealed and was not run. Ask for it again.",
        )
    else:
        yield _say(
            "不一致：重新运行的结果与包中的线索不同。", "Different: run again, something else comes out."
        )


def _about(verdict: Verdict) -> Iterator[str]:
    finding = verdict.manifest["finding"]
    yield _say(
        f"规则　{finding['rule']}　数据截至 {verdict.manifest['as_of']}",
        f"Rule  {finding['rule']}  as of {verdict.manifest['as_of']}",
    )
    if not verdict.is_same:
        # What does not come out again is a stranger's word, and is not repeated.
        return
    if verdict.manifest["disclosure"] == Disclosure.MASKED.value:
        yield str(finding["explanation"])
    else:
        yield _say(
            "包内是完整的个人信息，屏幕上不显示；说明见包内 说明.txt。",
            "The bundle holds personal data in full, which is not shown; its sentence stands in 说明.txt.",
        )
    yield str(known_words(finding["evidence"].get("known") or {}))


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
