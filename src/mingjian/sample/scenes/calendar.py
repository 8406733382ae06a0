"""Months as first days, counting on from one; and the days on which offices work."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from mingjian.law.calendar import add_working_days
from mingjian.law.calendar_file import official_calendar


def month_after(month: date, count: int = 1) -> date:
    """The first day of the month `count` months later (earlier where negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """Every month from the first to the last, both counted; empty where the last is earlier."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(month_after(first, n) for n in range(max(count, 0)))


def last_day(month: date) -> date:
    """The last day of a month."""
    return month_after(month) - timedelta(days=1)


@cache
def on_or_before(day: date) -> date:
    """The day itself, or the working day before where offices rest on it."""
    while not official_calendar().is_working_day(day):
        day -= timedelta(days=1)
    return day


@cache
def working_days_after(day: date, count: int) -> date:
    """The working day that is so many working days after a day; before it where `count` is negative."""
    if count >= 0:
        return add_working_days(day, count, official_calendar())
    for _ in range(-count):
        day = on_or_before(day - timedelta(days=1))
    return day


def one_before(months: Sequence[date]) -> date:
    """The month before the first of them."""
    return month_after(months[0], -1)


@cache
def working_days_before(day: date, number: int) -> date:
    """The latest working day after which so many working days have passed by that day."""
    calendar = official_calendar()
    start = day
    while number or not calendar.is_working_day(start):
        number -= calendar.is_working_day(start)
        start -= timedelta(days=1)
    return start
