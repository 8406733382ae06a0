"""Which of the two national procedures applies, by the day an application was accepted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from mingjian.law.texts import OPEN_END, load, text_of
from mingjian.wording import Text


class Regime(StrEnum):
    """A: the procedure of 2012 (Minfa 220); B: that of 2021 (Minfa 57)."""

    A = "A"
    B = "B"


@dataclass(frozen=True)
class Procedure:
    """One procedure, its instrument and the days of acceptance it holds for, both included."""

    regime: Regime
    title: Text
    instrument: str
    from_on: date
    until_on: date
    note: Text


@dataclass(frozen=True)
class Difference:
    """A point in which the two procedures differ."""

    point: Text
    a: Text
    b: Text


def regime(accepted_on: date) -> Regime:
    """The procedure for an application accepted on that day; before A began, A as the nearest one."""
    return Regime.B if accepted_on >= procedures()[Regime.B].from_on else Regime.A


@cache
def procedures() -> dict[Regime, Procedure]:
    """Both procedures."""
    entries = load("procedures.toml")["procedures"]
    return {
        Regime(e["id"]): Procedure(
            Regime(e["id"]),
            text_of(e["title"]),
            e["instrument"],
            e["from"],
            e.get("until", OPEN_END),
            text_of(e["note"]),
        )
        for e in entries
    }


@cache
def differences() -> tuple[Difference, ...]:
    """The points in which they differ."""
    entries = load("procedures.toml")["differences"]
    return tuple(Difference(text_of(e["point"]), text_of(e["A"]), text_of(e["B"])) for e in entries)
