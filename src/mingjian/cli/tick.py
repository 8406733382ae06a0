"""`mingjian tick`: the day's work of a site, for `serve` and for timers; safe to run as often as one likes."""

import argparse
import json
from pathlib import Path

from mingjian.cli.entering import entered
from mingjian.wording import Text

DONE, FAILED = 0, 3
WORDS = {
    ("findings", "brought_back"): Text(
        "暂缓到期、重新列入待办的线索", "findings brought back from being put off"
    ),
    ("cases", "clocks"): Text("核查件开始或结束计时", "clocks of cases started or stopped"),
    ("cases", "tested_again"): Text("到期复查的核查件", "closed cases tested again"),
    ("duties", "made"): Text("按日历生成的履职事项", "duties of the calendar made"),
    ("duties", "clocks"): Text("督办函开始计时", "clocks of letters started"),
    ("duties", "told_late"): Text("新超期并已告知责任人", "duties newly late, owners told"),
    ("duties", "digests"): Text("当日提醒", "digests of the day"),
    ("erasing", "erased_again"): Text("恢复备份后再次清除的事项", "matters erased again after a restore"),
    ("erasing", "findings_erased"): Text("到期清除的不成立线索", "harmless findings erased on schedule"),
    ("erasing", "cases_erased"): Text("到期清除的不成立核查件", "harmless cases erased on schedule"),
    ("journal", "heads_signed"): Text("签署并另存的日志头", "heads of the journal signed"),
    ("requests", "forgotten"): Text("清除的已办请求标记", "keys of answered requests forgotten"),
    ("sessions", "removed"): Text("清除的过期会话", "expired sessions removed"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The one word of the command: the site."""
    parser.add_argument(
        "site", metavar="SITE", type=Path, help=str(Text("站点文件夹", "the folder of the site"))
    )


def run(args: argparse.Namespace) -> int:
    """Do the day's work; 3 where a part of it failed, the others being done all the same."""
    entered(args.site, "config.making").demand_current()
    clock = entered(args.site, "config.clock")
    ticked = entered(args.site, "config.daily").work(today=clock.today(), now=clock.now())
    if args.json:
        print(json.dumps({"done": ticked.done, "failed": ticked.failed}, ensure_ascii=False))
        return FAILED if ticked.failed else DONE
    for room, counts in ticked.done.items():
        for kind, count in counts.items():
            print(f"{WORDS.get((room, kind), Text(f'{room} {kind}', f'{room} {kind}'))}: {count}")
    for room, said in ticked.failed.items():
        print(Text(f"{room} 未完成：{said}", f"{room} failed: {said}"))
    return FAILED if ticked.failed else DONE
