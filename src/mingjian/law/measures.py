"""The Measures as data: 15 articles, their items, and the 28 circumstances of Articles 7–11 cut into elements."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from mingjian.law.cites import Cite, parse_cite
from mingjian.law.texts import load, text_of
from mingjian.wording import Refusal, Text

CIRCUMSTANCE_ARTICLES = range(7, 12)


class ElementKind(StrEnum):
    """The parts a circumstance is cut into, in this order."""

    WHO = "who"
    DUTY = "duty"
    ACT = "act"
    DAMAGE = "damage"
    THRESHOLD = "threshold"

    @property
    def words(self) -> Text:
        """What the part is called."""
        return ELEMENT_TITLES[self]


ELEMENT_TITLES = {
    ElementKind.WHO: Text("主体", "who"),
    ElementKind.DUTY: Text("职责", "duty"),
    ElementKind.ACT: Text("行为", "conduct"),
    ElementKind.DAMAGE: Text("后果", "consequence"),
    ElementKind.THRESHOLD: Text("程度", "degree"),
}


@dataclass(frozen=True)
class Element:
    """One element of a circumstance; `id` such as `8(5)/damage`."""

    id: str
    kind: ElementKind
    phrase: Text


@dataclass(frozen=True)
class Provision:
    """An article or an item of the Measures in our own short wording; never the official text.

    `spoken` is the Chinese cite (第八条第四项), `items` the cites of an article's items, `elements` empty outside
    the circumstances of Articles 7–11.
    """

    cite: str
    spoken: str
    chapter: Text
    title: Text
    wording: Text
    items: tuple[str, ...]
    elements: tuple[Element, ...]

    @property
    def article(self) -> int:
        """The number of the article the provision is or belongs to."""
        return int(self.cite.split("(")[0])


@dataclass(frozen=True)
class Pattern:
    """A word of 8(4) with its working meaning: from memory, not from a legal text."""

    term: Text
    meaning: Text


def provision(cite: str) -> Provision:
    """The article or item that `cite` names (`8(4)`, `第八条第四项`, `8(4)/act` gives the item).

    Refusal for a cite that the Measures do not have.
    """
    place = _place(cite)
    return _provisions()[str(Cite(place.article, place.item))]


def elements(cite: str) -> tuple[Element, ...]:
    """The elements of a circumstance, or the one that `8(4)/act` names; empty outside Articles 7–11."""
    place = _place(cite)
    found = provision(cite).elements
    return tuple(e for e in found if place.element in ("", e.kind))


def cites() -> tuple[str, ...]:
    """Every article and item in the order of the Measures: `1` … `7`, `7(1)` … `15`."""
    return tuple(_provisions())


def circumstances() -> tuple[str, ...]:
    """The cites of the 28 circumstances of Articles 7–11, in order."""
    return tuple(c for c, p in _provisions().items() if p.article in CIRCUMSTANCE_ARTICLES and "(" in c)


@cache
def patterns() -> tuple[Pattern, ...]:
    """The words of 8(4) (人情保, 拆户保, …) with their working meanings."""
    entries = load("measures.toml")["patterns"]
    return tuple(Pattern(text_of(e["term"]), text_of(e["meaning"])) for e in entries)


def measures_title() -> Text:
    """The short name of the Measures."""
    return text_of(load("measures.toml")["measures"]["title"])


@cache
def _provisions() -> dict[str, Provision]:
    data = load("measures.toml")
    chapters = {entry["number"]: text_of(entry["title"]) for entry in data["chapters"]}
    found: dict[str, Provision] = {}
    for entry in data["articles"]:
        article, items = Cite(entry["number"]), entry.get("items", [])
        chapter = chapters[entry["chapter"]]
        cites_of_items = tuple(str(Cite(article.article, item["number"])) for item in items)
        found[str(article)] = _provision(article, entry, chapter, cites_of_items)
        for item in items:
            with_subject = {**item, "who": entry["who"]} if "act" in item else item
            place = Cite(article.article, item["number"])
            found[str(place)] = _provision(place, with_subject, chapter, ())
    return found


def _provision(place: Cite, entry: Mapping[str, Any], chapter: Text, items: tuple[str, ...]) -> Provision:
    parts = tuple(
        Element(f"{place}/{kind}", kind, text_of(entry[kind]))
        for kind in ElementKind
        if "act" in entry and kind in entry
    )
    title, wording = text_of(entry["title"]), text_of(entry["wording"])
    return Provision(str(place), place.spoken, chapter, title, wording, items, parts)


@cache
def _place(cite: str) -> Cite:
    place = parse_cite(cite)
    if place is None:
        raise Refusal(
            f"看不懂条款“{cite}”；请写 8(4)、8(4)/act 或 第八条第四项，时限写编号，如 P-04。",
            f"'{cite}' is no cite; write 8(4), 8(4)/act or 第八条第四项, or the number of a time limit, such as P-04.",
        )
    article, known = str(place.article), _provisions()
    if article not in known:
        raise Refusal(
            f"办法没有第{place.article}条；共十五条，请写 1 至 15。",
            f"The Measures have no Article {place.article}; they have 15: write 1 to 15.",
        )
    found = known.get(str(Cite(place.article, place.item)))
    if found is None:
        raise _no_item(place, known[article])
    kinds = [str(element.kind) for element in found.elements]
    if place.element and place.element not in kinds:
        raise Refusal(
            f"{found.cite} 没有要素“{place.element}”；可写：{'、'.join(kinds) or '（本条没有要素）'}。",
            f"{found.cite} has no element '{place.element}'; it has: {', '.join(kinds) or 'none'}.",
        )
    return place


def _no_item(place: Cite, article: Provision) -> Refusal:
    if not article.items:
        return Refusal(
            f"{article.spoken}没有分项；请写 {article.cite}。",
            f"Article {article.cite} has no items; write {article.cite}.",
        )
    return Refusal(
        f"{article.spoken}没有第{place.item}项；请写 {article.items[0]} 至 {article.items[-1]}。",
        f"Article {article.cite} has no item {place.item}; write {article.items[0]} to {article.items[-1]}.",
    )
