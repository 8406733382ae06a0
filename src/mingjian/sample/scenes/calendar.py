"""Months as first days: counting on from one, and the weekday before a weekend."""

from collections.abc import Sequence
from datetime import date, timedelta


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


def on_or_before(day: date) -> date:
    """The day itself, or the Friday before where it falls on a weekend."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def one_before(months: Sequence[date]) -> date:
    """The month before the first of them."""
    return month_after(months[0], -1)
