"""The blind-spot map of a run for its report: every county by circumstance, and which table hides what."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mingjian.exchange.divisions import name_of
from mingjian.law import measures
from mingjian.screening.coverage import BY_NATURE, NOT_RUN, SEEN_WORDS, Seen
from mingjian.screening.reports import owners
from mingjian.screening.reports.words import Language, in_language

COVERAGE = "coverage.csv"
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


Row = Mapping[str, str]


def blind_spots(folder: Path, providers: Mapping[str, str], language: Language = "zh") -> BlindSpots | None:
    """The map that stands in a run folder; None where it has none."""
    path = folder / COVERAGE
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wholes = {(row["circumstance"], row["division"]): row for row in rows if not row["element"]}
    parts = [row for row in rows if row["element"] and row["seen"] in (Seen.INSPECTION, Seen.NONE)]
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
        any(NOT_RUN in row["why"].split(";") for row in rows),
    )


def _cell(row: Row, language: Language) -> Cell:
    seen = Seen(row["seen"])
    said = in_language(SEEN_WORDS[seen], language)
    return Cell(
        SIGNS[seen],
        str(seen),
        f"{row['circumstance']} {said}" + (f"：{row['reason']}" if row["reason"] else ""),
    )


def _hidden(parts: Sequence[Row], providers: Mapping[str, str], language: Language) -> tuple[Hidden, ...]:
    """Tables with the elements that they hide, the most first; a table owed for several reasons stands once."""
    found: dict[str, list[Row]] = {}
    for row in parts:
        if BY_NATURE not in row["why"].split(";"):
            for table in filter(None, row["tables"].split(";")):
                found.setdefault(table, []).append(row)
    ranked = sorted(found.items(), key=lambda item: (-len({row["element"] for row in item[1]}), item[0]))
    return tuple(
        Hidden(
            in_language(owners.table_title(table), language),
            _about(table, rows[0]["reason"]),
            in_language(owners.owner(table, providers), language),
            tuple(dict.fromkeys(row["element"] for row in rows)),
            len({row["division"] for row in rows}),
        )
        for table, rows in ranked
    )


def _about(table: str, reason: str) -> str:
    """The part of a reason that speaks of the table."""
    return next((part for part in reason.split("；") if table in owners.tables_in(part)), reason)


def _by_nature(parts: Sequence[Row]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What no row of data shows anywhere, with the elements: the same reason stands once."""
    found: dict[str, dict[str, None]] = {}
    for row in parts:
        if row["why"].split(";")[0] == BY_NATURE:
            found.setdefault(row["reason"].split("；")[0], {})[row["element"]] = None
    return tuple((reason, tuple(elements)) for reason, elements in found.items())
