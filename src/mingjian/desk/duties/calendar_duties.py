"""The duties of the calendar as data: who owes what by when in a year, with the words and the cite of the law."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

from mingjian.desk.duties.states import Step
from mingjian.law import Duty, duties
from mingjian.wording import Text

YEARLY_IN_MONTHS = 12


@dataclass(frozen=True)
class Owners:
    """Offices of one level: of the kinds the first that a place has owes the duty."""

    level: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Yearly:
    """A duty of the calendar: `times` in a year, from and to a month and day."""

    id: str
    law: Duty
    owners: tuple[Owners, ...]
    first: str
    last: str
    times: int
    basis: Literal["law", "year", "local"]

    def periods(self, year: int, times: int | None = None) -> Iterator["Period"]:
        """The periods of a year. Where a local document sets how many there are they share the year evenly."""
        if times is None:
            for number in range(1, self.times + 1):
                name = f"{year}-{number}" if self.times > 1 else str(year)
                yield Period(name, number, _day(year, self.first), _day(year, self.last))
            return
        months = YEARLY_IN_MONTHS // times
        for number in range(1, times + 1):
            first = date(year, 1 + (number - 1) * months, 1)
            after = date(year + (number * months) // 12, (number * months) % 12 + 1, 1)
            yield Period(f"{year}-{number}/{times}", number, first, date.fromordinal(after.toordinal() - 1))

    def title(self, period: "Period") -> Text:
        """What is owed in a period."""
        which = Text(f"（第{period.number}次）", f" (no. {period.number})")
        several = self.times > 1 or "/" in period.name
        tail = which if several else Text("", "")
        return Text(
            f"{period.first.year}年：{self.law.duty.zh}{tail.zh}",
            f"{period.first.year}: {self.law.duty.en}{tail.en}",
        )


@dataclass(frozen=True)
class Period:
    """One period in which a duty is owed once."""

    name: str
    number: int
    first: date
    last: date


@cache
def yearly() -> tuple[Yearly, ...]:
    """Every duty of the calendar, in the order of the file."""
    by_id = {duty.id: duty for duty in duties()}
    return tuple(_yearly(entry, by_id[entry["id"]]) for entry in _data("calendar_duties.toml")["duties"])


@cache
def days_to_answer() -> dict[Step, int]:
    """Working days that a supervision letter gives for its answer."""
    return {Step(step): days for step, days in _data("steps.toml")["days"].items()}


def _yearly(entry: dict[str, Any], duty: Duty) -> Yearly:
    owners = tuple(Owners(each["level"], tuple(each["kinds"])) for each in entry["owners"])
    return Yearly(
        entry["id"], duty, owners, entry["from"], entry["to"], entry.get("times", 1), entry["basis"]
    )


def _day(year: int, month_and_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_and_day}")


def _data(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)
