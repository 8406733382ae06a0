"""Scenes of family F about what was paid beside what was approved: too much, too little, too long, sent back."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day, month_after
from mingjian.sample.scenes.ordinary import FAMILY, Home, person, rows_of, settled
from mingjian.sample.scenes.play import NoRoom, Play, Script

PAID_WITHOUT_APPROVAL = ("8(7)", "9(5)")
NOT_STOPPED = ("8(5)",)
NOT_ADJUSTED = ("8(5)",)
LEFT_OFF_THE_ROSTER = ("9(6)",)
NOT_PAID_OUT = ("10(4)",)
DIVERTED = ("10(3)",)


def _hit(play: Play, home: Home, clauses: tuple[str, ...], rows: Rows) -> Sequence[Scene]:
    return [play.violation("household", home.household_id, clauses, rows)]


def _spared(play: Play, home: Home, rows: Rows) -> Sequence[Scene]:
    return [play.look_alike("household", home.household_id, rows)]


def _paid_for(rows: Rows, months: Iterable[date]) -> list[dict[str, object]]:
    """The allowances of those months, to be changed in place."""
    wanted = set(months)
    return [row for row in rows["payments"] if row["period"] in wanted and row["kind"] == "allowance"]


def _again(play: Play, home: Home, row: dict[str, object], month: date) -> dict[str, object]:
    """The same allowance paid once more for another month."""
    paid = {
        "period": month,
        "paid_on": play.stage.paid_on(month),
        "batch_id": play.stage.batch_of(home.county, month),
    }
    return row | paid


def _pay(home: Home, rows: Rows, months: Sequence[date], more: Decimal) -> list[dict[str, object]]:
    """Pay, and owe, so much more (or less) than the grant says in those months; the rows changed."""
    changed = _paid_for(rows, months)
    granted = dict(zip(home.months, home.allowances(), strict=True))
    for row in changed:
        row["due"] = row["paid"] = granted[_month(row)][1] + more
    return changed


def _beside(row: dict[str, object], kind: str, yuan: Decimal, paid_on: date) -> dict[str, object]:
    """A payment of another kind for the same month, outside the batch of allowances."""
    return row | {"kind": kind, "due": yuan, "paid": yuan, "paid_on": paid_on, "batch_id": None}


def paid_a_month_before_the_grant(play: Play) -> Sequence[Scene]:
    """One month, and the file says that the household was granted from the next."""
    months = play.window(9)
    home = settled(play, months[1:])
    rows = rows_of(play, home)
    rows["payments"].append(_again(play, home, rows["payments"][0], months[0]))
    return _hit(play, home, PAID_WITHOUT_APPROVAL, rows)


def paid_after_the_end_of_the_grant(play: Play) -> Sequence[Scene]:
    """Stopped in the file, paid for months more."""
    months = play.window(9)
    home = settled(play, months[:6])
    rows = rows_of(play, home)
    rows["payments"] += [
        _again(play, home, rows["payments"][-1], month) for month in months[6 : 6 + play.rng.randint(1, 3)]
    ]
    return _hit(play, home, NOT_STOPPED, rows)


def paid_without_any_grant(play: Play) -> Sequence[Scene]:
    """In the list and on the roster, but there is no file."""
    home = settled(play, play.window(6))
    rows = rows_of(play, home)
    return _hit(
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
    return _hit(play, home, NOT_STOPPED, rows)


def paid_for_the_month_in_which_it_ended(play: Play) -> Sequence[Scene]:
    """Ended on the second day of a month without a last month on file: the grant still holds that month."""
    home = settled(play, play.window(7)[:6])
    rows = rows_of(play, home)
    rows["grants"][-1].update(
        to_month=None, ended_on=home.months[-1].replace(day=2), end_reason="家庭申请退出"
    )
    return _spared(play, home, rows)


def arrears_after_the_end(play: Play) -> Sequence[Scene]:
    """What was owed came two months after the end; it is no allowance for those months."""
    months = play.window(9)
    home = settled(play, months[:6])
    rows = rows_of(play, home)
    rows["payments"].append(
        _beside(rows["payments"][-1], "arrears", Decimal(60), months[7].replace(day=19))
        | {"period": months[7]}
    )
    return _spared(play, home, rows)


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
    return _spared(play, home, rows)


def two_months_missing_from_the_roster(play: Play) -> Sequence[Scene]:
    """The grant runs, but nobody put the household on the list for the bank."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    rows["payments"] = [row for row in rows["payments"] if row["period"] not in home.months[4:6]]
    return _hit(play, home, LEFT_OFF_THE_ROSTER, rows)


