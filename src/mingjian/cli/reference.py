"""The generated pages of docs/reference; that of the commands is made from their parsers.

python -m mingjian.cli.reference docs/reference
"""

import argparse
import json
import os
import sys
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mingjian.cli import COMMANDS, parser_for
from mingjian.exchange import reference as exchange
from mingjian.law import reference as law
from mingjian.screening import reference as screening

HEAD = """\
# The commands

Made from the parsers by `make reference`; do not edit.

`mingjian COMMAND --help` shows the same in Chinese, with `MINGJIAN_LANG=en` in English. What was asked for goes to
standard output, messages and progress to standard error; with `--json`, standard output holds one JSON document and
nothing else. No command needs the network, and none writes to the folder of data.

| exit status | meaning |
|---|---|
| 0 | done; a screening with findings is done |
| 1 | done, and something is wrong: `check` with rejected rows or refused tables, `verify` of what is not the same |
| 2 | refused: the line or the input cannot be used; one sentence says what, which value, and what to do |
| 3 | failed: the disk is full, Ctrl-C, or a fault of the program; the last good snapshot and results stay |
"""


ACCURACY = "accuracy.json"


def pages(folder: Path) -> Mapping[str, str]:
    """Every generated page by its file name in `folder`, which holds the measured accuracy of the rules."""
    measured = json.loads((folder / ACCURACY).read_text(encoding="utf-8"))
    return {
        "law.md": law.document(),
        "data-standard.md": exchange.page(),
        **screening.pages(measured),
        "commands.md": commands_page(),
    }


def commands_page() -> str:
    """The Markdown page of every command: usage, arguments, examples."""
    with _in_english():
        sections = [line for name in COMMANDS for line in _section(name)]
    return "\n".join([HEAD, *sections])


def _section(name: str) -> Iterator[str]:
    command, actions = COMMANDS[name], _arguments(parser_for(name))
    yield f"## mingjian {name}\n"
    yield f"{_sentence(command.about.en)} {command.about.zh}。\n"
    yield f"```\n{_usage(name, actions)}\n```\n"
    yield "| argument | meaning |\n|---|---|"
    for action in actions:
        shown = ", ".join(filter(None, (*action.option_strings, _value(action) if _is_word(action) else "")))
        value = f" {_value(action)}" if not _is_word(action) and _value(action) else ""
        yield f"| `{_cell(shown + value)}` | {_cell(_sentence(action.help or ''))} |"
    yield ""
    yield "\n".join(["Example:" if len(command.examples) == 1 else "Examples:", "", "```", *command.examples])
    yield "```\n"


def _arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What a line may hold, the words before the options; argparse has no public list of it."""
    actions = [action for action in parser._actions if "--help" not in action.option_strings]
    return sorted(actions, key=lambda action: not _is_word(action))


def _usage(name: str, actions: list[argparse.Action]) -> str:
    # An option and its value stay on one line.
    units = [unit.replace(" ", "\xa0") for unit in (f"mingjian {name}", *map(_in_usage, actions))]
    lines = textwrap.wrap(
        " ".join(units), 100, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines).replace("\xa0", " ")


def _in_usage(action: argparse.Action) -> str:
    if _is_word(action):
        return f"[{_value(action)}]" if action.nargs == "?" else _value(action)
    spelled = " ".join(filter(None, (action.option_strings[0], _value(action))))
    return f"[{spelled}]" + ("…" if isinstance(action, argparse._AppendAction) else "")


def _is_word(action: argparse.Action) -> bool:
    return not action.option_strings


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    return (
        "|".join(map(str, action.choices)) if action.choices else str(action.metavar or action.dest.upper())
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


@contextmanager
def _in_english() -> Iterator[None]:
    before = os.environ.get("MINGJIAN_LANG")
    os.environ["MINGJIAN_LANG"] = "en"
    try:
        yield
    finally:
        if before is None:
            del os.environ["MINGJIAN_LANG"]
        else:
            os.environ["MINGJIAN_LANG"] = before


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for file, text in pages(target).items():
        (target / file).write_text(text, encoding="utf-8")
