"""Which ties there are between persons, and what follows from two of them: the data of `data/kin.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple
from uuid import UUID

from mingjian.wording import Text


@dataclass(frozen=True)
class Tie:
    """A tie as it may be recorded; `turned` is the same from the other side; `words` are how registers say it."""

    id: str
    turned: str
    text: Text
    words: tuple[str, ...]


class Step(NamedTuple):
    """A relative's relative: from a person who is `so_far`, along a stored tie read forward (1) or back (0), `to`."""

    so_far: str
    tie: str
    forward: int
    to: str


# A parent is stored with the child, never the other way round; so with grandparents.
STORED = {"child": "parent", "grandchild": "grandparent"}
HIMSELF = "himself"


@cache
def _data() -> Mapping[str, object]:
    text = resources.files(__package__).joinpath("data/kin.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def ties() -> dict[str, Tie]:
    """The ties that can be recorded, by id."""
    rows: list[dict[str, object]] = _data()["tie"]  # type: ignore[assignment]
    made = [
        Tie(str(row["id"]), str(row["turned"]), Text(**row["text"]), tuple(row["words"]))  # type: ignore[arg-type]
        for row in rows
    ]
    return {tie.id: tie for tie in made}


@cache
def kinds(name: str) -> frozenset[str]:
    """The kinds of relatives of a set: `near` or `recusal`."""
    names: list[str] = _data()[name]  # type: ignore[assignment]
    return frozenset(names)


def tie_of_word(word: str) -> str | None:
    """The tie that a register means by a word; None where it may be any."""
    bare = word.strip()
    return next((tie.id for tie in ties().values() if bare in (tie.id, tie.text.zh, *tie.words)), None)


def canonical(person: UUID, relative: UUID, tie: str) -> tuple[UUID, UUID, str]:
    """The side from which a tie is stored: one for each pair, so that no two rows say different things of it."""
    if tie in STORED:
        return relative, person, STORED[tie]
    if tie == ties()[tie].turned and relative < person:
        return relative, person, tie
    return person, relative, tie


@cache
def steps() -> tuple[Step, ...]:
    """Every step from a person along a stored tie, from himself on."""
    table: dict[str, dict[str, str]] = _data()["steps"]  # type: ignore[assignment]
    whole = {HIMSELF: {tie: tie for tie in ties()}, **table}
    return tuple(step for so_far, row in whole.items() for step in _stored(so_far, row))


def _stored(so_far: str, row: Mapping[str, str]) -> Iterator[Step]:
    for tie, to in row.items():
        if tie == ties()[tie].turned:
            yield Step(so_far, tie, 1, to)
            yield Step(so_far, tie, 0, to)
        elif tie in STORED:
            yield Step(so_far, STORED[tie], 0, to)
        else:
            yield Step(so_far, tie, 1, to)