def three_months_on_the_roster_and_not_credited(play: Play) -> Sequence[Scene]:
    """The bank's file has the household, its account never saw the money."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    for row in _paid_for(rows, home.months[3:6]):
        row["paid_on"] = None
    return _hit(play, home, NOT_PAID_OUT, rows)


def the_first_months_were_never_paid(play: Play) -> Sequence[Scene]:
    """Granted in time, first on the roster three months later."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    rows["payments"] = [row for row in rows["payments"] if row["period"] not in home.months[:3]]
    return _hit(play, home, LEFT_OFF_THE_ROSTER, rows)


def one_month_is_missing(play: Play) -> Sequence[Scene]:
    """A slip of one month, made good with the next as arrears."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    (missed,) = _paid_for(rows, home.months[4:5])
    rows["payments"].remove(missed)
    rows["payments"].append(
        _beside(missed, "arrears", home.allowances()[4][1], home.months[5].replace(day=16))
    )
    return _spared(play, home, rows)


def nothing_is_paid_after_the_day_it_was_ended(play: Play) -> Sequence[Scene]:
    """No last month on file: the day of the end says when the grant stopped running."""
    home = settled(play, play.window(9)[:6])
    rows = rows_of(play, home)
    rows["grants"][-1].update(
        to_month=None, ended_on=home.months[-1].replace(day=20), end_reason="家庭申请退出"
    )
    return _spared(play, home, rows)


def the_credit_came_weeks_later(play: Play) -> Sequence[Scene]:
    """Three months credited late are credited."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    for row in _paid_for(rows, home.months[3:6]):
        row["paid_on"] = month_after(home.months[5]).replace(day=18)
    return _spared(play, home, rows)


def more_is_paid_than_approved(play: Play) -> Sequence[Scene]:
    """Month after month a round sum too much."""
    home = settled(play, play.window(9))
    return _another_amount(play, home, home.months[3:7], Decimal(play.rng.randint(4, 12) * 10))


def a_little_less_is_paid_for_two_months(play: Play) -> Sequence[Scene]:
    """One yuan and a fen, for as few months as the rule asks."""
    home = settled(play, play.window(9))
    return _another_amount(play, home, home.months[3:5], Decimal("-1.01"))


def _another_amount(play: Play, home: Home, months: Sequence[date], more: Decimal) -> Sequence[Scene]:
    rows = rows_of(play, home)
    _pay(home, rows, months, more)
    return _hit(play, home, NOT_ADJUSTED, rows)


def the_old_amount_is_paid_after_a_cut(play: Play) -> Sequence[Scene]:
    """The son moved out and the grant was cut; the payments never followed."""
    home = settled(play, play.window(10), FAMILY)
    before = home.allowances()[0][1]
    home = home.with_member(2, left_on=last_day(home.months[4]))
    rows = rows_of(play, home)
    for row in _paid_for(rows, home.months[5:]):
        row["due"] = row["paid"] = before
    return _hit(play, home, NOT_ADJUSTED, rows)


def another_amount_in_one_month(play: Play) -> Sequence[Scene]:
    """One month alone."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    _pay(home, rows, home.months[4:5], Decimal(35))
    return _spared(play, home, rows)


def a_few_fen_are_rounded(play: Play) -> Sequence[Scene]:
    """Less than one yuan, every month."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    _pay(home, rows, home.months, Decimal("-0.99"))
    return _spared(play, home, rows)


def arrears_make_it_up(play: Play) -> Sequence[Scene]:
    """What was short in each of three months came as arrears for that month."""
    home = settled(play, play.window(9))
    rows, short = rows_of(play, home), Decimal(play.rng.randint(21, 39))
    for row in _pay(home, rows, home.months[3:6], -short):
        rows["payments"].append(_beside(row, "arrears", short, month_after(home.months[5]).replace(day=17)))
    return _spared(play, home, rows)


