"""Parsing a command line: help in the language of the reader, and refusals instead of usage errors."""

import argparse
import re
import unicodedata
from typing import Any, NoReturn

from mingjian.wording import Refusal, Text

HEADINGS = (
    ("usage: ", Text("用法：", "Usage: ")),
    ("\npositional arguments:\n", Text("\n参数：\n", "\nArguments:\n")),
    ("\noptions:\n", Text("\n选项：\n", "\nOptions:\n")),
)

# What argparse says of a line it cannot use, and the same in Chinese.
COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.+)", r"无法识别的参数 \1"),
    (r"argument (.+?): expected one argument", r"\1 后面缺少取值"),
    (r"argument (.+?): expected at least one argument", r"\1 后面至少要有一个取值"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，可选：\3"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"\1 的取值 \2 不合要求"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能与 \2 同时使用"),
    (r"ambiguous option: (.+?) could match (.+)", r"选项 \1 不明确，可能是 \2"),
)


def line_formatter(prog: str) -> argparse.HelpFormatter:
    """Help laid out for lines that hold Chinese, which argparse counts as half as wide as they are."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=100)


class CommandParser(argparse.ArgumentParser):
    """A parser that speaks to the reader: Chinese unless MINGJIAN_LANG says otherwise."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  what argparse passes on to sub-commands
        super().__init__(**{**settings, "add_help": False, "formatter_class": line_formatter})
        self.add_argument("-h", "--help", action="help", help=str(Text("显示这段帮助", "show this help")))

    def format_help(self) -> str:
        """The help with the headings of argparse in the language of the reader."""
        text = super().format_help()
        for heading, own in HEADINGS:
            text = text.replace(heading, str(own), 1)
        return text

    def error(self, message: str) -> NoReturn:
        """Raise the Refusal that says what is wrong with the line and where its usage stands."""
        raise Refusal(
            f"{in_chinese(message)}；用 {self.prog} --help 查看用法。",
            f"{message}; {self.prog} --help shows the usage.",
        )


def in_chinese(complaint: str) -> str:
    """A complaint of argparse in Chinese; one that is not known stays as it is."""
    for pattern, chinese in COMPLAINTS:
        if found := re.fullmatch(pattern, complaint):
            return found.expand(chinese)
    return f"参数有误（{complaint}）"


def folded(word: str) -> str:
    """An option typed with a Chinese input method (－－json, ——json) as the option that was meant."""
    if word.startswith(("－", "—", "–")):
        return re.sub("^[－—–]+", "--", unicodedata.normalize("NFKC", word))
    return word
