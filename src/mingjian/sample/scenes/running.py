"""Scenes of family F about months paid without a grant, and months granted without pay."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from mingjian.sample.scene import Scene
from mingjian.sample.scenes.calendar import month_after
from mingjian.sample.scenes.ledger import beside, paid_for
from mingjian.sample.scenes.ordinary import Home, found_at, rows_of, settled, spared_at
from mingjian.sample.scenes.play import Play, Script

PAID_WITHOUT_APPROVAL = ("8(7)", "9(5)")
NOT_STOPPED = ("8(5)",)
LEFT_OFF_THE_ROSTER = ("9(6)",)
NOT_PAID_OUT = ("10(4)",)


def _again(play: Play, home: Home, row: dict[str, object], month: date) -> dict[str, object]:
    """The same allowance paid once more for another month."""
    paid = {
        "period": month,
        "paid_on": play.stage.paid_on(month),
        "batch_id": play.stage.batch_of(home.county, month),
    }
    return row | paid


def paid_a_month_before_the_grant(play: Play) -> Sequence[Scene]:
    """One month, and the file says that the household was granted from the next."""
    months = play.window(9)
    home = settled(play, months[1:])
    rows = rows_of(play, home)
    rows["payments"].append(_again(play, home, rows["payments"][0], months[0]))
    return found_at(play, home, PAID_WITHOUT_APPROVAL, rows)


def paid_after_the_end_of_the_grant(play: Play) -> Sequence[Scene]:
    """Stopped in the file, paid for months more."""
    months = play.window(9)
    home = settled(play, months[:6])
    rows = rows_of(play, home)
    rows["payments"] += [
        _again(play, home, rows["payments"][-1], month) for month in months[6 : 6 + play.rng.randint(1, 3)]
    ]
    return found_at(play, home, NOT_STOPPED, rows)


def paid_without_any_grant(play: Play) -> Sequence[Scene]:
    """In the list and on the roster, but there is no file."""
    home = settled(play, play.window(6))
    rows = rows_of(play, home)
    return found_at(
        play,
        home,
        PAID_WITHOUT_APPROVAL,
        {table: of for table, of in rows.items() if table not in ("grants", "applications", "steps")},
    )


def paid_the_month_after_the_day_it_was_ended(play: Play) -> Sequence[Scene]:
    """The grant has no last month, only the day on which it was ended."""
    months = play.window(7)
    home = settled(play, months[:6])
    rows = rows_of(play, home)
    rows["grants"][-1]["to_month"] = None
    rows["payments"].append(_again(play, home, rows["payments"][-1], months[6]))
    return found_at(play, home, NOT_STOPPED, rows)


def paid_for_the_month_in_which_it_ended(play: Play) -> Sequence[Scene]:
    """Ended on the second day of a month without a last month on file: the grant still holds that month."""
    home = settled(play, play.window(7)[:6])
    rows = rows_of(play, home)
    rows["grants"][-1].update(
        to_month=None, ended_on=home.months[-1].replace(day=2), end_reason="家庭申请退出"
    )
    return spared_at(play, home, rows)


def arrears_after_the_end(play: Play) -> Sequence[Scene]:
    """What was owed came two months after the end; it is no allowance for those months."""
    months = play.window(9)
    home = settled(play, months[:6])
    rows = rows_of(play, home)
    rows["payments"].append(
        beside(rows["payments"][-1], "arrears", Decimal(60), months[7].replace(day=19))
        | {"period": months[7]}
    )
    return spared_at(play, home, rows)


def a_household_left_and_came_back(play: Play) -> Sequence[Scene]:
    """Two grants with three months between them, for which nothing was paid."""
    months = play.window(11)
    home = settled(play, months)
    rows = rows_of(play, home)
    first = rows["grants"][0]
    again = {
        "grant_id": f"{home.household_id}-G9",
        "from_month": months[7],
        "granted_on": month_after(months[7], -1).replace(day=20),
    }
    rows["grants"] = [
        first | {"to_month": months[3], "ended_on": months[3].replace(day=24), "end_reason": "外出务工"},
        first | again,
    ]
    rows["payments"] = [row for row in rows["payments"] if row["period"] not in months[4:7]]
    return spared_at(play, home, rows)


def two_months_missing_from_the_roster(play: Play) -> Sequence[Scene]:
    """The grant runs, but nobody put the household on the list for the bank."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    rows["payments"] = [row for row in rows["payments"] if row["period"] not in home.months[4:6]]
    return found_at(play, home, LEFT_OFF_THE_ROSTER, rows)


def three_months_on_the_roster_and_not_credited(play: Play) -> Sequence[Scene]:
    """The bank's file has the household, its account never saw the money."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    for row in paid_for(rows, home.months[3:6]):
        row["paid_on"] = None
    return found_at(play, home, NOT_PAID_OUT, rows)


def the_first_months_were_never_paid(play: Play) -> Sequence[Scene]:
    """Granted in time, first on the roster three months later."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    rows["payments"] = [row for row in rows["payments"] if row["period"] not in home.months[:3]]
    return found_at(play, home, LEFT_OFF_THE_ROSTER, rows)


def one_month_is_missing(play: Play) -> Sequence[Scene]:
    """A slip of one month, made good with the next as arrears."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    (missed,) = paid_for(rows, home.months[4:5])
    rows["payments"].remove(missed)
    rows["payments"].append(
        beside(missed, "arrears", home.allowances()[4][1], home.months[5].replace(day=16))
    )
    return spared_at(play, home, rows)


def nothing_is_paid_after_the_day_it_was_ended(play: Play) -> Sequence[Scene]:
    """No last month on file: the day of the end says when the grant stopped running."""
    home = settled(play, play.window(9)[:6])
    rows = rows_of(play, home)
    rows["grants"][-1].update(
        to_month=None, ended_on=home.months[-1].replace(day=20), end_reason="家庭申请退出"
    )
    return spared_at(play, home, rows)


def the_credit_came_weeks_later(play: Play) -> Sequence[Scene]:
    """Three months credited late are credited."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    for row in paid_for(rows, home.months[3:6]):
        row["paid_on"] = month_after(home.months[5]).replace(day=18)
    return spared_at(play, home, rows)


SCRIPTS = {
    "paid-not-approved": Script(
        (
            paid_after_the_end_of_the_grant,
            paid_a_month_before_the_grant,
            paid_without_any_grant,
            paid_the_month_after_the_day_it_was_ended,
        ),
        (paid_for_the_month_in_which_it_ended, arrears_after_the_end, a_household_left_and_came_back),
    ),
    "approved-not-paid": Script(
        (
            two_months_missing_from_the_roster,
            three_months_on_the_roster_and_not_credited,
            the_first_months_were_never_paid,
        ),
        (one_month_is_missing, the_credit_came_weeks_later, nothing_is_paid_after_the_day_it_was_ended),
    ),
}
