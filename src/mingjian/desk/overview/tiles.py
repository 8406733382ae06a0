"""The map: the parts of a place as tiles, coloured by what the reader asks; the figures stand in a table beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Substr

from mingjian.desk.cases import queries as cases
from mingjian.desk.cases.states import ENDED
from mingjian.desk.core.place_tree import deeper, roots
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.models import WATCHERS
from mingjian.desk.duties.states import State as DutyState
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.states import State as FindingState
from mingjian.desk.people import jurisdiction
from mingjian.desk.people.officers import Officer
from mingjian.exchange import divisions
from mingjian.wording import Text

SHADES = 4
Rows = Callable[[Officer], QuerySet[Any]]


@dataclass(frozen=True)
class Measure:
    """What a map may show: its rows, the column with their place, what is counted, where exactly these rows stand.

    `list` is the address to which the code of a place is added.
    """

    words: Text
    rows: Rows
    place: str
    number: Count | Sum
    list: str
    is_money: bool = False


def _open_findings(officer: Officer) -> QuerySet[Any]:
    return findings.findings(officer).exclude(state=FindingState.SETTLED)


def _open_cases(officer: Officer) -> QuerySet[Any]:
    return cases.cases(officer).exclude(state__in=ENDED)


def _late(officer: Officer) -> QuerySet[Any]:
    return duties.below(officer).filter(state=DutyState.RUNNING, due_on__lt=officer.on)


MEASURES: Mapping[str, Measure] = {
    "findings": Measure(
        Text("未办结线索（条）", "open findings"), _open_findings, "division", Count("pk"), "/places/"
    ),
    "yuan": Measure(
        Text("未办结线索涉及金额（元）", "yuan in open findings"),
        _open_findings,
        "division",
        Sum("fen"),
        "/places/",
        is_money=True,
    ),
    "settled": Measure(
        Text("已有结论的线索（条）", "settled findings"),
        lambda officer: findings.findings(officer).filter(state=FindingState.SETTLED),
        "division",
        Count("pk"),
        "/findings?state=settled&place=",
    ),
    "cases": Measure(
        Text("在办核查件（件）", "open cases"), _open_cases, "division", Count("pk"), "/places/"
    ),
    "owed": Measure(
        Text("未补齐的欠报数据（项）", "owed tables"),
        lambda officer: findings.owed_tables(officer).filter(supplied_on__isnull=True).exclude(table=""),
        "division",
        Count("pk"),
        "/findings/owed?place=",
    ),
    "late": Measure(
        Text("超期义务（件）", "late duties"), _late, "place", Count("pk"), "/duties/below?colour=red&place="
    ),
}


def measures_of(officer: Officer) -> Mapping[str, Measure]:
    """What she may ask: late duties only who watches over those below."""
    watches = officer.has(*WATCHERS)
    return {name: measure for name, measure in MEASURES.items() if watches or name != "late"}


@dataclass(frozen=True)
class Tile:
    """A place of the map: its value, and how dark it is from 0 (nothing) to SHADES."""

    code: str
    name: str
    value: float
    shade: int


def tiles(officer: Officer, measure: Measure, place: str) -> list[Tile]:
    """The parts of a place that are the reader's, each with what she may see there.

    Beside the parts of her own place stand the places elsewhere that her office answers for.
    """
    places = jurisdiction.places_of(officer)
    beside = (
        [code for code in roots(places) if not code.startswith(place)] if place == officer.division else []
    )
    part = Substr(measure.place, 1, max([deeper(place), *(len(code) for code in beside)]))
    inside = Q(pk__in=[])
    for code in (place, *beside):
        inside |= Q(**{f"{measure.place}__startswith": code})
    groups = (
        measure.rows(officer)
        .filter(inside)
        .order_by()
        .annotate(tile=part)
        .values_list("tile")
        .annotate(number=measure.number)
    )
    parts = {code: (number or 0) / (100 if measure.is_money else 1) for code, number in groups}

    def value(code: str) -> float:
        return sum(number for part, number in parts.items() if part.startswith(code))

    below = [code for code in divisions.children(place) if places.holds(code) or value(code)]
    found = {code: value(code) for code in [*below, *beside]}
    most = max(found.values(), default=0)
    return [Tile(code, divisions.name_of(code), v, _shade(v, most)) for code, v in found.items()]


def _shade(value: float, most: float) -> int:
    """Nothing is 0; the rest is cut into equal parts of the largest."""
    return 0 if value <= 0 else min(SHADES, 1 + int(SHADES * value / most - 1e-9))
