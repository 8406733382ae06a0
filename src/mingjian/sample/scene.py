"""What the planted scenes and the base of the sample agree on: a scene, its rows, and the stage it plays on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from mingjian.sample.standards import monthly_standard

Value = str | int | Decimal | date | bool | None
"""One cell: text, whole number, yuan, day (or moment: a datetime is a date), yes or no, unknown.

A month is its first day, an identity number its 18 characters, a division code its significant digits.
"""

Rows = dict[str, list[dict[str, object]]]
"""Table -> rows; a row maps column names of the data standard to `Value`; a column left out is empty."""

SCENE_ADDRESS_CODES = ("159950", "159999")
"""Identity numbers of scenes begin with an address code in this range, those of the base below it (159901 on)."""

SCENE_ACCOUNTS = "62999"
"""Accounts of scenes begin with these digits, those of the base with 62991."""


@dataclass(frozen=True)
class Scene:
    """One planted situation: a violation that a rule must find, or a look-alike that it must leave alone.

    `subject_kind` and `subject_id` are those of the finding (contracts: the subject of each kind); `clauses`
    are those the finding must name, empty for a look-alike and for rules about the quality of data.
    """

    rule: str
    kind: Literal["violation", "look_alike"]
    subject_kind: str
    subject_id: str
    clauses: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class Stage:
    """Where and when scenes may play.

    `villages`: ordinary villages (12 digits) whose county the base pays every month: a household put there
    belongs to the county's ordinary batch (`batch_of`); the base counts these batches after the scenes have been
    added, so that they still agree with the payments. `empty_villages`: villages of such counties without any
    household of the base. `empty_counties`: counties (6 digits) with nothing of the base, no standards, batches,
    officers or payments either: a scene there brings them itself, price subsidies after `trigger_months` too.
    `spare_counties`: counties of other leagues, by the family of rules that may take them, with nothing of the base
    but the short ledgers (`sample.ledgers`): standards, prices, lawful oversight, the platform; of these a scene
    replaces those of a place and table of which it brings a row itself.
    `per_rule`: how many scenes of each kind a rule gets.
    """

    seed: int
    first_month: date
    last_month: date
    as_of: date
    villages: tuple[str, ...]
    empty_villages: tuple[str, ...]
    empty_counties: tuple[str, ...]
    per_rule: int
    trigger_months: tuple[date, ...] = ()
    spare_counties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def standard_of(self, county: str, area: str, month: date) -> Decimal:
        """Yuan per person and month in force in a county (6 digits) for an area (`urban`, `rural`)."""
        return monthly_standard(county, area, month)

    def batch_of(self, county: str, month: date) -> str:
        """The county's ordinary batch of allowances for a month."""
        return batch_id(county, month)

    def paid_on(self, month: date) -> date:
        """The day on which every ordinary batch of a month is credited: always before the tenth."""
        return month.replace(day=8)

    def price_months(self, months: Sequence[date]) -> tuple[date, ...]:
        """Those of the months in which the price index asks for a subsidy."""
        return tuple(month for month in months if month in self.trigger_months)


def batch_id(county: str, month: date) -> str:
    """The number of a county's ordinary batch for a month, the same in scenes and in the base."""
    return f"P{county}{month:%Y%m}"
