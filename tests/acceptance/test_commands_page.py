"""The page of the commands says what their parsers say today, and its examples are lines they accept."""

import shlex
from pathlib import Path

import pytest

from mingjian.cli import COMMANDS, parser_for
from mingjian.cli.reference import commands_page

PAGE = Path(__file__).parents[2] / "docs/reference/commands.md"
EXAMPLES = [(name, line) for name, command in COMMANDS.items() for line in command.examples]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_the_commands_is_fresh_whoever_makes_it(language, monkeypatch):
    monkeypatch.setenv("MINGJIAN_LANG", language)
    assert PAGE.read_text(encoding="utf-8") == commands_page(), "run make reference"


@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_the_parser_accepts_its_examples(name, line):
    program, command, *words = shlex.split(line)
    assert (program, command) == ("mingjian", name)
    parser_for(name).parse_args(words)
    assert line in PAGE.read_text(encoding="utf-8")
