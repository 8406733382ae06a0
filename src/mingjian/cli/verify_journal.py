"""`mingjian verify-journal`: whether the journal of a site is whole, and its rows are what the journal says."""

import argparse
import json
import os
import sqlite3
import tempfile
from importlib import import_module
from pathlib import Path

import django

from mingjian.desk.config import sites
from mingjian.desk.core import verify_journal
from mingjian.desk.core.verify_journal import Fault, Report, Unreadable
from mingjian.wording import Refusal, Text, reader_language

SHOWN = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of the command: a site or an export, more places of signed heads, a file to export to."""
    parser.add_argument(
        "site",
        type=Path,
        metavar="SITE",
        help=str(Text("站点文件夹，或导出的日志", "a site, or an exported journal")),
    )
    parser.add_argument(
        "--heads",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help=str(Text("另一处保存的日志头，可多次", "another folder of signed heads; may be repeated")),
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help=str(Text("另行得到的站点公钥", "the public key of the site, as known from elsewhere")),
    )
    parser.add_argument(
        "--since",
        type=int,
        default=0,
        metavar="N",
        help=str(Text("从第 N 行签认的日志头之后核起", "begin behind the signed head of line N")),
    )
    parser.add_argument(
        "--export",
        type=Path,
        metavar="FILE",
        help=str(
            Text(
                "先把日志和各行数据导出（含个人信息）",
                "first write journal and rows to a file: personal data",
            )
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Verify; 0 whole, 1 something is wrong."""
    try:
        report = _verified(args)
    except (Unreadable, UnicodeError, json.JSONDecodeError, sqlite3.DatabaseError) as error:
        raise Refusal(
            f"{args.site} 不能核验：{error}；请确认是站点文件夹、其数据库或完整的导出文件。",
            f"{args.site} cannot be verified: {error}; name a site, its database or a whole export.",
        ) from error
    print(json.dumps(as_data(report), ensure_ascii=False) if args.json else as_text(report))
    return 1 if report.faults else 0


def _verified(args: argparse.Namespace) -> Report:
    if not args.site.is_dir():
        return verify_journal.verify(args.site, args.heads, args.since, args.key)
    sites.enter(args.site)
    second = os.environ.get("MINGJIAN_HEADS", "")
    heads = [*args.heads, *([Path(second)] if second else [])]
    if args.export:
        _export(args.export)
    if not os.environ.get("MINGJIAN_DATABASE", "").startswith("postgres"):
        return verify_journal.verify(args.site, heads, args.since, args.key)
    with tempfile.TemporaryDirectory(dir=args.site) as folder:
        file = args.export or Path(folder, "journal.jsonl")
        if not args.export:
            _export(file)
        return verify_journal.verify(file, [args.site / "heads", *heads], args.since, args.key)


def _export(file: Path) -> None:
    if file.exists():
        raise Refusal(f"{file} 已存在；请另指定文件。", f"{file} is there already; name another file.")
    django.setup()
    import_module("mingjian.desk.core.export").write(file)  # its models can be loaded now and not before


def as_data(report: Report) -> dict[str, object]:
    """The report for --json."""
    return {
        "installation": report.installation,
        "lines": report.lines,
        "images": report.images,
        "rows": report.rows,
        "heads": report.heads,
        "last": report.last,
        "faults": [_as_data(fault) for fault in report.faults],
        "notes": [_as_data(note) for note in report.notes],
    }


def _as_data(fault: Fault) -> dict[str, object]:
    return {**fault._asdict(), "zh": fault.said("zh"), "en": fault.said("en")}


def as_text(report: Report) -> str:
    """The report for the terminal: what is wrong, what to look at, and how much was read."""
    language = reader_language()
    lines = [fault.said(language) for fault in report.faults[:SHOWN]]
    if len(report.faults) > SHOWN:
        lines.append(str(Text(f"……共 {len(report.faults)} 处。", f"… {len(report.faults)} in all.")))
    lines += [note.said(language) for note in report.notes]
    lines.append(
        str(
            Text(
                f"核验日志 {report.lines} 行、记录 {report.images} 条、数据 {report.rows} 行、"
                f"签认 {report.heads} 个：" + ("不完好。" if report.faults else "完好。"),
                f"Verified {report.lines} lines, {report.images} images, {report.rows} rows, {report.heads} signed "
                f"heads: " + ("not whole." if report.faults else "whole."),
            )
        )
    )
    lines.append(
        str(
            Text(
                f"站点 {report.installation}，末行 {report.last}",
                f"Installation {report.installation}, last hash {report.last}",
            )
        )
    )
    return "\n".join(lines)
