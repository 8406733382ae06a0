"""`mingjian serve`: the pages, the worker and the day's work of a site, all ended together by Ctrl-C."""

import argparse
import json
import socket
import sys
from pathlib import Path

from mingjian.cli.entering import entered
from mingjian.desk.config.serving import DEFAULT_WORKERS, Plan, Running, children_of, run_children
from mingjian.wording import Refusal, Text, of_system

DEFAULT_PORT = 8000
HOST = "127.0.0.1"
# The proxy before it speaks https: docs/how-to/production.md.
SCHEME = "http"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("site", metavar="SITE", type=Path, help=_say("站点文件夹", "the folder of the site"))
    add(
        "--port",
        metavar="N",
        type=int,
        default=DEFAULT_PORT,
        help=_say(
            f"端口（默认 {DEFAULT_PORT}），只在本机 127.0.0.1 上",
            f"the port on 127.0.0.1; default {DEFAULT_PORT}",
        ),
    )
    add(
        "--workers",
        metavar="N",
        type=int,
        default=DEFAULT_WORKERS,
        help=_say(
            f"网页进程数（默认 {DEFAULT_WORKERS}）", f"processes for the pages; default {DEFAULT_WORKERS}"
        ),
    )
    add("--no-worker", action="store_true", help=_say("不启动后台任务进程", "without the worker of the jobs"))
    add("--no-tick", action="store_true", help=_say("不做每日事务", "without the day's work"))


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C; 0 then, 3 where a part of it ended by itself."""
    left_out = {name for name, without in (("worker", args.no_worker), ("tick", args.no_tick)) if without}
    return serve(args.site, args.port, workers=args.workers, left_out=frozenset(left_out), as_json=args.json)


def serve(
    site: Path,
    port: int,
    *,
    workers: int = DEFAULT_WORKERS,
    left_out: frozenset[str] = frozenset(),
    as_json: bool = False,
) -> int:
    """Look whether the site is safe to run, start its parts, say its address, and end all of them together."""
    refuse_taken(port)
    refuse_unsafe(site)
    plan = Plan(site=site.resolve(), host=HOST, port=port, workers=workers)
    with Running(children_of(plan, left_out)) as running:
        running.wait_until_answered(plan)
        _tell(plan, as_json=as_json)
        return run_children(running)


def refuse_taken(port: int) -> None:
    """Raise Refusal where somebody listens on the port already."""
    if not 0 < port < 65536:
        raise Refusal(f"端口 {port} 不在 1 到 65535 之间。", f"The port {port} is not between 1 and 65535.")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise Refusal(
                f"端口 {port} 不能使用（{of_system(error).zh}）；请用 --port 另指定一个。",
                f"The port {port} cannot be had ({of_system(error).en}); name another one with --port.",
            ) from error


def refuse_unsafe(site: Path) -> None:
    """Raise Refusal where the doctor finds what must not be run."""
    entered(site, "config.making").demand_current()
    unsafe = [said for said in entered(site, "config.soundness").examine() if said.is_unsafe]
    if unsafe:
        raise Refusal(
            f"站点不能安全运行：{unsafe[0].text.zh}" + _more(len(unsafe), site).zh,
            f"The site is not safe to run: {unsafe[0].text.en}" + _more(len(unsafe), site).en,
        )


def _more(count: int, site: Path) -> Text:
    if count == 1:
        return Text("", "")
    return Text(
        f"共 {count} 项，见 mingjian doctor {site}。", f" {count} in all; see mingjian doctor {site}."
    )


def _tell(plan: Plan, *, as_json: bool) -> None:
    address = f"{SCHEME}://{plan.host}:{plan.port}/"
    if as_json:
        print(json.dumps({"address": address, "site": str(plan.site)}, ensure_ascii=False), flush=True)
    print(
        _say(f"站点已启动：{address}　按 Ctrl-C 停止。", f"The site answers at {address} (Ctrl-C ends it)."),
        file=sys.stderr,
    )


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
