"""The sample's allowance standards: one figure per county, area and month, raised every year."""

import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

FIRST_YEAR = 2010
FIRST = {"urban": 300, "rural": 180}
YEARLY_RISE = {"urban": 32, "rural": 30}
MONTHS_OF_RISE = (1, 4, 7)


def monthly_standard(county: str, area: str, month: date) -> Decimal:
    """Yuan per person and month in force in a county (6 digits) for `urban` or `rural` in a month.

    The month is given as its first day. Invented figures of the size that the region published from 2010 on;
    KeyError for another area.
    """
    raises = month.year - FIRST_YEAR - (0 if month.month >= month_of_rise(county) else 1)
    return Decimal(first_figure(county, area) + yearly_step(county, area) * max(raises, 0))


def first_figure(county: str, area: str) -> int:
    """Yuan a month in 2010, before the first rise."""
    return FIRST[area] + _draw(county, 41)


def yearly_step(county: str, area: str) -> int:
    """Yuan a month by which a county raises a standard every year from 2011 on."""
    return YEARLY_RISE[area] + _draw(county, 5)


def month_of_rise(county: str) -> int:
    """The month (1, 4 or 7) in which a county raises its standards every year."""
    return MONTHS_OF_RISE[_draw(county, len(MONTHS_OF_RISE))]


def standard_rows(counties: tuple[str, ...], last_month: date) -> Iterator[dict[str, object]]:
    """Rows of the table `standards` for counties (6 digits), one per rise from 2010 to the last month."""
    for county in counties:
        for year in range(FIRST_YEAR, last_month.year + 1):
            # The first figure holds from January, so that no month of the sample is without one.
            from_month = date(year, 1 if year == FIRST_YEAR else month_of_rise(county), 1)
            if from_month > last_month:
                continue
            for area in FIRST:
                monthly = monthly_standard(county, area, from_month)
                yield {"division": county, "area": area, "from_month": from_month, "monthly": monthly}


def _draw(county: str, sides: int) -> int:
    return zlib.crc32(f"{county}/{sides}".encode()) % sides
