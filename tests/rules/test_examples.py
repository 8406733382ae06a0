"""Every rule finds what its examples say, and nothing else."""

import re

import pytest

from mingjian.screening.catalogue import Rule, load_rules
from mingjian.screening.examples import Example, Found, examples_of, expected, judged, play

CASES = [(rule, example) for rule in load_rules().values() for example in examples_of(rule)]


# The families about offices, whose sentences are put before those offices.
SPOKEN = ("G", "H", "K", "M")
# A list that is empty, a date or a value as a computer writes it, marks of two clauses of which one is gone.
MACHINE_LIKE = re.compile(r"[：；]无(?!法|人|证)|\d{4}-\d{2}-\d{2}|（）|“”|[，；：][，；：]|None|NULL")


@pytest.mark.parametrize(("rule", "example"), CASES, ids=[f"{r.id}: {e.name}" for r, e in CASES])
def test_a_rule_finds_what_its_example_says(rule: Rule, example: Example) -> None:
    found = play(rule, example)
    wanted = expected(example)
    assert [f.subject for f in found] == [row["subject"] for row in wanted]
    for finding, row in zip(found, wanted, strict=True):
        assert said(finding, row) == {key: plain(value) for key, value in row.items()}
        assert "可能涉及" in finding.explanation
        if rule.family in SPOKEN:
            assert not MACHINE_LIKE.search(finding.explanation), finding.explanation


LOOKED = [(rule, example) for rule, example in CASES if example.judged is not None]


@pytest.mark.parametrize(("rule", "example"), LOOKED, ids=[f"{r.id}: {e.name}" for r, e in LOOKED])
def test_a_rule_says_where_it_judged_something_and_why_it_judged_nothing(
    rule: Rule, example: Example
) -> None:
    assert example.judged is not None
    assert judged(rule, example) == {place: sorted(words) for place, words in example.judged.items()}


def said(finding: Found, row: dict[str, object]) -> dict[str, object]:
    return {key: plain(getattr(finding, key)) for key in row}


def plain(value: object) -> object:
    return [str(part) for part in value] if isinstance(value, list | tuple) else str(value)


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_shows_a_hit_a_miss_and_the_lawful_exception(rule: Rule) -> None:
    assert {"hit", "miss", "lawful"} <= {example.kind for example in examples_of(rule)}
    for example in examples_of(rule):
        assert bool(example.expect) == (example.kind == "hit"), example.name
