"""What a scene is played with: the stage, the registrar, the dice, and how it says what it planted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from mingjian.exchange.divisions import name_of
from mingjian.exchange.standard import tables
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.calendar import months_between
from mingjian.sample.scenes.registrar import Registrar

WRONGLY_APPROVED = ("8(6)", "9(3)")
WRONGLY_APPROVED_DEVOLVED = ("8(6)", "9(1)")
BECAME_INELIGIBLE_BY_INCOME = ("8(5)", "9(4)")
DEVOLVED_INELIGIBLE_BY_INCOME = ("8(5)",)
BECAME_INELIGIBLE_BY_PROPERTY = ("8(5)",)

SINCE_THE_NOTICE = date(2022, 11, 1)
"""Whole months under the notice of 2022-10-20: six months to stay after finding work, three to work in a death."""


class NoRoom(Exception):
    """The stage cannot hold this scene: its months are too few, or lie before the law that the scene turns on."""


def area_of(village: str) -> str:
    """`urban` where a residents' committee governs (居委会, 社区), else `rural`."""
    name = name_of(village)
    return "urban" if "居" in name or "社区" in name else "rural"


@dataclass(frozen=True)
class Play:
    """One scene about to be played for a rule; `village` is where it plays (12 digits)."""

    stage: Stage
    registrar: Registrar
    rng: Random
    rule: str
    village: str

    @property
    def county(self) -> str:
        return self.village[:6]

    @property
    def months(self) -> tuple[date, ...]:
        """Every month of the stage."""
        return months_between(self.stage.first_month, self.stage.last_month)

    def window(self, length: int, *, since: date = date.min, until: date = date.max) -> tuple[date, ...]:
        """Months in a row within [since, until] on one and the same standard, where any such stretch exists.

        NoRoom where the stage has not so many months there.
        """
        open_ = [month for month in self.months if since <= month <= until]
        if len(open_) < length:
            raise NoRoom(f"{length} months between {since} and {until}")
        rates = self.standards(open_)
        starts = range(len(open_) - length + 1)
        level = [n for n in starts if len(set(rates[n : n + length])) == 1]
        start = self.rng.choice(level or starts)
        return tuple(open_[start : start + length])

    def standards(self, months: Iterable[date]) -> list[Decimal]:
        """The standard of each month where the scene plays, yuan per person."""
        return [self.stage.standard_of(self.county, area_of(self.village), month) for month in months]

    def day_in(self, month: date, lowest: int = 5, highest: int = 24) -> date:
        """Some day of a month."""
        return month.replace(day=self.rng.randint(lowest, highest))

    def violation(self, kind: str, subject: str, clauses: tuple[str, ...], rows: Rows) -> Scene:
        """What this play's rule must find."""
        return Scene(self.rule, "violation", kind, subject, clauses, rows)

    def look_alike(self, kind: str, subject: str, rows: Rows) -> Scene:
        """What this play's rule must leave alone."""
        return Scene(self.rule, "look_alike", kind, subject, (), rows)


Act = Callable[[Play], Sequence[Scene]]
"""One scene by name: plays it, gives what it planted; the first scene carries the rows."""


@dataclass(frozen=True)
class Script:
    """The scenes of one rule, played in turn; a boundary case has a scene of its own."""

    violations: tuple[Act, ...]
    look_alikes: tuple[Act, ...]


def merged(*parts: Rows) -> Rows:
    """The rows of all parts; where two have the same key in a table, the first stays."""
    whole: dict[str, dict[tuple[object, ...], dict[str, object]]] = {}
    for part in parts:
        for table, rows in part.items():
            key = tables()[table].key
            for row in rows:
                whole.setdefault(table, {}).setdefault(tuple(row.get(column) for column in key), row)
    return {table: list(rows.values()) for table, rows in whole.items()}
