"""The tree of places beside a ledger: the reader's places, from hers down to the one looked at, with their counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mingjian.exchange import divisions
from mingjian.wording import Text


class Places(Protocol):
    """The places of a reader: prefixes that are hers or not, and whether a code is among them."""

    @property
    def turns(self) -> Sequence[tuple[str, bool]]:
        """Prefixes, the shorter first; of those that fit a code the longest decides."""

    def holds(self, code: str) -> bool:
        """Whether a place is hers."""


@dataclass(frozen=True)
class Sums:
    """What stands at a place: how many rows, how much, how many months."""

    count: int = 0
    fen: int = 0
    months: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.count + other.count, self.fen + other.fen, self.months + other.months)


@dataclass(frozen=True)
class Node:
    """A place of the tree; the code of the first one is empty: everything that the reader sees."""

    code: str
    name: str
    count: int
    depth: int
    is_here: bool


def deeper(place: str) -> int:
    """The digits of the places below one; those of the place itself where nothing lies below."""
    return next((digits for digits in divisions.LEVELS if digits > len(place)), max(divisions.LEVELS))


def part_digits(place: str, places: Places) -> int:
    """By how many digits rows are counted, so that what lies below a place and each root beside it gets its sum."""
    return max([deeper(place), *(len(code) for code in roots(places))])


def tree(home: str, places: Places, sums: Mapping[str, Sums], here: str) -> list[Node]:
    """The places to show: all, the way down to `here`, and what lies below it; each counted with all it holds."""
    tops = roots(places)
    is_one = tops == [home]
    name = divisions.name_of(home) if is_one else str(Text("全部地方", "All places"))
    nodes = [Node("", name, sum(part.count for part in sums.values()), 0, here == "")]
    nodes += _below(_children(home, places, sums) if is_one else tops, 1, places, sums, here)
    return nodes


def roots(places: Places) -> list[str]:
    """The places that are hers and lie in none of the others that are."""
    mine = [prefix for prefix, is_mine in places.turns if is_mine]
    return [code for code in mine if not any(code != other and code.startswith(other) for other in mine)]


def _children(code: str, places: Places, sums: Mapping[str, Sums]) -> list[str]:
    found = [child for child in divisions.children(code) if places.holds(child) or _count(child, sums)]
    digits = deeper(code)
    below = {part[:digits] for part in sums if part.startswith(code) and len(code) < digits <= len(part)}
    return found + sorted(below - set(found))


def _below(
    codes: Sequence[str], depth: int, places: Places, sums: Mapping[str, Sums], here: str
) -> Iterator[Node]:
    on_the_way = [code for code in codes if here.startswith(code)]
    for code in on_the_way or codes:
        yield Node(code, divisions.name_of(code), _count(code, sums), depth, here == code)
        if code in on_the_way:
            yield from _below(_children(code, places, sums), depth + 1, places, sums, here)


def _count(code: str, sums: Mapping[str, Sums]) -> int:
    return sum(part.count for prefix, part in sums.items() if prefix.startswith(code))
