"""The duties of Article 6: who owes what, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mingjian.law.limits import Bound, Term, Unit, touched
from mingjian.law.texts import load, optional_text, text_of
from mingjian.wording import Text


@dataclass(frozen=True)
class Duty:
    """A duty such as `6(2)/inspections`: two a year at least; `limits` are ids of time limits that belong to it."""

    id: str
    provision: str
    who: Text
    duty: Text
    term: Term
    bound: Bound
    limits: tuple[str, ...]
    touches: tuple[str, ...]
    note: Text


@cache
def duties() -> tuple[Duty, ...]:
    """Every duty of Article 6, in the order of its items."""
    return tuple(_duty(entry) for entry in load("duties.toml")["duties"])


def duties_touching(cite: str) -> tuple[Duty, ...]:
    """The duties that a provision sets (`6(4)`) or that bear on it (`8(8)`)."""
    return tuple(duty for duty in duties() if touched(cite, (duty.provision, *duty.touches)))


def _duty(entry: Mapping[str, Any]) -> Duty:
    return Duty(
        id=entry["id"],
        provision=entry["provision"],
        who=text_of(entry["who"]),
        duty=text_of(entry["duty"]),
        term=Term(entry.get("number"), Unit(entry["unit"]), "", Text("", "")),
        bound=entry.get("bound", "at_most"),
        limits=tuple(entry.get("limits", ())),
        touches=tuple(entry.get("touches", ())),
        note=optional_text(entry, "note"),
    )
