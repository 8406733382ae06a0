"""From an item of the Measures to the provisions on sanctions to look at on a day, and the sanctions there are.

The law of the day of the act counts. The way from an item to a provision is this project's analysis, no legal text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from mingjian.law.instruments import Basis, basis_of, instrument
from mingjian.law.limits import touched
from mingjian.law.texts import OPEN_END, Sure, load, optional_text, text_of
from mingjian.wording import Text


@dataclass(frozen=True)
class SanctionProvision:
    """What a provision covers (`about`), its steps from light to heavy, and how sure each is."""

    basis: Basis
    about: Text
    about_sure: Sure
    steps: tuple[Text, ...]
    sure: Sure


@dataclass(frozen=True)
class Conduct:
    """A kind of conduct, the circumstances it may fall under, and the provisions to look at."""

    id: str
    clauses: tuple[str, ...]
    about: Text
    provisions: tuple[SanctionProvision, ...]
    note: Text


@dataclass(frozen=True)
class SanctionKind:
    """A sanction and its period in months (None: it has none)."""

    name: Text
    months: int | None


@dataclass(frozen=True)
class SanctionCatalogue:
    """The sanctions there are for a group of persons over a period, light to heavy."""

    covers: Text
    kinds: tuple[SanctionKind, ...]
    basis: tuple[Basis, ...]
    from_on: date
    until_on: date
    sure: Sure
    sources: tuple[str, ...]
    note: Text


@cache
def conducts() -> tuple[Conduct, ...]:
    """Every kind of conduct with all its provisions, of whatever period."""
    known = {(p.basis.instrument, p.basis.article): p for p in _provisions()}
    return tuple(_conduct(entry, known) for entry in load("sanctions.toml")["conduct"])


def conduct_of(cite: str, *, on: date) -> tuple[Conduct, ...]:
    """The kinds of conduct a circumstance may be, each with the provisions in force on the day of the act."""
    found = []
    for conduct in conducts():
        if touched(cite, conduct.clauses):
            alive = tuple(p for p in conduct.provisions if instrument(p.basis.instrument).in_force(on))
            found.append(Conduct(conduct.id, conduct.clauses, conduct.about, alive, conduct.note))
    return tuple(found)


@cache
def catalogues() -> tuple[SanctionCatalogue, ...]:
    """The sanctions by group of persons and period."""
    return tuple(_catalogue(entry) for entry in load("sanctions.toml")["kinds"])


def catalogues_in_force(on: date) -> tuple[SanctionCatalogue, ...]:
    """The sanctions there are for an act of that day."""
    return tuple(c for c in catalogues() if c.from_on <= on <= c.until_on)


@cache
def _provisions() -> tuple[SanctionProvision, ...]:
    return tuple(
        SanctionProvision(
            basis_of(entry),
            text_of(entry["about"]),
            Sure(entry["about_sure"]),
            tuple(text_of(step) for step in entry.get("steps", ())),
            Sure(entry["sure"]),
        )
        for entry in load("sanctions.toml")["provisions"]
    )


def _conduct(entry: Mapping[str, Any], known: Mapping[tuple[str, str], SanctionProvision]) -> Conduct:
    bases = [basis_of(p) for p in entry["provisions"]]
    provisions = tuple(known.get((b.instrument, b.article)) or _bare(b) for b in bases)
    about, note = text_of(entry["about"]), optional_text(entry, "note")
    return Conduct(entry["id"], tuple(entry.get("clauses", ())), about, provisions, note)


def _bare(basis: Basis) -> SanctionProvision:
    """A provision of which only the number is known here."""
    return SanctionProvision(basis, Text("", ""), Sure.ANALYSIS, (), instrument(basis.instrument).sure)


def _catalogue(entry: Mapping[str, Any]) -> SanctionCatalogue:
    return SanctionCatalogue(
        text_of(entry["covers"]),
        tuple(SanctionKind(text_of(kind), kind.get("months")) for kind in entry["kinds"]),
        tuple(basis_of(b) for b in entry["basis"]),
        entry["from"],
        entry.get("until", OPEN_END),
        Sure(entry["sure"]),
        tuple(entry.get("source", "").split()),
        optional_text(entry, "note"),
    )
