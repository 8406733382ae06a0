"""The months of a sample: which are paid, in which prices rise, and when the stoves are lit."""

from dataclasses import dataclass
from datetime import date

AS_OF = date(2026, 10, 31)
MONTHS = 36
RECORDS_FROM = date(2020, 1, 1)
"""Grants older than this are not in the business system."""
TRIGGERS = (3, 4, 21)
"""Months of the span, counted from 0, in which the price index asks for a subsidy (national rule of 2021)."""


@dataclass(frozen=True)
class Span:
    """The months for which allowances are paid, both ends counted, and the day up to which the data reach."""

    first_month: date
    last_month: date
    as_of: date

    @property
    def months(self) -> tuple[date, ...]:
        """Every month as its first day."""
        first, last = month_index(self.first_month), month_index(self.last_month)
        return tuple(month_of(index) for index in range(first, last + 1))

    @property
    def trigger_months(self) -> tuple[date, ...]:
        """Months in which the price index passes the line."""
        return tuple(self.months[n] for n in TRIGGERS if n < len(self.months))

    @property
    def subsidy_months(self) -> tuple[date, ...]:
        """Months in which the subsidy for a month of high prices is paid: the next one."""
        return tuple(month_of(month_index(month) + 1) for month in self.trigger_months)

    @property
    def heating_months(self) -> tuple[date, ...]:
        """Months in which the fuel grant for the winter is paid."""
        return tuple(month for month in self.months if month.month == 10)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years touched."""
        return tuple(range(self.first_month.year, self.last_month.year + 1))


def standard_span() -> Span:
    """The 36 months up to October 2026."""
    return _up_to_now(MONTHS)


def last_year() -> Span:
    """The twelve months up to October 2026: what a sample of the nation holds."""
    return _up_to_now(12)


def _up_to_now(months: int) -> Span:
    last = AS_OF.replace(day=1)
    return Span(month_of(month_index(last) - months + 1), last, AS_OF)


def month_index(month: date) -> int:
    """Year times twelve plus month minus one."""
    return month.year * 12 + month.month - 1


def month_of(index: int) -> date:
    """The first day of a month by its index."""
    return date(index // 12, index % 12 + 1, 1)
