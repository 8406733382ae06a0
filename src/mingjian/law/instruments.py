"""The instruments the Measures cite or work with, their days in force, and what replaced them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from mingjian.law.texts import OPEN_END, Sure, load, optional_text, text_of
from mingjian.wording import Refusal, Text

# How the first day of a period is known: read, only to the month or year, or from memory.
DatePrecision = Literal["read", "month", "year", "recalled"]


@dataclass(frozen=True)
class Relation:
    """This instrument replaces, amends or prevails over the instrument `to` from a day on."""

    kind: Literal["replaces", "amends", "prevails"]
    to: str
    on: date
    sure: Sure


@dataclass(frozen=True)
class Instrument:
    """A law, regulation or document; in force from `from_on` to `until_on`, both included (9999-12-31: open)."""

    id: str
    title: Text
    short: Text
    number: str
    issuer: Text
    role: str
    from_on: date
    until_on: date
    dates: DatePrecision
    sure: Sure
    sources: tuple[str, ...]
    note: Text
    relations: tuple[Relation, ...]

    def in_force(self, on: date) -> bool:
        """Whether the instrument is in force on that day."""
        return self.from_on <= on <= self.until_on


@dataclass(frozen=True)
class Basis:
    """An article of an instrument; `article` as it is cited, empty where it is not known."""

    instrument: str
    article: str

    @property
    def words(self) -> Text:
        """The basis as it is shown: short name and article."""
        short = instrument(self.instrument).short
        # Whether a number in brackets is a paragraph or an item stays open: the sources do not always say.
        spoken = re.sub(r"(\d+(?:–\d+)?)((?:\(\d+\))*)", r"第\1条\2", self.article.replace(", ", "、"))
        plain = not self.article[:1].isdigit()
        article = self.article if plain else f"Art. {self.article}"
        return Text(short.zh + (self.article if plain else spoken), f"{short.en} {article}".rstrip())


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument by id."""
    return {entry["id"]: _instrument(entry) for entry in load("instruments.toml")["instruments"]}


def instrument(name: str) -> Instrument:
    """The instrument of that id; Refusal where there is none."""
    found = instruments().get(name)
    if found is None:
        raise Refusal(
            f"没有依据“{name}”；用 mingjian law instruments 查看全部依据的编号。",
            f"There is no instrument '{name}'; mingjian law instruments lists their ids.",
        )
    return found


def instruments_in_force(on: date) -> tuple[Instrument, ...]:
    """The instruments in force on that day, in the order of the file."""
    return tuple(found for found in instruments().values() if found.in_force(on))


def successors(name: str) -> tuple[tuple[Relation, Instrument], ...]:
    """What replaces, amends or prevails over an instrument, oldest first."""
    found = [(r, i) for i in instruments().values() for r in i.relations if r.to == name]
    return tuple(sorted(found, key=lambda pair: pair[0].on))


@cache
def sources() -> Mapping[str, Text]:
    """Where the facts were read, by key."""
    return {entry["id"]: text_of(entry["title"]) for entry in load("instruments.toml")["sources"]}


def basis_of(entry: Mapping[str, str]) -> Basis:
    """A `{ instrument = …, article = … }` of a data file."""
    return Basis(entry["instrument"], entry["article"])


def grouped(bases: Iterable[Basis]) -> list[Text]:
    """Bases as they are shown, the articles of one instrument together."""
    articles: dict[str, list[str]] = {}
    for basis in bases:
        articles.setdefault(basis.instrument, []).append(basis.article)
    return [Basis(name, ", ".join(filter(None, listed))).words for name, listed in articles.items()]


def _instrument(entry: Mapping[str, Any]) -> Instrument:
    title = text_of(entry["title"])
    return Instrument(
        id=entry["id"],
        title=title,
        short=text_of(entry["short"]) if "short" in entry else title,
        number=entry.get("number", ""),
        issuer=optional_text(entry, "issuer"),
        role=entry["role"],
        from_on=entry["from"],
        until_on=entry.get("until", OPEN_END),
        dates=entry.get("dates", "read"),
        sure=Sure(entry["sure"]),
        sources=tuple(entry.get("source", "").split()),
        note=optional_text(entry, "note"),
        relations=tuple(
            Relation(r["kind"], r["to"], r["on"], Sure(r["sure"])) for r in entry.get("relations", [])
        ),
    )
