"""Who supplies which table: the organs of a place, or of those above it, that a notice or a letter can go to."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from mingjian.desk.duties.deadlines import Span
from mingjian.desk.findings import engine
from mingjian.desk.people.kinds import OrganKind
from mingjian.desk.people.models import Organ
from mingjian.desk.people.models.places import in_force
from mingjian.law.limits import Unit

# They hand in what others supply, so they may be asked for any table.
HANDING_IN = (OrganKind.INSTITUTION, OrganKind.CIVIL_AFFAIRS)
LEVELS = (6, 4, 2)


def days_to(what: str) -> Span:
    """How long a provider has to answer a `correction`, or to hand in what is `owed`."""
    return Span(int(_data()["days"][what]), Unit.WORKING_DAY)


def kinds_for(table: str) -> tuple[OrganKind, ...]:
    """The kinds of organs that supply a table, the likeliest first."""
    named = tuple(OrganKind(kind) for kind in _data()["tables"].get(table, ()))
    return tuple(dict.fromkeys((*named, *HANDING_IN)))


def organs_for(tables: Iterable[str], places: Iterable[str], *, on: date) -> list[Organ]:
    """The organs that may be asked for tables of some places: the likeliest kind first, then the nearest."""
    codes = {place[:digits] for place in places for digits in LEVELS if digits <= len(place)}
    order: dict[str, int] = {}
    for table in tables:
        for at, kind in enumerate(kinds_for(table)):
            order[kind] = min(at, order.get(kind, at))
    found = Organ.objects.filter(in_force(on), division_id__in=codes, kind__in=order)
    return sorted(
        found.select_related("division"),
        key=lambda organ: (order[organ.kind], -len(organ.division_id), organ.division_id, organ.name),
    )


def serves(organ: Organ, places: Iterable[str]) -> bool:
    """Whether all the places lie in that of the organ."""
    return all(place.startswith(organ.division_id) for place in places)


def table_names_without_provider() -> frozenset[str]:
    """The tables of the standard that nobody is said to supply: there should be none."""
    return frozenset(engine.table_names() - _data()["tables"].keys())


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("data", "providers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
