"""The documents keep up with the program: commands, links, decisions, words."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from mingjian.cli import COMMANDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document):
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (document.parent / link).exists()] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_tutorial_or_a_guide_shows_every_command(command):
    guides = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    assert f"mingjian {command}" in guides


def test_no_document_shows_a_command_that_does_not_exist():
    shown = {
        (path.name, command)
        for path in DOCUMENTS
        for command in re.findall(
            r"(?:`|^|\.venv/bin/)mingjian ([a-z][a-z-]*)", path.read_text(encoding="utf-8"), re.M
        )
    }
    assert {entry for entry in shown if entry[1] not in COMMANDS} == set()


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_shows_the_two_commands_and_a_picture(readme):
    assert "\nmake demo" in text(readme)
    assert "\nmake test" in text(readme)
    assert "docs/pictures/report.png" in text(readme)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_is_read_in_two_minutes(readme):
    words = re.findall(r"[A-Za-z]+", text(readme))
    characters = re.findall(r"[\u4e00-\u9fff]", text(readme))
    # Usual speeds of reading: 240 English words or 400 Chinese characters a minute.
    assert len(words) / 240 + len(characters) / 400 <= 3


def test_every_make_target_of_the_contract_exists_and_is_explained():
    makefile = text("Makefile")
    for target in ("install", "demo", "test", "test-slow", "check", "bench"):
        assert re.search(rf"^{target}:", makefile, re.M), target
        assert f"#   make {target} " in makefile, target


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "adr").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_has_a_date_a_context_a_decision_and_consequences(page):
    written = page.read_text(encoding="utf-8")
    assert re.search(r"^20\d\d-\d\d-\d\d$", written, re.M)
    assert [h for h in ("## Context", "## Decision", "## Consequences") if h not in written] == []
    assert len(written.splitlines()) <= 60, "one page"
    assert page.name in text("docs/adr/README.md")


def test_the_decision_about_dependencies_names_every_one():
    pyproject = text("pyproject.toml")
    wanted = re.findall(r'^    "([a-z-]+)[=>]', pyproject, re.M)
    wanted += [
        line
        for line in (text("locks/core.in") + text("locks/test.in") + text("locks/bench.in")).splitlines()
        if line[:1].isalpha()
    ]
    decision = text("docs/adr/0002-dependencies.md") + text("docs/adr/0016-dependencies-of-the-desk.md")
    assert wanted
    assert [name for name in wanted if not re.search(rf"^\|[^|]*\b{name}\b", decision, re.M)] == []


def test_the_glossary_is_in_alphabetical_order_with_a_chinese_word_for_each():
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", text("docs/glossary.md"), re.M)[1:]
    terms = [english.lower() for english, _, _ in rows]
    assert [(one, other) for one, other in pairwise(terms) if one >= other] == []
    assert [row for row in rows if not re.search(r"[\u4e00-\u9fff]", row[1])] == []
