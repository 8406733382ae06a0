"""Help beside each step: every step of a case has it, every page asks for steps that are there, in both languages."""

import re
from pathlib import Path

import mingjian.desk
from mingjian.desk.cases.views.case import VERBS
from mingjian.desk.core.steps import steps

TEMPLATES = sorted(Path(mingjian.desk.__file__).parent.glob("*/templates/**/*.html"))
ASKED = re.compile(r'\{% step "(\w+)" "([\w-]+)" %\}')


def test_every_verb_of_a_case_has_its_help():
    assert [verb for verb in VERBS if f"case.{verb}" not in steps()] == []


def test_every_page_asks_for_help_that_is_there():
    asked = {
        ".".join(found) for path in TEMPLATES for found in ASKED.findall(path.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked - steps().keys() == set()


def test_help_is_said_in_both_languages_and_cites_provisions_that_exist():
    for step in steps().values():
        assert re.search(r"[\u4e00-\u9fff]", step.text.zh)
        assert not re.search(r"[\u4e00-\u9fff]", step.text.en)
        assert all(provision.wording.zh for provision in step.provisions)
