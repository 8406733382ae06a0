"""Days of a case that follow from other days: when it is tested again, how much an instalment may be."""

from datetime import date, timedelta

RETEST_AFTER = (30, 90, 365)


def retest_days(closed_on: date) -> tuple[tuple[int, date], ...]:
    """After how many days a closed case is tested again, and which days these are."""
    return tuple((days, closed_on + timedelta(days=days)) for days in RETEST_AFTER)


def hardship_share(monthly_fen: int) -> int:
    """The most that one month's instalment may take from a household that lives on the allowance, in fen.

    A fifth: the office's own guard, no limit of law; what is left has to keep the household.
    """
    return monthly_fen // 5
