"""The working days as rules count them: one row per day of the years that have an official calendar."""

from collections.abc import Iterable
from datetime import date

from mingjian.law.calendar import Calendar, numbered_days
from mingjian.screening.engine import Session


def make_workday_table(connection: Session, calendar: Calendar) -> None:
    """Make workdays(day, n): the working days passed between two days are the difference of their n.

    A day of a year without an official calendar has no row: what rests on it cannot be decided. Where a year is
    missing between others, only those after it count, so that nothing is counted across the gap.
    """
    rows = numbered_days(date(first_year(calendar.years), 1, 1), date(max(calendar.years), 12, 31), calendar)
    connection.execute(
        "CREATE TEMP TABLE workdays AS SELECT unnest(?::DATE[]) AS day, unnest(?::INTEGER[]) AS n",
        [[day for day, _ in rows], [number for _, number in rows]],
    )


def first_year(years: Iterable[int]) -> int:
    """The first year of the last unbroken series of years."""
    known = frozenset(years)
    return max(year for year in known if year - 1 not in known)
