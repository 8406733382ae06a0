"""Scenes of family B about firms and deposits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from mingjian.sample.scene import Scene
from mingjian.sample.scenes.ordinary import Home, found_beside, settled, spared_beside
from mingjian.sample.scenes.play import (
    BECAME_INELIGIBLE_BY_INCOME,
    BECAME_INELIGIBLE_BY_PROPERTY,
    WRONGLY_APPROVED,
    WRONGLY_APPROVED_DEVOLVED,
    Play,
    Script,
)
from mingjian.sample.scenes.records import (
    balance,
    business,
    changed,
    known_before,
    known_from,
    known_too_late,
    long_before,
)

FEN = Decimal("0.01")
LARGE_SALES = Decimal(2600000)


def _home(play: Play) -> Home:
    return settled(play, play.window(10))


def a_shop_owner_was_approved(play: Play) -> Sequence[Scene]:
    """An owner with large sales, on record before the grant."""
    home = _home(play)
    return found_beside(
        play,
        home,
        WRONGLY_APPROVED,
        business(play, home.head, "owner", LARGE_SALES, long_before(home), known_before(home)),
    )


def a_shareholder_of_ten_percent_was_approved(play: Play) -> Sequence[Scene]:
    """Exactly the share that counts, in a household that the township approved."""
    home = replace(_home(play), devolved=True)
    firm = business(play, home.members[1], "shareholder", LARGE_SALES, long_before(home), known_before(home))
    return found_beside(play, home, WRONGLY_APPROVED_DEVOLVED, changed(firm, share=Decimal("0.1")))


def a_firm_was_founded_on_the_allowance(play: Play) -> Sequence[Scene]:
    """Its legal representative is a member; it began after the grant."""
    home = _home(play)
    founded_on = play.day_in(home.months[2])
    firm = business(play, home.head, "legal_rep", LARGE_SALES, founded_on, known_from(play, founded_on))
    return found_beside(play, home, BECAME_INELIGIBLE_BY_INCOME, firm)


def a_shareholder_of_less_than_ten_percent(play: Play) -> Sequence[Scene]:
    """9.9 per cent."""
    home = _home(play)
    firm = business(play, home.head, "shareholder", LARGE_SALES, long_before(home), known_before(home))
    return spared_beside(play, home, changed(firm, share=Decimal("0.099")))


def a_member_of_a_cooperative(play: Play) -> Sequence[Scene]:
    """Members of cooperatives never count, however much the cooperative sells."""
    home = _home(play)
    return spared_beside(
        play, home, business(play, home.head, "member", LARGE_SALES, long_before(home), known_before(home))
    )


def a_stall_that_sells_little(play: Play) -> Sequence[Scene]:
    """An owner whose whole sales stay under a year's standard per person."""
    home = _home(play)
    sales = min(home.rates) * 12 * len(home.members) - FEN
    return spared_beside(
        play, home, business(play, home.head, "owner", sales, long_before(home), known_before(home))
    )


def a_firm_was_closed_before_the_grant(play: Play) -> Sequence[Scene]:
    """Cancelled, with its old sales still in the row."""
    home = _home(play)
    firm = business(play, home.head, "owner", LARGE_SALES, long_before(home), known_before(home))
    return spared_beside(
        play, home, changed(firm, status="cancelled", ended_on=home.granted_on - timedelta(days=60))
    )


def _limit(home: Home, rate: Decimal) -> Decimal:
    return rate * 24 * len(home.members)


def savings_were_known_before_the_grant(play: Play) -> Sequence[Scene]:
    """A balance of many years' standards, asked for and answered days before the approval."""
    home = _home(play)
    asked_on, known = (
        home.granted_on - timedelta(days=9),
        {"available_on": home.granted_on - timedelta(days=5)},
    )
    return found_beside(
        play, home, WRONGLY_APPROVED, balance(home.head, asked_on, _limit(home, max(home.rates)) * 2, known)
    )


def savings_a_fen_over_the_limit(play: Play) -> Sequence[Scene]:
    """Husband and wife together, one fen over, while on the list."""
    home = _home(play)
    asked_on, half = play.day_in(home.months[3]), _limit(home, max(home.rates)) / 2
    rows = [balance(member, asked_on, half, known_from(play, asked_on)) for member in home.members]
    return found_beside(
        play, home, BECAME_INELIGIBLE_BY_PROPERTY, *rows[1:], changed(rows[0], balance=half + FEN)
    )


def savings_came_on_the_allowance(play: Play) -> Sequence[Scene]:
    """The balance that the review of the household found."""
    home = _home(play)
    asked_on = play.day_in(home.months[5])
    return found_beside(
        play,
        home,
        BECAME_INELIGIBLE_BY_PROPERTY,
        balance(home.head, asked_on, _limit(home, max(home.rates)) * 3, known_from(play, asked_on)),
    )


def savings_exactly_at_the_limit(play: Play) -> Sequence[Scene]:
    """Not over it."""
    home = _home(play)
    asked_on = play.day_in(home.months[3])
    return spared_beside(
        play, home, balance(home.head, asked_on, _limit(home, min(home.rates)), known_from(play, asked_on))
    )


def savings_that_were_only_visible_later(play: Play) -> Sequence[Scene]:
    """The bank answered after the day of the data."""
    home = _home(play)
    return spared_beside(
        play,
        home,
        balance(
            home.head, play.day_in(home.months[3]), _limit(home, max(home.rates)) * 2, known_too_late(play)
        ),
    )


SCRIPTS = {
    "business-owner": Script(
        (
            a_shop_owner_was_approved,
            a_shareholder_of_ten_percent_was_approved,
            a_firm_was_founded_on_the_allowance,
        ),
        (
            a_shareholder_of_less_than_ten_percent,
            a_member_of_a_cooperative,
            a_stall_that_sells_little,
            a_firm_was_closed_before_the_grant,
        ),
    ),
    "deposits": Script(
        (savings_were_known_before_the_grant, savings_a_fen_over_the_limit, savings_came_on_the_allowance),
        (savings_exactly_at_the_limit, savings_that_were_only_visible_later),
    ),
}
