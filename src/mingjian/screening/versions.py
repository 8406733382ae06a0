"""The lock of the rule texts: every text that a rule has had, in order, so that none changes without a new revision."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import pairwise

from mingjian.screening.catalogue import Rule
from mingjian.wording import Text

FILE = "versions.toml"
RETIRED = "retired"
"""What stands in the place of a version once the catalogue no longer holds the rule."""


@dataclass(frozen=True)
class Revision:
    """One text of a rule: its number from 1, the version (hash) of the text, the day, and what changed."""

    number: int
    version: str
    on: date
    change: str


Lock = Mapping[str, tuple[Revision, ...]]


@cache
def revisions() -> Lock:
    """The lock that stands beside the rules: every revision of every rule, the first one first."""
    return read_lock(resources.files("mingjian.rules").joinpath(FILE).read_text(encoding="utf-8"))


def read_lock(text: str) -> Lock:
    """A lock from its text."""
    entries = tomllib.loads(text)
    return {
        rule: tuple(Revision(e["revision"], e["version"], e["on"], e["change"]) for e in kept)
        for rule, kept in entries.items()
    }


def revision_of(rule: Rule, lock: Lock | None = None) -> Revision | None:
    """The revision that this text of the rule is; None for a text that was never locked."""
    kept = (revisions() if lock is None else lock).get(rule.id, ())
    return kept[-1] if kept and kept[-1].version == rule.version else None


def faults(rules: Mapping[str, Rule], lock: Lock, before: Lock | None = None) -> tuple[Text, ...]:
    """What is wrong with a lock: a text it does not name, a number left out, a revision of `before` written over."""
    return (
        *_unlocked(rules, lock),
        *_left_behind(rules, lock),
        *_misnumbered(lock),
        *(_written_over(lock, before) if before else ()),
    )


def _unlocked(rules: Mapping[str, Rule], lock: Lock) -> Iterator[Text]:
    for rule in rules.values():
        if revision_of(rule, lock) is None:
            yield Text(
                f"规则 {rule.id} 的文字或参数（{rule.version}）已改而版本未改；请用 tools/lock_rules.py 记一个新版本。",
                f"The text or a parameter of {rule.id} changed ({rule.version}) and its revision did not; lock a new "
                "revision with tools/lock_rules.py.",
            )


def _left_behind(rules: Mapping[str, Rule], lock: Lock) -> Iterator[Text]:
    for name, kept in lock.items():
        if name not in rules and (not kept or kept[-1].version != RETIRED):
            yield Text(
                f"版本记录中的规则 {name} 已不在目录中，也没有写明停用。",
                f"The lock names {name}, which the catalogue does not hold and which is not retired.",
            )


def _misnumbered(lock: Lock) -> Iterator[Text]:
    for name, kept in lock.items():
        twice = any(a.version == b.version for a, b in pairwise(kept))
        if twice or [each.number for each in kept] != list(range(1, len(kept) + 1)):
            yield Text(
                f"规则 {name} 的版本号不连续，或者相邻两版文字相同。",
                f"The revisions of {name} are not numbered 1, 2, 3, or two of them in a row have one text.",
            )


def _written_over(lock: Lock, before: Lock) -> Iterator[Text]:
    for name, kept in before.items():
        if lock.get(name, ())[: len(kept)] != kept:
            yield Text(
                f"规则 {name} 已登记的版本被改动或删除；已登记的版本只能续写。",
                f"A revision of {name} that was locked before is changed or gone; revisions are only added.",
            )


def with_changes(rules: Mapping[str, Rule], lock: Lock, *, on: date, change: str) -> Lock:
    """The lock with a new revision of every rule whose text it does not name yet, by rule."""
    told = dict(lock)
    for rule in rules.values():
        if revision_of(rule, lock) is None:
            kept = told.get(rule.id, ())
            told[rule.id] = (*kept, Revision(len(kept) + 1, rule.version, on, change))
    return {name: told[name] for name in sorted(told)}


def lock_text(lock: Lock) -> str:
    """The lock as its file holds it: a line per revision."""
    return HEAD + "".join(f"\n{name} = [\n{_lines(kept)}]\n" for name, kept in lock.items())


HEAD = """# Every text that a rule has had; written by tools/lock_rules.py, only ever added to. `version` is the hash
# that stands in findings and in run.json; a test fails where the text of a rule is not that of its last revision.
"""


def _lines(kept: Sequence[Revision]) -> str:
    return "".join(
        f'    {{ revision = {each.number}, version = "{each.version}", on = {each.on}, change = "{each.change}" }},\n'
        for each in kept
    )
