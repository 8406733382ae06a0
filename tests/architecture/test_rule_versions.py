"""Whoever changes the text of a rule or a parameter gives it a new revision; what was locked is never written over."""

import subprocess
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from mingjian.screening.catalogue import load_rules, read_rule
from mingjian.screening.versions import (
    FILE,
    faults,
    lock_text,
    read_lock,
    revision_of,
    revisions,
    with_changes,
)

LOCK = Path(__file__).parents[2] / "src" / "mingjian" / "rules" / FILE
DAY = date(2026, 12, 1)


def git(*words):
    """What git says of the history of the lock; empty where there is none to look at."""
    told = subprocess.run(["git", *words], cwd=LOCK.parent, capture_output=True, check=False)
    return "" if told.returncode else told.stdout.decode()


def locks_of_history():
    """The lock of every commit that changed it: also the last commit may have written over what stood before it."""
    for commit in git("log", "--format=%H", "--", FILE).split():
        lock = git("show", f"{commit}:./{FILE}")
        if lock:
            yield commit, read_lock(lock)


def test_every_rule_has_the_text_of_its_last_revision():
    assert [fault.en for fault in faults(load_rules(), revisions())] == []


def test_a_revision_that_was_ever_locked_stays_as_it_was():
    for commit, before in locks_of_history():
        assert [fault.en for fault in faults(load_rules(), revisions(), before)] == [], commit


@pytest.mark.parametrize(("file", "old", "new"), [
    ("rule.toml", 'name = "strong_after"\nvalue = 3', 'name = "strong_after"\nvalue = 4'),
    ("rule.sql", "d.died_m + d.grace", "d.died_m + d.grace + 1"),
    ("rule.toml", "登记于", "记载于"),
])  # fmt: skip
def test_a_changed_text_or_parameter_without_a_new_revision_is_a_fault(tmp_path, file, old, new):
    origin = resources.files("mingjian.rules").joinpath("deceased_paid")
    for name in ("rule.toml", "rule.sql"):
        text = origin.joinpath(name).read_text(encoding="utf-8")
        changed = text.replace(old, new) if name == file else text
        assert name != file or changed != text
        (tmp_path / name).write_text(changed, encoding="utf-8")
    rules = {**load_rules(), "deceased-paid": read_rule(tmp_path)}
    (fault,) = faults(rules, revisions())
    assert "deceased-paid" in fault.zh
    mended = with_changes(rules, revisions(), on=DAY, change="a longer time")
    assert faults(rules, mended, revisions()) == ()
    assert revision_of(rules["deceased-paid"], mended).number == len(revisions()["deceased-paid"]) + 1


def test_a_revision_written_over_left_out_or_left_behind_is_a_fault():
    lock, rules = revisions(), load_rules()
    first = lock["deposits"][0]
    other = {**lock, "deposits": (replace(first, change="another reason"), *lock["deposits"][1:])}
    assert "deposits" in faults(rules, other, lock)[0].en
    skipped = {**lock, "deposits": (*lock["deposits"][:-1], replace(lock["deposits"][-1], number=9))}
    assert "deposits" in faults(rules, skipped)[0].en
    gone = {name: rule for name, rule in rules.items() if name != "deposits"}
    assert "not retired" in faults(gone, lock)[0].en


def test_the_file_says_what_the_tool_would_write():
    assert lock_text(revisions()) == LOCK.read_text(encoding="utf-8")
