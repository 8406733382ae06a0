"""Working days: the calendar of rest days and make-up days by year, and how periods are counted on it."""

import calendar as gregorian
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from mingjian.wording import Refusal, Text

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rest:
    """A run of rest days, first and last included."""

    name: Text
    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Every day of the run."""
        return days_between(self.first, self.last)


@dataclass(frozen=True)
class CalendarYear:
    """The rest days and the worked weekend days of one year, and the notice they come from."""

    year: int
    source: Text
    rest: tuple[Rest, ...]
    work: tuple[date, ...]

    def extra_days_off(self) -> int:
        """Days off beyond the plain weekends: rest days on weekdays less worked weekend days.

        For a normal year this is the number of statutory holidays: 11 until 2024, 13 from 2025.
        """
        on_weekdays = sum(day.weekday() < SATURDAY for rest in self.rest for day in rest.days())
        return on_weekdays - len(self.work)


@dataclass(frozen=True)
class Calendar:
    """Official years, and rest days a place has on top of them (`extra`, such as a festival of a banner)."""

    years: Mapping[int, CalendarYear]
    extra: tuple[Rest, ...] = ()

    @cached_property
    def _rest(self) -> frozenset[date]:
        runs = [run for year in self.years.values() for run in year.rest]
        return frozenset(day for run in [*runs, *self.extra] for day in run.days())

    @cached_property
    def _work(self) -> frozenset[date]:
        local = {day for run in self.extra for day in run.days()}
        return frozenset(day for year in self.years.values() for day in year.work) - local

    def covers(self, first: date, last: date) -> bool:
        """Whether every year from `first` to `last` has an official calendar."""
        return all(year in self.years for year in range(first.year, last.year + 1))

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day. Refusal for a year without an official calendar."""
        if day.year not in self.years:
            raise _no_calendar(day.year, self.years)
        if day in self._work:
            return True
        return day.weekday() < SATURDAY and day not in self._rest

    def extended(self, other: "Calendar") -> "Calendar":
        """This calendar with the years of the other in place of its own, and the other's local rest days added."""
        return replace(self, years={**self.years, **other.years}, extra=(*self.extra, *other.extra))


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included."""
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)


def add_working_days(start: date, number: int, calendar: Calendar) -> date:
    """The day on which the number-th working day after `start` falls; the first day is not counted.

    `number` 0 gives `start` itself. ValueError for a negative number.
    """
    if number < 0:
        raise ValueError(f"number of working days must not be negative, got {number}")
    day = start
    while number:
        day += ONE_DAY
        number -= calendar.is_working_day(day)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days have passed: those after `start`, up to and with `end`. ValueError if end < start."""
    if end < start:
        raise ValueError(f"end {end} lies before start {start}")
    return sum(calendar.is_working_day(day) for day in days_between(start + ONE_DAY, end))


def numbered_days(first: date, last: date, calendar: Calendar) -> list[tuple[date, int]]:
    """Each day with the count of working days from `first` up to and with it, for a join in SQL.

    The working days passed between two days are the difference of their numbers.
    """
    count, rows = 0, []
    for day in days_between(first, last):
        count += calendar.is_working_day(day)
        rows.append((day, count))
    return rows


def add_months(start: date, number: int) -> date:
    """The matching day `number` months later, or the end of that month where it has no such day (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def rolled(day: date, calendar: Calendar) -> date:
    """The day itself, or the next working day where it is a day of rest (民法典 203; a convention here)."""
    while not calendar.is_working_day(day):
        day += ONE_DAY
    return day


def _no_calendar(year: int, known: Mapping[int, CalendarYear]) -> Refusal:
    span = f"{min(known)}–{max(known)}" if known else "—"
    return Refusal(
        f"{year}年没有官方的工作日历（现有：{span}）；请按国务院办公厅的放假通知写一个日历文件，"
        "用 mingjian law calendar 文件 检查。",
        f"There is no official working-day calendar for {year} (known: {span}); write a calendar file from the "
        "notice of the State Council's General Office and check it with: mingjian law calendar FILE.",
    )
