"""`mingjian init`: a new site, empty and ready for its first administrators, or with --sample a demonstration."""

import argparse
import json
import os
from pathlib import Path

from mingjian.cli.demonstrating import Wish, add_wishes, demonstration_site, sampled
from mingjian.cli.entering import entered
from mingjian.cli.progress import shown
from mingjian.desk.config.sites import make_site, remember
from mingjian.wording import Text

DATABASE = "MINGJIAN_DATABASE"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "site", metavar="SITE", type=Path, help=_say("新站点的文件夹", "the folder of the new site")
    )
    parser.add_argument(
        "--sample",
        action="store_true",
        help=_say(
            "建成演示站点：虚构数据、演示账户和办理经过", "a demonstration: invented data, accounts, history"
        ),
    )
    add_wishes(parser, households=2_000)


def run(args: argparse.Namespace) -> int:
    """Make the site; what to do next is said on the screen."""
    if args.sample:
        return _demonstration(args)
    make_site(args.site)
    if address := os.environ.get(DATABASE):
        remember(args.site, DATABASE, address)
    places = entered(args.site, "config.making").make_database()
    roles = entered(args.site, "config.postgres_roles").write_file(args.site)
    if args.json:
        print(
            json.dumps(
                {"site": str(args.site), "places": places, "roles": str(roles or "")}, ensure_ascii=False
            )
        )
    else:
        print("\n".join([*next_steps(args.site, places), *of_roles(args.site, roles)]))
    return 0


def _demonstration(args: argparse.Namespace) -> int:
    wish = Wish(args.households, args.seed)
    data, store = (
        args.site.with_name(f"{args.site.name}.data"),
        args.site.with_name(f"{args.site.name}.data.mingjian"),
    )
    with shown() as progress:
        taken = sampled(data, store, wish, progress)
        told = demonstration_site(args.site, store, taken.run, progress)
    if args.json:
        print(json.dumps({"site": str(args.site), **told}, ensure_ascii=False))
    else:
        print(_say(f"演示站点已建好；启动：mingjian serve {args.site}", f"Ready: mingjian serve {args.site}"))
    return 0


def next_steps(site: Path, places: int) -> list[str]:
    """What a new site still needs, in the order in which it needs it."""
    return [
        _say(
            f"站点 {site} 已建好，已装入 {places:,} 个行政区划。密钥在 {site / 'keys'}，请与数据库分开备份保管。",
            f"The site {site} is made, with {places:,} places. Its keys are in {site / 'keys'}.",
        ),
        _say("接下来：", "Next:"),
        f"  mingjian account {site} add --kind sysadmin --name admin-xt",
        f"  mingjian account {site} add --kind secadmin --name admin-aq",
        f"  mingjian account {site} add --kind auditadmin --name admin-sj",
        f"  mingjian load {site} {_say('数据文件夹', 'DATA')}",
        f"  mingjian serve {site}",
    ]


def of_roles(site: Path, roles: Path | None) -> list[str]:
    """On PostgreSQL: that the site is to run under a role that cannot rewrite its journal."""
    if roles is None:
        return []
    return [
        _say(
            f"启动前：以表的所有者执行 {roles}，再把 {site / 'site.env'} 中的 MINGJIAN_DATABASE 改为角色 "
            "mingjian_app 的地址（docs/how-to/production.md 第2节）；否则 doctor 判为不安全。",
            f"Before it is served: run {roles} as the owner of the tables and name the role mingjian_app in the "
            f"MINGJIAN_DATABASE of {site / 'site.env'} (docs/how-to/production.md, section 2).",
        )
    ]


def _say(zh: str, en: str) -> str:
    return str(Text(zh, en))
