"""Days of a case that follow from other days: how long a step may take, when a closed case is tested again."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from mingjian.desk.cases.states import Step
from mingjian.desk.duties.deadlines import Span
from mingjian.law.limits import Unit
from mingjian.law.texts import OPEN_END
from mingjian.wording import Text

RETEST_AFTER = (30, 90, 365)
OFFICE_RULE = Text("本系统工作时限（法规未规定天数）", "office rule of this program: the law gives no number")


@dataclass(frozen=True)
class Clock:
    """How long a step may take for what begins between two days: by a time limit of the law, else by an office rule.

    `basis` is what the pages say it rests on.
    """

    step: Step
    first: date
    last: date
    limit: str
    span: Span | None
    basis: str


@cache
def clocks() -> Sequence[Clock]:
    """Every clock of the data."""
    text = resources.files(__package__).joinpath("data/clocks.toml").read_text(encoding="utf-8")
    return tuple(_clock(entry) for entry in tomllib.loads(text)["clocks"])


def clock_of(step: Step, *, on: date) -> Clock:
    """The clock of a step that begins on a day; that of the first day of the data where it begins before."""
    own = [clock for clock in clocks() if clock.step is step]
    return next((clock for clock in own if clock.first <= on <= clock.last), own[0])


def retest_days(closed_on: date) -> tuple[tuple[int, date], ...]:
    """After how many days a closed case is tested again, and which days these are."""
    return tuple((days, closed_on + timedelta(days=days)) for days in RETEST_AFTER)


def retested_since(closed_on: date, days: int) -> date:
    """The day after which a run has to lie to show what a re-test asks for: the re-test before, else the closing."""
    before = max((each for each in RETEST_AFTER if each < days), default=0)
    return closed_on + timedelta(days=before)


def hardship_share(monthly_fen: int) -> int:
    """The most that one month's instalment may take from a household that lives on the allowance, in fen.

    A fifth: the office's own guard, no limit of law; what is left has to keep the household.
    """
    return monthly_fen // 5


def _clock(entry: dict[str, Any]) -> Clock:
    span = None if "limit" in entry else Span(entry["number"], Unit(entry["unit"]))
    return Clock(
        step=Step(entry["step"]),
        first=entry["from"],
        last=entry.get("to", OPEN_END),
        limit=entry.get("limit", ""),
        span=span,
        basis=entry.get("cite", OFFICE_RULE.zh),
    )
