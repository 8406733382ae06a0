"""Questions for counties: what a run lets one ask a household, put to its county alone."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from operator import attrgetter
from uuid import UUID, uuid4

from mingjian.desk.core import bulk
from mingjian.desk.core.actions import action
from mingjian.desk.core.actor import Actor
from mingjian.desk.findings import engine, policies
from mingjian.desk.findings.actions.loading import COUNTY, erased_again, every_finding
from mingjian.desk.findings.engine import Found
from mingjian.desk.findings.models import Asked, Question, Run
from mingjian.wording import Text

QUESTION_TEXT = 400


@dataclass(frozen=True)
class Asking:
    """What a finding lets one ask about a household; `one` is the finding where its months are this household's."""

    finding_id: str
    household: str
    division: str
    ask: Text
    one: Found | None

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same question: the household and the words."""
        return self.household, _digest(self.ask.zh)


@cache  # there are as many as rules that ask
def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(slots=True)
class Fresh:
    """A question that is put for the first time; its fields are columns of Question."""

    household: str
    digest: str
    county: str
    division: str
    ask_zh: str
    ask_en: str
    months: dict[str, int]
    first: date | None
    last: date | None
    fen: int | None
    id: UUID = field(default_factory=uuid4)
    stage: str = Question.Stage.OPEN
    answered_on: date | None = None


FRESH = ("id", *(each.name for each in fields(Fresh) if each.name != "id"))


@action("findings.ask_counties", may=policies.may_load_part)
def ask_counties(run: Run, by: Actor, *, found: Sequence[Found], silent: frozenset[str]) -> None:
    """Put the household's question alone to the county: months, money, what to ask; no clause, officer or source.

    `silent` holds the households about which a question could warn an officer: their counties are asked nothing.
    """
    gone = erased_again(found)
    asking = [one for each in found if each.finding_id not in gone for one in _askings(each, silent)]
    households = {one.household for one in asking}
    known = _questions(households)
    fresh: dict[tuple[str, str], Fresh] = {}
    changed: dict[tuple[str, str], Question] = {}
    for one in asking:
        if one.key in known:
            if _takes_in(known[one.key], one.one):
                changed[one.key] = known[one.key]
        elif one.key in fresh:
            _takes_in(fresh[one.key], one.one)
        else:
            fresh[one.key] = _new_question(one)
    # Whoever loads another run meanwhile may have asked the same: theirs then stands.
    bulk.insert_values(
        Question,
        FRESH,
        map(attrgetter(*FRESH), fresh.values()),
        skip_known=True,
        same={"asked_on": run.as_of},
    )
    for question in changed.values():
        question.save()
    rows = Question.objects.filter(household__in=households).values_list("household", "digest", "pk")
    put = {(household, digest): pk for household, digest, pk in rows}
    _note_asked([(one.finding_id, put[one.key]) for one in asking])


def _per_household(one: Found) -> tuple[str, ...]:
    if len(one.divisions) == len(one.households):
        return one.divisions
    return (one.divisions[0] if len(set(one.divisions)) == 1 else "",) * len(one.households)


def _note_asked(putting: Sequence[tuple[str, UUID]]) -> None:
    rows = every_finding().filter(finding_id__in={finding for finding, _ in putting}, erased_on__isnull=True)
    keys = dict(rows.values_list("finding_id", "pk"))
    pairs = [(keys[finding], question) for finding, question in putting]
    bulk.insert_values(Asked, ("finding_id", "question_id"), pairs, skip_known=True)


def _askings(found: Found, silent: frozenset[str]) -> Iterator[Asking]:
    ask = engine.ask_of(found.rule)
    if ask is None or silent.intersection(found.households):
        return
    one = found if len(found.households) == 1 else None
    for household, division in zip(found.households, _per_household(found), strict=True):
        if len(division) >= COUNTY:
            yield Asking(found.finding_id, household, division, ask, one)


def _questions(households: set[str]) -> dict[tuple[str, str], Question]:
    return {(row.household, row.digest): row for row in Question.objects.filter(household__in=households)}


def _new_question(asking: Asking) -> Fresh:
    one = asking.one
    return Fresh(
        household=asking.household,
        digest=asking.key[1],
        county=asking.division[:COUNTY],
        division=asking.division,
        ask_zh=asking.ask.zh[:QUESTION_TEXT],
        ask_en=asking.ask.en[:600],
        months=dict(one.months) if one else {},
        first=one.first if one else None,
        last=one.last if one else None,
        fen=one.fen if one else None,
    )


def _takes_in(question: Question | Fresh, one: Found | None) -> bool:
    """Add the months of another finding to a question, which opens it again; False where it holds them already."""
    months: Mapping[str, int] = one.months if one else {}
    merged = {month: max(question.months.get(month, 0), fen) for month, fen in months.items()}
    every = {**question.months, **merged}
    if every == question.months:
        return False
    question.months, question.fen = every, sum(every.values())
    question.first = _earlier(question.first, one.first if one else None)
    question.last = _later(question.last, one.last if one else None)
    question.stage, question.answered_on = Question.Stage.OPEN, None
    return True


def _earlier(a: date | None, b: date | None) -> date | None:
    return min(filter(None, (a, b)), default=None)


def _later(a: date | None, b: date | None) -> date | None:
    return max(filter(None, (a, b)), default=None)