def an_overpayment_is_taken_back(play: Play) -> Sequence[Scene]:
    """What was paid too much earlier is held back from three months, each with its row of recovery."""
    home = settled(play, play.window(9))
    rows, back = rows_of(play, home), Decimal(play.rng.randint(21, 39))
    for row in _pay(home, rows, home.months[3:6], -back):
        rows["payments"].append(_beside(row, "recovery", back, play.stage.paid_on(_month(row))))
    return _spared(play, home, rows)


def _month(row: dict[str, object]) -> date:
    month = row["period"]
    if not isinstance(month, date):
        raise TypeError(f"period is {month!r}, not the first day of a month")
    return month


def a_bounced_payment_was_left_lying(play: Play) -> Sequence[Scene]:
    """Sent back by the bank and never sent again."""
    home = settled(play, play.window(8))
    return _hit(play, home, NOT_PAID_OUT, _bounced(play, home, None, None))


def a_bounced_payment_went_to_somebody_else(play: Play) -> Sequence[Scene]:
    """Sent again within the week, to the account of another."""
    home = settled(play, play.window(8))
    other = person(play, "其他", "male", 1971)
    return _hit(play, home, DIVERTED, _bounced(play, home, 6, other.person_id))


def a_bounced_payment_was_sent_again_too_late(play: Play) -> Sequence[Scene]:
    """To the right holder, but on the thirty-first day or later."""
    home = settled(play, play.window(8))
    return _hit(play, home, NOT_PAID_OUT, _bounced(play, home, play.rng.choice((31, 44, 58)), home.holder_id))


def a_bounced_payment_was_sent_again_on_the_thirtieth_day(play: Play) -> Sequence[Scene]:
    """The last day in time, to the same holder."""
    home = settled(play, play.window(8))
    return _spared(play, home, _bounced(play, home, 30, home.holder_id))


def a_bounced_payment_was_sent_again_at_once(play: Play) -> Sequence[Scene]:
    """Three days later, to the same holder."""
    home = settled(play, play.window(8))
    return _spared(play, home, _bounced(play, home, 3, home.holder_id))


def a_payment_bounced_just_now(play: Play) -> Sequence[Scene]:
    """Less than thirty days before the day of the data: there is still time."""
    if len(play.months) < 8:
        raise NoRoom("eight months")
    home = settled(play, play.months[-8:])
    bounced_on = play.stage.paid_on(home.months[-1]) + timedelta(days=2)
    if not bounced_on <= play.stage.as_of < bounced_on + timedelta(days=29):
        raise NoRoom("a payment in the month before the day of the data")
    rows = rows_of(play, home)
    rows["payments"][-1].update(paid_on=None, bounced_on=bounced_on)
    return _spared(play, home, rows)


def _bounced(play: Play, home: Home, days: int | None, holder: str | None) -> Rows:
    """One month that came back two days after it was sent, and went out again so many days later to that holder."""
    rows = rows_of(play, home)
    row, bounced_on = rows["payments"][4], play.stage.paid_on(home.months[4]) + timedelta(days=2)
    again = None if days is None else bounced_on + timedelta(days=days)
    row.update(paid_on=again, bounced_on=bounced_on, reissued_on=again, reissued_holder_id=holder)
    return rows


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
    "amount-mismatch": Script(
        (
            more_is_paid_than_approved,
            a_little_less_is_paid_for_two_months,
            the_old_amount_is_paid_after_a_cut,
        ),
        (
            arrears_make_it_up,
            an_overpayment_is_taken_back,
            a_few_fen_are_rounded,
            another_amount_in_one_month,
        ),
    ),
    "bounced-parked": Script(
        (
            a_bounced_payment_was_left_lying,
            a_bounced_payment_went_to_somebody_else,
            a_bounced_payment_was_sent_again_too_late,
        ),
        (
            a_bounced_payment_was_sent_again_on_the_thirtieth_day,
            a_payment_bounced_just_now,
            a_bounced_payment_was_sent_again_at_once,
        ),
    ),
}
