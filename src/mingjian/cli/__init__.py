"""The command line: a table of commands, of which only the one that runs is loaded."""

import argparse
import difflib
import importlib
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, cast

from mingjian import __version__
from mingjian.cli.arguments import CommandParser, folded
from mingjian.cli.failures import sentence_for
from mingjian.wording import Refusal, Text

DONE, REFUSED, FAILED = 0, 2, 3


class Command(NamedTuple):
    """What a command does, in a few words, and how it is typed."""

    about: Text
    examples: tuple[str, ...]


class CommandModule(Protocol):
    """What the module of a command, `mingjian.cli.<name>` with _ for -, has to offer."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments of the command."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work; the exit status is 0 or 1, and a Refusal is raised for what cannot be used."""


COMMANDS = {
    "sample": Command(
        Text("生成一套合成的演示数据，内含已知的问题", "write a synthetic place with planted violations"),
        ("mingjian sample 演示数据 --scale banner --seed 7",),
    ),
    "check": Command(
        Text("按数据标准读入一个文件夹，逐行说明接收或退回", "read a folder against the data standard"),
        ("mingjian check 2024年数据", "mingjian check 2024年数据 --encoding gb18030"),
    ),
    "screen": Command(
        Text(
            "运行规则，列出疑点线索和不能判断的事项", "run the rules: findings, and what could not be decided"
        ),
        (
            "mingjian screen 2024年数据 --as-of 2024-12-31",
            "mingjian screen 2024年数据 --rules A,F --division 150423",
            "mingjian screen 2024年数据 --for county --division 150423 --out 交巴林右旗",
            "mingjian screen 2024年数据 --as-of 2024-12-31 --bundle dc82170342f09ac9e772a0cbc4cb7456 --out 线索.zip",
        ),
    ),
    "rules": Command(
        Text("查看规则目录或一条规则", "list the rules, or show one"),
        (
            "mingjian rules",
            "mingjian rules deceased-paid",
            "mingjian rules try deposits 2024年数据 --set deposits.months=36",
        ),
    ),
    "coverage": Command(
        Text(
            "盲区图：各旗县各情形看得到看不到，为什么", "the blind-spot map: what is seen where, and why not"
        ),
        (
            "mingjian coverage 2024年数据 --as-of 2024-12-31",
            "mingjian coverage 2024年数据 --division 150423 --out 盲区图.csv",
        ),
    ),
    "verify": Command(
        Text("核验线索包：重新运行，答复一致或不一致", "run a bundled finding again: same or different"),
        ("mingjian verify 线索.zip",),
    ),
    "law": Command(
        Text("查看条款及其时限、依据", "show a provision, its time limits and sources"),
        ("mingjian law '8(4)' --on 2019-05-01", "mingjian law read 办法.txt"),
    ),
    "template": Command(
        Text("写出数据标准的空白表格", "write empty tables of the data standard"),
        ("mingjian template 空白表格",),
    ),
    "sql": Command(
        Text("用只读 SQL 查询一次快照", "ask a snapshot your own questions in SQL"),
        ("mingjian sql 2024年数据.mingjian -c 'SELECT count(*) FROM households'",),
    ),
    "init": Command(
        Text("新建站点（网页应用的文件夹）", "make a site: the folder of the web application"),
        ("mingjian init 站点", "mingjian init 演示站点 --sample"),
    ),
    "serve": Command(
        Text("运行站点：网页、后台任务、每日事务", "run a site: pages, jobs, the day's work"),
        ("mingjian serve 站点", "mingjian serve 站点 --port 8080"),
    ),
    "tick": Command(
        Text("做站点的每日事务，可反复运行", "do the day's work of a site, as often as one likes"),
        ("mingjian tick 站点",),
    ),
    "load": Command(
        Text(
            "把人员、备案、亲属、管辖和经办关系导入站点",
            "take officers, filings, kin, places and who handled whom into a site",
        ),
        ("mingjian load 站点 2026年数据",),
    ),
    "load-findings": Command(
        Text("把一次筛查的疑点线索装入站点", "take the findings of a run into a site"),
        ("mingjian load-findings 站点 2026年数据.mingjian/runs/2026-10-31-1",),
    ),
    "account": Command(
        Text("开通站点的首批三名管理员", "open the first three administrators of a site"),
        ("mingjian account 站点 add --kind sysadmin --name admin-xt",),
    ),
    "doctor": Command(
        Text("检查站点能否安全运行", "say whether a site is safe to run"),
        ("mingjian doctor 站点",),
    ),
    "backup": Command(
        Text("备份站点为一个文件", "back a site up into one file"),
        ("mingjian backup 站点 站点.bak", "mingjian backup 站点 站点.bak --passphrase 口令文件"),
    ),
    "restore": Command(
        Text("从备份恢复站点", "restore a site from its backup"),
        ("mingjian restore 站点.bak 新站点",),
    ),
    "upgrade": Command(
        Text(
            "备份站点，升级数据库，为明文附件加密，再检查",
            "back a site up, bring its database up to date, seal files that stand in clear, look at it",
        ),
        ("mingjian upgrade 站点",),
    ),
    "verify-journal": Command(
        Text("核验站点的日志和数据是否被改过", "verify the journal of a site and the rows it speaks of"),
        ("mingjian verify-journal 站点", "mingjian verify-journal 站点 --heads 另存的日志头"),
    ),
    "rotate-keys": Command(
        Text(
            "换用新的加密密钥，重新加密数据和附件", "seal every sealed column and file anew with fresh keys"
        ),
        ("mingjian rotate-keys 站点",),
    ),
    "demo": Command(
        Text("从演示数据到报告和网页走一遍", "sample, check, screen, reports and a running site in one go"),
        ("mingjian demo", "mingjian demo --households 2000 --no-serve"),
    ),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line; the exit status is 0 done, 1 done and something is wrong, 2 refused, 3 failed."""
    typed = [folded(word) for word in (sys.argv[1:] if words is None else words)]
    # Snapshots, rejects and findings are personal data: whatever is written is for its owner alone.
    os.umask(0o077)
    # A terminal that cannot show a character gets its number instead of an end with an error.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    return guarded(lambda: _dispatch(typed), as_json="--json" in typed)


def parser_for(name: str) -> CommandParser:
    """The parser of one command, whose module is loaded for it."""
    command = COMMANDS[name]
    parser = CommandParser(prog=f"mingjian {name}", description=str(command.about))
    parser.epilog = "\n".join([str(Text("例：", "Example:")), *(f"  {line}" for line in command.examples)])
    _module(name).configure(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help=str(Text("结果以一个 JSON 文档写到标准输出", "print the result as one JSON document")),
    )
    return parser


def overview() -> str:
    """What `mingjian --help` prints: every command with what it does."""
    about = Text(
        "明鉴：最低生活保障工作的数据筛查与监督",
        "Mingjian: screening and supervision of the minimum living allowance",
    )
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{command.about}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            str(about),
            "",
            str(Text("用法：mingjian 命令 [参数]", "Usage: mingjian COMMAND [ARGUMENTS]")),
            "",
            str(Text("命令：", "Commands:")),
            *lines,
            "",
            str(Text("选项：--help 帮助，--version 版本", "Options: --help, --version")),
            str(Text("In English: MINGJIAN_LANG=en mingjian …", "中文：MINGJIAN_LANG=zh mingjian …")),
            "",
            str(Text("例：", "Example:")),
            "  mingjian demo",
            "  mingjian check --help",
        ]
    )


def _dispatch(typed: list[str]) -> int:
    name, rest = (typed[0], typed[1:]) if typed else ("--help", [])
    if name in ("--help", "-h", "help"):
        print(overview())
        return DONE
    if name == "--version":
        print(f"mingjian {__version__}")
        return DONE
    if name not in COMMANDS:
        raise _unknown(name)
    # --json may stand anywhere in the line, also behind the word of a sub-command.
    args = parser_for(name).parse_args([word for word in rest if word != "--json"])
    args.json = "--json" in rest
    status = _module(name).run(args)
    sys.stdout.flush()
    return status


def _module(name: str) -> CommandModule:
    return cast(CommandModule, importlib.import_module(f"mingjian.cli.{name.replace('-', '_')}"))


def _unknown(name: str) -> Refusal:
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    zh = f"是否想用 mingjian {near[0]}？" if near else ""
    en = f"did you mean mingjian {near[0]}? " if near else ""
    return Refusal(
        f"没有“{name}”这个命令；{zh}用 mingjian --help 查看全部命令。",
        f"There is no command '{name}'; {en}mingjian --help lists them all.",
    )


def guarded(work: Callable[[], int], *, as_json: bool) -> int:
    """Do the work; whatever stops it becomes one sentence on standard error and an exit status, never a traceback.

    With MINGJIAN_DEBUG=1 the traceback stands before the sentence. `as_json` repeats the sentence on standard output.
    """
    try:
        return work()
    except Refusal as refusal:
        _say(refusal.text, as_json=as_json)
        return REFUSED
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough; nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get("MINGJIAN_DEBUG") == "1":
            sys.excepthook(type(error), error, error.__traceback__)
        _say(sentence_for(error), as_json=as_json)
        return FAILED


def _say(text: Text, *, as_json: bool) -> None:
    print(text, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": {"zh": text.zh, "en": text.en}}, ensure_ascii=False))
