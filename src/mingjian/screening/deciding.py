"""Where a rule can decide, and the rows of answers.csv that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mingjian.screening.answers import Answer, Inventory
from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import Session
from mingjian.screening.judging import look, unjudged_at
from mingjian.screening.obstacles import (
    Obstacle,
    incomplete_extract,
    looked_at_in_part,
    missing_local,
    no_calendar,
    too_few_counties,
)
from mingjian.screening.order import Order
from mingjian.screening.reading import counts_working_days

REGION = 2
"""Digits of the code of a region: whoever looks at less does not see all the counties that a rule compares."""


@dataclass(frozen=True)
class Verdict:
    """Whether a rule can decide in one place: no obstacles, or why not.

    `notes` do not stop it, but nothing is ruled out where there are any; `remarks` say what else it did not judge.
    """

    rule: str
    place: str
    obstacles: tuple[Obstacle, ...]
    notes: tuple[Obstacle, ...]
    remarks: tuple[Obstacle, ...] = ()

    @property
    def sees(self) -> bool:
        """Whether the rule would find what there is, so that its silence says something."""
        return not self.obstacles and not self.notes


@dataclass(frozen=True)
class AnswerRow:
    """One row of answers.csv: beside a finding or `none`, `reasons` are what else was not judged."""

    rule: str
    division: str
    answer: Answer
    count: int
    reasons: tuple[Obstacle, ...] = ()


def decide(connection: Session, inventory: Inventory, rule: Rule, order: Order) -> list[Verdict]:
    """The verdict of the rule for each county (or league) of the scope; its parameters stand in p."""
    everywhere = tuple(inventory.obstacles(rule)) or _incomparable(connection, inventory, rule, order)
    until = inventory.screened_until
    stale = tuple(inventory.stale(rule, until)) if until and not everywhere else ()
    # Households known only from their payments are compared all the same, but nothing can be ruled out for them.
    unlisted = tuple(inventory.missing("households"))
    uncounted = _uncounted(rule, order)
    verdicts = []
    looked = () if everywhere else look(connection, rule)
    complete, documents = _complete_extracts(connection, rule), _documents(connection, rule)
    for place in inventory.leagues if rule.level == "league" else inventory.counties:
        obstacles = everywhere or tuple(_incomplete(rule, place, complete))
        obstacles = obstacles or tuple(inventory.place_obstacles(rule, place))
        if not obstacles and rule.level == "county":
            obstacles = tuple(inventory.county_obstacles(rule, place))
        below = [(p, code) for p, code in documents if code.startswith(place)]
        above = [(p, code) for p, code in documents if place.startswith(code)]
        obstacles = obstacles or _undocumented(rule, above + below)
        partly = () if obstacles else _undocumented(rule, above)
        partly += _seen_in_part(rule, place, order)
        unjudged, remarks = unjudged_at(rule, looked, place)
        notes = unlisted + stale + uncounted + partly + unjudged
        verdicts.append(Verdict(rule.id, place, obstacles, notes, remarks))
    return verdicts


def _seen_in_part(rule: Rule, place: str, order: Order) -> tuple[Obstacle, ...]:
    """A run limited to less than a league finds nothing about the whole of it, and so rules nothing out."""
    whole = rule.level != "league" or order.scope.holds(place)
    return () if whole else (looked_at_in_part(order.scope.division),)


def _incomparable(
    connection: Session, inventory: Inventory, rule: Rule, order: Order
) -> tuple[Obstacle, ...]:
    """What keeps a rule that compares counties from doing so: a run limited to some of them, or too few lists."""
    if not rule.compares:
        return ()
    if order.scope.household_id is not None or len(order.scope.division) > REGION:
        return (looked_at_in_part(order.scope.division),)
    counties, households = rule.compares
    asked = connection.execute(
        f"SELECT p.division, coalesce(p.{counties}, 0), coalesce(p.{households}, 0) FROM run "
        "JOIN p ON run.as_of BETWEEN p.from_on AND p.to_on WHERE p.division IN (SELECT county FROM answering)"
    ).fetchall()
    asked = [row for row in asked if row[0] in inventory.listed]
    least, size = (max((int(row[place]) for row in asked), default=0) for place in (1, 2))
    counted = sum(inventory.listed[county] >= enough for county, _, enough in asked)
    return (too_few_counties(counted, least, size),) if counted < max(least, 1) else ()


def _uncounted(rule: Rule, order: Order) -> tuple[Obstacle, ...]:
    """Nothing is ruled out by a rule that counts working days in a year without an official calendar."""
    year = order.as_of.year
    return (no_calendar(year),) if counts_working_days(rule) and year not in order.calendar.years else ()


def _complete_extracts(connection: Session, rule: Rule) -> list[tuple[str, str]]:
    """(table, division) of the extracts that are declared complete, where the rule asks for that."""
    if not rule.needs_complete:
        return []
    return connection.execute("SELECT table_name, division FROM extracts WHERE complete").fetchall()


def _incomplete(rule: Rule, place: str, complete: Sequence[tuple[str, str]]) -> list[Obstacle]:
    return [
        incomplete_extract(name)
        for name in rule.needs_complete
        if not any(name == table and place.startswith(division) for table, division in complete)
    ]


def _documents(connection: Session, rule: Rule) -> list[tuple[str, str]]:
    """(parameter, division) of the local documents about the rule in force on the day of the run."""
    if not rule.needs_local:
        return []
    return connection.execute(
        "SELECT parameter, division FROM raw.local_rules, run WHERE rule = ? AND from_day <= run.as_of",
        [rule.id],
    ).fetchall()


def _undocumented(rule: Rule, documents: Sequence[tuple[str, str]]) -> tuple[Obstacle, ...]:
    """The parameters of `needs_local` that none of the documents sets."""
    told = {parameter for parameter, _ in documents}
    missing = [name for name in rule.needs_local if name not in told]
    return (missing_local(rule, missing),) if missing else ()


def answer_rows(rule: Rule, verdicts: Sequence[Verdict], counts: Mapping[str, int]) -> list[AnswerRow]:
    """The answers of a rule: a finding outweighs an obstacle; nothing found on stale data is not 'none'.

    A place that owes no answer but has findings (a league's budget, an office of the region) gets a row as well.
    """
    rows = []
    for v in verdicts:
        count = counts.get(v.place, 0)
        if count:
            rows.append(AnswerRow(rule.id, v.place, "findings", count, v.notes + v.remarks))
        elif v.obstacles or v.notes:
            rows.append(AnswerRow(rule.id, v.place, "cannot_decide", 0, v.obstacles or v.notes))
        else:
            rows.append(AnswerRow(rule.id, v.place, "none", 0, v.remarks))
    owing = {v.place for v in verdicts}
    beside = sorted(place for place in counts if place and place not in owing)
    return rows + [AnswerRow(rule.id, place, "findings", counts[place]) for place in beside]
