"""Scenes of family F about payments of another amount than granted, and payments that came back."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import last_day, month_after
from mingjian.sample.scenes.ledger import beside, paid_for
from mingjian.sample.scenes.ordinary import Home, found_at, rows_of, settled, spared_at
from mingjian.sample.scenes.people import FAMILY, person
from mingjian.sample.scenes.play import NoRoom, Play, Script

NOT_ADJUSTED = ("8(5)",)
NOT_PAID_OUT = ("10(4)",)
DIVERTED = ("10(3)",)


def _pay(home: Home, rows: Rows, months: Sequence[date], more: Decimal) -> list[dict[str, object]]:
    """Pay, and owe, so much more (or less) than the grant says in those months; the rows changed."""
    changed = paid_for(rows, months)
    granted = dict(zip(home.months, home.allowances(), strict=True))
    for row in changed:
        row["due"] = row["paid"] = granted[_month(row)][1] + more
    return changed


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
    return found_at(play, home, NOT_ADJUSTED, rows)


def the_old_amount_is_paid_after_a_cut(play: Play) -> Sequence[Scene]:
    """The son moved out and the grant was cut; the payments never followed."""
    home = settled(play, play.window(10), FAMILY)
    before = home.allowances()[0][1]
    home = home.with_member(2, left_on=last_day(home.months[4]))
    rows = rows_of(play, home)
    for row in paid_for(rows, home.months[5:]):
        row["due"] = row["paid"] = before
    return found_at(play, home, NOT_ADJUSTED, rows)


def another_amount_in_one_month(play: Play) -> Sequence[Scene]:
    """One month alone."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    _pay(home, rows, home.months[4:5], Decimal(35))
    return spared_at(play, home, rows)


def a_few_fen_are_rounded(play: Play) -> Sequence[Scene]:
    """Less than one yuan, every month."""
    home = settled(play, play.window(9))
    rows = rows_of(play, home)
    _pay(home, rows, home.months, Decimal("-0.99"))
    return spared_at(play, home, rows)


def arrears_make_it_up(play: Play) -> Sequence[Scene]:
    """What was short in each of three months came as arrears for that month."""
    home = settled(play, play.window(9))
    rows, short = rows_of(play, home), Decimal(play.rng.randint(21, 39))
    for row in _pay(home, rows, home.months[3:6], -short):
        rows["payments"].append(beside(row, "arrears", short, month_after(home.months[5]).replace(day=17)))
    return spared_at(play, home, rows)


def an_overpayment_is_taken_back(play: Play) -> Sequence[Scene]:
    """What was paid too much earlier is held back from three months, each with its row of recovery."""
    home = settled(play, play.window(9))
    rows, back = rows_of(play, home), Decimal(play.rng.randint(21, 39))
    for row in _pay(home, rows, home.months[3:6], -back):
        rows["payments"].append(beside(row, "recovery", back, play.stage.paid_on(_month(row))))
    return spared_at(play, home, rows)


def _month(row: dict[str, object]) -> date:
    month = row["period"]
    if not isinstance(month, date):
        raise TypeError(f"period is {month!r}, not the first day of a month")
    return month


def a_bounced_payment_was_left_lying(play: Play) -> Sequence[Scene]:
    """Sent back by the bank and never sent again."""
    home = settled(play, play.window(8))
    return found_at(play, home, NOT_PAID_OUT, _bounced(play, home, None, None))


def a_bounced_payment_went_to_somebody_else(play: Play) -> Sequence[Scene]:
    """Sent again within the week, to the account of another."""
    home = settled(play, play.window(8))
    other = person(play, "其他", "male", 1971)
    return found_at(play, home, DIVERTED, _bounced(play, home, 6, other.person_id))


def a_bounced_payment_was_sent_again_too_late(play: Play) -> Sequence[Scene]:
    """To the right holder, but on the thirty-first day or later."""
    home = settled(play, play.window(8))
    return found_at(
        play, home, NOT_PAID_OUT, _bounced(play, home, play.rng.choice((31, 44, 58)), home.holder_id)
    )


def a_bounced_payment_was_sent_again_on_the_thirtieth_day(play: Play) -> Sequence[Scene]:
    """The last day in time, to the same holder."""
    home = settled(play, play.window(8))
    return spared_at(play, home, _bounced(play, home, 30, home.holder_id))


def a_bounced_payment_was_sent_again_at_once(play: Play) -> Sequence[Scene]:
    """Three days later, to the same holder."""
    home = settled(play, play.window(8))
    return spared_at(play, home, _bounced(play, home, 3, home.holder_id))


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
    return spared_at(play, home, rows)


def _bounced(play: Play, home: Home, days: int | None, holder: str | None) -> Rows:
    """One month that came back two days after it was sent, and went out again so many days later to that holder."""
    rows = rows_of(play, home)
    row, bounced_on = rows["payments"][4], play.stage.paid_on(home.months[4]) + timedelta(days=2)
    again = None if days is None else bounced_on + timedelta(days=days)
    row.update(paid_on=again, bounced_on=bounced_on, reissued_on=again, reissued_holder_id=holder)
    return rows


SCRIPTS = {
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
