"""The blind-spot map of a run for its report: every county by circumstance, and which table hides what."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mingjian.exchange.divisions import name_of
from mingjian.law import measures
from mingjian.screening.coverage import BY_NATURE, NOT_RUN, SEEN_WORDS, Seen
from mingjian.screening.reports import owners
from mingjian.screening.reports.words import Language, in_language
from mingjian.wording import Text

COVERAGE = "coverage.csv"
COLON, SEMICOLON = Text("：", ": "), Text("；", "; ")
SIGNS = {Seen.DATA: "●", Seen.LOG: "◐", Seen.INSPECTION: "○", Seen.NONE: "×"}


@dataclass(frozen=True)
class Cell:
    """One circumstance in one county: a sign, a style, and what to say when one points at it."""

    sign: str
    style: str
    told: str


@dataclass(frozen=True)
class Hidden:
    """A table that hides elements: what is wrong with it, which elements in how many counties, who owes it."""

    table: str
    reason: str
    owner: str
    elements: tuple[str, ...]
    counties: int


@dataclass(frozen=True)
class BlindSpots:
    """The map for a page: heads and rows of signs, the tables that hide something, what no row of data shows."""

    cites: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]
    hidden: tuple[Hidden, ...]
    by_nature: tuple[tuple[str, tuple[str, ...]], ...]
    legend: tuple[tuple[str, str, str], ...]
    in_part: bool


@dataclass(frozen=True)
class Told:
    """One reason of a row of coverage.csv, in the language of the page."""

    why: str
    table: str
    words: str


@dataclass(frozen=True)
class Row:
    """One row of coverage.csv, as far as a page needs it."""

    circumstance: str
    element: str
    county: str
    seen: Seen
    reasons: tuple[Told, ...]


def blind_spots(folder: Path, providers: Mapping[str, str], language: Language = "zh") -> BlindSpots | None:
    """The map that stands in a run folder; None where it has none."""
    path = folder / COVERAGE
    if not path.is_file():
        return None
    rows = _rows(path, language)
    wholes = {(row.circumstance, row.county): row for row in rows if not row.element}
    parts = [row for row in rows if row.element and row.seen in (Seen.INSPECTION, Seen.NONE)]
    cites = measures.circumstances()
    counties = sorted({county for _, county in wholes})
    return BlindSpots(
        cites,
        tuple(
            (
                name_of(county),
                name_of(county[:4]),
                tuple(_cell(wholes[cite, county], language) for cite in cites),
            )
            for county in counties
        ),
        _hidden(parts, providers, language),
        _by_nature(parts),
        tuple((SIGNS[seen], str(seen), in_language(SEEN_WORDS[seen], language)) for seen in Seen),
        any(reason.why == NOT_RUN for row in rows for reason in row.reasons),
    )


def _rows(path: Path, language: Language) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                row["circumstance"],
                row["element"],
                row["division"],
                Seen(row["seen"]),
                tuple(
                    Told(each["why"], each["table"], in_language(Text(each["zh"], each["en"]), language))
                    for each in json.loads(row["reasons"] or "[]")
                ),
            )
            for row in csv.DictReader(file)
        ]


def _cell(row: Row, language: Language) -> Cell:
    words = in_language(SEEN_WORDS[row.seen], language)
    colon, mark = in_language(COLON, language), in_language(SEMICOLON, language)
    reasons = mark.join(dict.fromkeys(reason.words for reason in row.reasons))
    told = f"{row.circumstance} {words}" + (f"{colon}{reasons}" if reasons else "")
    return Cell(SIGNS[row.seen], str(row.seen), told)


def _hidden(parts: Sequence[Row], providers: Mapping[str, str], language: Language) -> tuple[Hidden, ...]:
    """Tables with the elements that they hide, the most first; a table owed for several reasons stands once."""
    found: dict[str, list[Row]] = {}
    for row in parts:
        if not any(reason.why == BY_NATURE for reason in row.reasons):
            for table in dict.fromkeys(reason.table for reason in row.reasons if reason.table):
                found.setdefault(table, []).append(row)
    ranked = sorted(found.items(), key=lambda item: (-len({row.element for row in item[1]}), item[0]))
    return tuple(
        Hidden(
            in_language(owners.table_title(table), language),
            next(reason.words for reason in rows[0].reasons if reason.table == table),
            in_language(owners.owner(table, providers), language),
            tuple(dict.fromkeys(row.element for row in rows)),
            len({row.county for row in rows}),
        )
        for table, rows in ranked
    )


def _by_nature(parts: Sequence[Row]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What no row of data shows anywhere, with the elements: the same reason stands once."""
    found: dict[str, dict[str, None]] = {}
    for row in parts:
        if row.reasons and row.reasons[0].why == BY_NATURE:
            found.setdefault(row.reasons[0].words, {})[row.element] = None
    return tuple((reason, tuple(elements)) for reason, elements in found.items())
