"""A run with everything that is made for reading, put in place in one step."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from mingjian.exchange.progress import Progress
from mingjian.exchange.snapshots import Snapshot
from mingjian.privacy.masking import Disclosure
from mingjian.screening.editions import Reader, edit
from mingjian.screening.order import Order
from mingjian.screening.reports.ledger import Edition, write_ledger
from mingjian.screening.reports.page import write_page
from mingjian.screening.reports.questions import Manner, write_edition
from mingjian.screening.reports.run_folder import RunInfo, open_run
from mingjian.screening.reports.totals import Totals, add_up
from mingjian.screening.running import Outcome, screen
from mingjian.screening.sentences import OPEN
from mingjian.wording import Refusal, Text, reader_language

LEDGER, PAGE = "findings.xlsx", "report.html"
PRIVATE = 0o600


@dataclass(frozen=True)
class Delivery:
    """A finished run folder with its totals."""

    outcome: Outcome
    info: RunInfo
    totals: Totals


def deliver(snapshot: Snapshot, store: Path, order: Order, out: Path, progress: Progress) -> Delivery:
    """Screen, write findings.xlsx and report.html beside the findings, then give the folder its name.

    A run that is broken off leaves nothing under that name. Raises Refusal where `out` holds something already.
    """
    refuse_used(out)
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        outcome = screen(snapshot, store, order, part, progress=progress)
        progress(Text("编写报告", "writing the reports"), 0, 0)
        info, totals = _write_reports(part, order)
        if out.exists():
            out.rmdir()
        part.rename(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Delivery(replace(outcome, folder=out), info, totals)


def deliver_edition(
    snapshot: Snapshot, store: Path, order: Order, reader: Reader, out: Path, progress: Progress
) -> int:
    """Write the edition for an office into `out`, and only that; returns how many questions it holds.

    Raises Refusal where the order's division is no place of the reader, or `out` holds something already.
    """
    refuse_used(out)
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True, mode=0o700)
        edition = edit(snapshot, store, order, reader, part, progress)
        write_edition(edition, part, Manner(_disclosure(order), reader_language()))
        if out.exists():
            out.rmdir()
        part.rename(out)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return len(edition.questions)


def refuse_used(out: Path) -> None:
    """Raise Refusal where `out` is a file or a folder that holds something."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise Refusal(
            f"结果位置 {out} 已有内容；请用 --out 另指定一个空的或尚不存在的文件夹。",
            f"{out} holds something already; name an empty or new folder with --out.",
        )


def _write_reports(folder: Path, order: Order) -> tuple[RunInfo, Totals]:
    run = open_run(folder)
    try:
        totals = add_up(run, order.rules)
        edition = Edition(_disclosure(order), reader_language())
        write_ledger(run, totals, order.rules, folder / LEDGER, edition)
        write_page(run.info, totals, order.rules, folder / PAGE, reader_language())
    finally:
        run.db.close()
    for name in (LEDGER, PAGE):
        (folder / name).chmod(PRIVATE)
    return run.info, totals


def _disclosure(order: Order) -> Disclosure:
    return Disclosure.FULL if order.voice is OPEN else Disclosure.MASKED


def next_run(store: Path, as_of: date) -> Path:
    """The next free run folder of that day."""
    number = 1
    while (store / "runs" / f"{as_of}-{number}").exists():
        number += 1
    return store / "runs" / f"{as_of}-{number}"
