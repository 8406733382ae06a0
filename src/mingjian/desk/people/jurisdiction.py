"""Whose place it is: the prefix of the code is only the default, and what was written about a place overrides it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from mingjian.desk.core import prepared, remembered
from mingjian.desk.people.models.places import Responsibility, in_force
from mingjian.desk.people.officers import Officer
from mingjian.exchange import divisions

WHOLE_REGION = "15"


@dataclass(frozen=True)
class Rule:
    """One line of who answers for a place: the offices of the levels above it, empty where the prefix says it."""

    division: str
    township: str
    county: str
    league: str

    def given(self, level: divisions.Level) -> str:
        """The lowest place named that is of that level or below it; empty where only higher ones are named."""
        named = {"league": (self.township, self.county, self.league), "county": (self.township, self.county)}
        exact = {"league": self.league, "county": self.county, "township": self.township}.get(level, "")
        return exact or next(filter(None, named.get(level, ())), "")


@dataclass(frozen=True)
class Answering:
    """Who answers for which place on one day."""

    rules: tuple[Rule, ...]

    def office_place(self, place: str, level: divisions.Level) -> str:
        """The place of a level whose offices answer for a place; empty where the place lies above that level."""
        digits = _digits(level)
        if len(place) < digits:
            return ""
        for rule in sorted(self.rules, key=lambda rule: len(rule.division), reverse=True):
            if place.startswith(rule.division) and rule.given(level):
                return self._answer(rule, level)
        return place[:digits]

    def _answer(self, rule: Rule, level: divisions.Level) -> str:
        """What a rule says of a level: the place it names, or who answers for the lower place that it names."""
        named = rule.given(level)
        if len(named) <= _digits(level):
            return named
        # Without this rule, so that two places that name each other end somewhere.
        others = Answering(tuple(other for other in self.rules if other != rule))
        return others.office_place(named, level)

    def places_of(self, division: str) -> "Places":
        """The places that the offices of a place answer for."""
        level = divisions.level(division)
        if level in ("region", "village"):
            return Places(((division, True),))
        turns = [
            (rule.division, self._answer(rule, level) == division)
            for rule in self.rules
            if rule.given(level) and len(rule.division) >= len(division)
        ]
        return Places(((division, True), *sorted(turns, key=lambda turn: len(turn[0]))))


@dataclass(frozen=True)
class Places:
    """A set of places as prefixes, the shorter first; of those that fit a code the longest decides."""

    turns: tuple[tuple[str, bool], ...]

    def holds(self, code: str) -> bool:
        """Whether a place is among them."""
        fitting = [mine for prefix, mine in self.turns if code.startswith(prefix)]
        return bool(fitting) and fitting[-1]

    def q(self, column: str = "division") -> Q:
        """The condition that a column with a code is among them."""
        found = Q(pk__in=[])
        for prefix, mine in self.turns:
            inside = Q(**{f"{column}__startswith": prefix})
            found = found | inside if mine else found & ~inside
        return found


def answering(on: date) -> Answering:
    """Who answers for which place on a day."""
    return Answering(tuple(Rule(*(code or "" for code in row)) for row in prepared.rows_of(_rules, on)))


def _rules(on: date) -> QuerySet[Responsibility, tuple[Any, ...]]:
    every = Responsibility.objects.filter(in_force(on)).order_by("division_id", "from_day", "pk")
    return every.values_list("division_id", "township_id", "county_id", "league_id")


def places_of(officer: Officer) -> Places:
    """The places that her office answers for on her day; asked once for an officer, who is made anew for a request."""
    known = officer.__dict__.get("places")
    if not isinstance(known, Places):
        known = _answering(officer.on).places_of(officer.division)
        officer.__dict__["places"] = known
    return known


def _answering(on: date) -> Answering:
    """As `answering`; until a request opens an act it has it kept until the next one."""
    if not remembered.is_reading():
        return answering(on)
    return remembered.until_next_act(("who answers for which place", on), lambda: answering(on))


def above(place: str) -> str:
    """The place whose level stands above; the region stands above itself."""
    return divisions.parent(place) or WHOLE_REGION


def highest(places: Iterable[str]) -> str:
    """Of places one above the other, the highest."""
    return min(places, key=len)


def _digits(level: divisions.Level) -> int:
    return next(digits for digits, name in divisions.LEVELS.items() if name == level)
