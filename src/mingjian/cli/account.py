"""`mingjian account`: the first three administrators of a site; every other account they make in the browser."""

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from mingjian.cli.entering import entered
from mingjian.wording import Refusal, Text

KINDS = ("sysadmin", "secadmin", "auditadmin")


def configure(parser: argparse.ArgumentParser) -> None:
    """The words of the command; the identity number is asked for, and secrets are drawn, never typed here."""
    add = parser.add_argument
    add("site", metavar="SITE", type=Path, help=_say("站点文件夹", "the folder of the site"))
    add("what", metavar="add", choices=["add"], help=_say("新建账户", "make an account"))
    add(
        "--kind",
        choices=KINDS,
        required=True,
        help=_say("系统、安全或审计管理员", "system, security or audit administrator"),
    )
    add("--name", metavar="NAME", required=True, help=_say("账户名", "the name of the account"))
    add("--person", metavar="姓名", default="", help=_say("本人姓名", "the name of the person"))
    add(
        "--division",
        metavar="CODE",
        default="15",
        help=_say("单位所在地的区划代码（默认 15）", "the place of the office; default 15"),
    )
    add(
        "--organ",
        metavar="KIND",
        default="civil_affairs",
        help=_say("单位种类（默认 civil_affairs 民政）", "the kind of office; default civil_affairs"),
    )


def run(args: argparse.Namespace) -> int:
    """Make the account and print its password and code, once."""
    entered(args.site, "config.making").demand_current()
    first, clock = entered(args.site, "config.first_accounts"), entered(args.site, "config.clock")
    wanted = first.Wanted(
        kind=args.kind, name=args.name, person=args.person, division=args.division, organ=args.organ
    )
    opened = first.add(wanted, number=asked_number(sys.stdin), now=clock.now(), today=clock.today())
    print(json.dumps(as_data(args.name, opened)) if args.json else as_text(args.name, opened))
    return 0


def asked_number(source: Any) -> str:  # noqa: ANN401  a text stream
    """The identity number, typed unseen on a terminal or read from a pipe: it stands in no list of processes."""
    if source.isatty():
        return getpass.getpass(_say("身份证号（不显示）：", "Identity number (not shown): "))
    line: str = source.readline().strip()
    if not line:
        raise Refusal(
            "没有读到身份证号；请在终端运行，或从标准输入传入一行。",
            "No identity number was read; run this on a terminal, or give it as one line on standard input.",
        )
    return line


def as_data(name: str, opened: Any) -> dict[str, str]:  # noqa: ANN401
    """The account for --json."""
    return {"user": name, "password": opened.password, "code": opened.code, "account": str(opened.account_id)}


def as_text(name: str, opened: Any) -> str:  # noqa: ANN401
    """The account for who hands it over."""
    return "\n".join(
        [
            _say(
                f"账户 {name} 已开通，下面的内容只显示这一次：",
                f"The account {name} is open; this is shown once:",
            ),
            _say(f"  初始密码　{opened.password}", f"  password  {opened.password}"),
            _say(f"  一次性验证码　{opened.code}", f"  one-time code  {opened.code}"),
            _say(
                "首次登录时要换密码并绑定验证器（或打印验证码）。",
                "At the first sign-in the password is changed and a second factor set up.",
            ),
        ]
    )


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
