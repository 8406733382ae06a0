"""`mingjian demo`: a synthetic league, checked and screened, what was found of what was planted, and a running site."""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from mingjian.cli.demonstrating import TRUTH, Screened, Wish, add_wishes, demonstration_site, sampled
from mingjian.cli.progress import shown
from mingjian.cli.serve import DEFAULT_PORT, refuse_taken, serve
from mingjian.exchange.snapshots import store_beside
from mingjian.sample.proving import Score, findings_in, prove, scenes_told
from mingjian.screening.reports.terminal import show
from mingjian.wording import Text, reader_language

DEFAULT_FOLDER = Path("demo")
SITE = "site"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add(
        "--dir",
        metavar="DIR",
        type=Path,
        default=DEFAULT_FOLDER,
        help=_help("演示数据的文件夹（默认 demo）", "the folder; default demo"),
    )
    add_wishes(parser, households=20_000)
    add(
        "--no-serve",
        action="store_true",
        help=_help("建好站点即结束，不启动网页服务", "end when the site is made, do not serve it"),
    )
    add(
        "--port",
        metavar="N",
        type=int,
        default=DEFAULT_PORT,
        help=_help(f"网页端口（默认 {DEFAULT_PORT}）", f"the port of the site; default {DEFAULT_PORT}"),
    )


def run(args: argparse.Namespace) -> int:
    """Sample, check, screen, reports, a site; then say what was found and what to open, and serve the site."""
    started = time.perf_counter()
    if not args.no_serve:
        refuse_taken(args.port)
    store = store_beside(args.dir)
    with shown() as progress:
        taken = sampled(args.dir, store, Wish(args.households, args.seed), progress)
        made = demonstration_site(store / SITE, store, taken.run, progress)
    proof = prove(scenes_told(store / TRUTH), findings_in(taken.run)).all
    seconds = time.perf_counter() - started
    if args.json:
        print(
            json.dumps(as_data(taken, proof, seconds) | {"site": str(store / SITE)}, ensure_ascii=False),
            flush=True,
        )
    else:
        show(
            taken.delivery.info,
            taken.delivery.totals,
            taken.order.rules,
            taken.run,
            Console(),
            reader_language(),
        )
        print("\n".join(last_lines(args.dir, taken, proof, seconds)))
        print("\n".join(site_lines(store / SITE, made)), flush=True)
    return 0 if args.no_serve else serve(store / SITE, args.port)


def as_data(taken: Screened, proof: Score, seconds: float) -> dict[str, object]:
    """The demonstration as one JSON object."""
    outcome = taken.delivery.outcome
    return {
        "out": str(outcome.folder),
        "findings": outcome.findings,
        "cannot_decide": outcome.cannot_decide,
        **asdict(proof),
        "seconds": round(seconds, 1),
    }


def last_lines(directory: Path, taken: Screened, proof: Score, seconds: float) -> Iterator[str]:
    """What the demonstration proves, and what to type next."""
    read, rejected = _rows(taken)
    yield str(
        Text(
            f"共读入 {read:,} 行，退回 {rejected:,} 行；用时 {seconds:.0f} 秒。数据全部是虚构的。",
            f"{read:,} rows read, {rejected:,} rejected, in {seconds:.0f} seconds. All data are invented.",
        )
    )
    yield str(
        Text(
            f"预先埋设的 {proof.planted} 处问题找到 {proof.found} 处；"
            f"{proof.look_alikes} 处容易误判的正常情形误报 {proof.mistaken} 处。",
            f"{proof.found} of {proof.planted} planted violations were found; "
            f"{proof.mistaken} of {proof.look_alikes} harmless look-alikes were mistaken for one.",
        )
    )
    yield str(Text("接下来可以试：", "Try next:"))
    yield f"  mingjian check {directory}"
    yield "  mingjian rules deceased-paid"
    yield f"  mingjian template {Text('空白表格', 'empty-tables')}"


def site_lines(site: Path, made: Mapping[str, Any]) -> Iterator[str]:
    """What stands in the demonstration site, and how to sign in to it."""
    yield str(
        Text(
            f"演示站点 {site}：账户 {made['accounts']} 个，疑点线索 {made['findings']} 条，核查件 {made['cases']} 件，"
            f"履职事项 {made['duties']} 项。",
            f"The demonstration site {site}: {made['accounts']} accounts, {made['findings']} findings, "
            f"{made['cases']} cases, {made['duties']} duties.",
        )
    )
    yield str(
        Text(
            f"账户、密码和验证码密钥在 {site / 'accounts.json'}，登录页上也有。启动：mingjian serve {site}",
            f"Accounts, passwords and authenticator secrets: {site / 'accounts.json'}, and on the page of signing in. "
            f"mingjian serve {site}",
        )
    )


def _rows(taken: Screened) -> tuple[int, int]:
    tables = taken.checked.snapshot.tables.values()
    return sum(table.read for table in tables), sum(table.unanswered for table in tables)


def _help(zh: str, en: str) -> str:
    return str(Text(zh, en))
