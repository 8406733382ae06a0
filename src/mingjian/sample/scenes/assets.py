"""Scenes of family B about what a household owns: vehicles, homes, firms and deposits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.play import (
    BECAME_INELIGIBLE_BY_INCOME,
    BECAME_INELIGIBLE_BY_PROPERTY,
    WRONGLY_APPROVED,
    WRONGLY_APPROVED_DEVOLVED,
    Play,
    Script,
    merged,
)
from mingjian.sample.scenes.records import (
    balance,
    business,
    changed,
    disability,
    known_before,
    known_from,
    known_too_late,
    long_before,
    property_of,
    vehicle,
)

FEN = Decimal("0.01")
DEAR = Decimal(98000)
LARGE_SALES = Decimal(2600000)


def _home(play: Play) -> Home:
    return settled(play, play.window(10))


def _hit(play: Play, home: Home, clauses: tuple[str, ...], *rows: Rows) -> Sequence[Scene]:
    return [play.violation("household", home.household_id, clauses, merged(rows_of(play, home), *rows))]


def _spared(play: Play, home: Home, *rows: Rows) -> Sequence[Scene]:
    return [play.look_alike("household", home.household_id, merged(rows_of(play, home), *rows))]


def a_car_owner_was_approved(play: Play) -> Sequence[Scene]:
    """A car worth far more than a year's standard, on record before the grant."""
    home = _home(play)
    car = vehicle(
        play, home.members[1], "car", DEAR + play.rng.randint(0, 60000), long_before(home), known_before(home)
    )
    return _hit(play, home, WRONGLY_APPROVED, car)


def a_truck_worth_just_a_year_of_the_standard(play: Play) -> Sequence[Scene]:
    """The threshold itself is reached, in a household that the township approved."""
    home = replace(_home(play), devolved=True)
    truck = vehicle(play, home.head, "truck", min(home.rates) * 12, long_before(home), known_before(home))
    return _hit(play, home, WRONGLY_APPROVED_DEVOLVED, truck)


def a_car_was_bought_on_the_allowance(play: Play) -> Sequence[Scene]:
    """Registered some months after the grant."""
    home = _home(play)
    bought_on = play.day_in(home.months[4])
    return _hit(
        play,
        home,
        BECAME_INELIGIBLE_BY_PROPERTY,
        vehicle(play, home.head, "car", DEAR, bought_on, known_from(play, bought_on)),
    )


def an_old_truck_was_visible_only_after_the_grant(play: Play) -> Sequence[Scene]:
    """Owned before, but not known when the household was approved."""
    home = _home(play)
    known = {"available_on": home.months[1].replace(day=15)}
    return _hit(
        play,
        home,
        BECAME_INELIGIBLE_BY_PROPERTY,
        vehicle(play, home.head, "commercial", DEAR, long_before(home), known),
    )


def a_car_worth_a_fen_less(play: Play) -> Sequence[Scene]:
    """One fen under a year's standard."""
    home = _home(play)
    return _spared(
        play,
        home,
        vehicle(play, home.head, "car", min(home.rates) * 12 - FEN, long_before(home), known_before(home)),
    )


def a_motorcycle(play: Play) -> Sequence[Scene]:
    """No listed kind, whatever it is worth."""
    home = _home(play)
    return _spared(
        play,
        home,
        vehicle(play, home.head, "motorcycle", Decimal(16000), long_before(home), known_before(home)),
    )


def a_car_was_sold_before_the_grant(play: Play) -> Sequence[Scene]:
    """Transferred to somebody else; the row of the old owner remains."""
    home = _home(play)
    car = vehicle(play, home.head, "car", DEAR, long_before(home), known_before(home))
    return _spared(
        play, home, changed(car, status="transferred", ended_on=home.granted_on - timedelta(days=90))
    )


def a_truck_was_scrapped_before_the_grant(play: Play) -> Sequence[Scene]:
    """It no longer exists."""
    home = _home(play)
    truck = vehicle(play, home.head, "truck", DEAR, long_before(home), known_before(home))
    return _spared(
        play, home, changed(truck, status="scrapped", ended_on=home.granted_on - timedelta(days=40))
    )


def a_severe_disability_needs_the_car(play: Play) -> Sequence[Scene]:
    """The husband or wife is disabled in the first grade; the one car of the house takes them to the hospital."""
    home = _home(play)
    car = vehicle(play, home.head, "car", DEAR, long_before(home), known_before(home))
    return _spared(play, home, car, disability(home, home.members[1], "physical", 1))


def a_vehicle_for_the_disabled(play: Play) -> Sequence[Scene]:
    """An assistive vehicle is no wealth."""
    home = _home(play)
    return _spared(
        play,
        home,
        vehicle(play, home.members[1], "assistive", Decimal(21000), long_before(home), known_before(home)),
    )


def two_homes_were_known(play: Play) -> Sequence[Scene]:
    """Husband and wife each own a dwelling, on record before the grant."""
    home = _home(play)
    rows = [
        property_of(play, (member,), "dwelling", long_before(home), known_before(home))
        for member in home.members
    ]
    return _hit(play, home, WRONGLY_APPROVED, *rows)


def a_shop_was_bought_on_the_allowance(play: Play) -> Sequence[Scene]:
    """One shop is enough, and it came after the grant."""
    home = _home(play)
    bought_on = play.day_in(home.months[3])
    shop = property_of(play, (home.head,), "shop", bought_on, known_from(play, bought_on))
    return _hit(play, home, BECAME_INELIGIBLE_BY_PROPERTY, shop)


def a_second_home_was_bought_on_the_allowance(play: Play) -> Sequence[Scene]:
    """The first was known and lawful, the second is one too many."""
    home = _home(play)
    bought_on = play.day_in(home.months[4])
    first = property_of(play, (home.head,), "dwelling", long_before(home), known_before(home))
    second = property_of(play, (home.members[1],), "dwelling", bought_on, known_from(play, bought_on))
    return _hit(play, home, BECAME_INELIGIBLE_BY_PROPERTY, first, second)


def an_office_was_known_to_the_township(play: Play) -> Sequence[Scene]:
    """An office beside the dwelling, in a household that the township approved."""
    home = replace(_home(play), devolved=True)
    usages = ("dwelling", "office")
    rows = [property_of(play, (home.head,), usage, long_before(home), known_before(home)) for usage in usages]
    return _hit(play, home, WRONGLY_APPROVED_DEVOLVED, *rows)


def a_homestead_beside_the_dwelling(play: Play) -> Sequence[Scene]:
    """The old homestead is not counted."""
    return _two_units(play, "homestead")


def a_garage_beside_the_dwelling(play: Play) -> Sequence[Scene]:
    """A garage is no dwelling."""
    return _two_units(play, "garage")


def _two_units(play: Play, other: str) -> Sequence[Scene]:
    home = _home(play)
    usages = ("dwelling", other)
    return _spared(
        play,
        home,
        *(property_of(play, (home.head,), usage, long_before(home), known_before(home)) for usage in usages),
    )


def a_home_was_sold_before_the_grant(play: Play) -> Sequence[Scene]:
    """Of two dwellings one was given up in time."""
    home = _home(play)
    kept = property_of(play, (home.head,), "dwelling", long_before(home), known_before(home))
    sold = property_of(play, (home.head,), "dwelling", long_before(home), known_before(home))
    return _spared(play, home, kept, changed(sold, ended_on=home.granted_on - timedelta(days=50)))


def one_home_belongs_to_both(play: Play) -> Sequence[Scene]:
    """Two rows, one dwelling."""
    home = _home(play)
    return _spared(
        play, home, property_of(play, home.members, "dwelling", long_before(home), known_before(home))
    )


def a_shop_owner_was_approved(play: Play) -> Sequence[Scene]:
    """An owner with large sales, on record before the grant."""
    home = _home(play)
    return _hit(
        play,
        home,
        WRONGLY_APPROVED,
        business(play, home.head, "owner", LARGE_SALES, long_before(home), known_before(home)),
    )


def a_shareholder_of_ten_percent_was_approved(play: Play) -> Sequence[Scene]:
    """Exactly the share that counts, in a household that the township approved."""
    home = replace(_home(play), devolved=True)
    firm = business(play, home.members[1], "shareholder", LARGE_SALES, long_before(home), known_before(home))
    return _hit(play, home, WRONGLY_APPROVED_DEVOLVED, changed(firm, share=Decimal("0.1")))


def a_firm_was_founded_on_the_allowance(play: Play) -> Sequence[Scene]:
    """Its legal representative is a member; it began after the grant."""
    home = _home(play)
    founded_on = play.day_in(home.months[2])
    firm = business(play, home.head, "legal_rep", LARGE_SALES, founded_on, known_from(play, founded_on))
    return _hit(play, home, BECAME_INELIGIBLE_BY_INCOME, firm)


def a_shareholder_of_less_than_ten_percent(play: Play) -> Sequence[Scene]:
    """9.9 per cent."""
    home = _home(play)
    firm = business(play, home.head, "shareholder", LARGE_SALES, long_before(home), known_before(home))
    return _spared(play, home, changed(firm, share=Decimal("0.099")))


def a_member_of_a_cooperative(play: Play) -> Sequence[Scene]:
    """Members of cooperatives never count, however much the cooperative sells."""
    home = _home(play)
    return _spared(
        play, home, business(play, home.head, "member", LARGE_SALES, long_before(home), known_before(home))
    )


def a_stall_that_sells_little(play: Play) -> Sequence[Scene]:
    """An owner whose whole sales stay under a year's standard per person."""
    home = _home(play)
    sales = min(home.rates) * 12 * len(home.members) - FEN
    return _spared(
        play, home, business(play, home.head, "owner", sales, long_before(home), known_before(home))
    )


def a_firm_was_closed_before_the_grant(play: Play) -> Sequence[Scene]:
    """Cancelled, with its old sales still in the row."""
    home = _home(play)
    firm = business(play, home.head, "owner", LARGE_SALES, long_before(home), known_before(home))
    return _spared(
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
    return _hit(
        play, home, WRONGLY_APPROVED, balance(home.head, asked_on, _limit(home, max(home.rates)) * 2, known)
    )


def savings_a_fen_over_the_limit(play: Play) -> Sequence[Scene]:
    """Husband and wife together, one fen over, while on the list."""
    home = _home(play)
    asked_on, half = play.day_in(home.months[3]), _limit(home, max(home.rates)) / 2
    rows = [balance(member, asked_on, half, known_from(play, asked_on)) for member in home.members]
    return _hit(play, home, BECAME_INELIGIBLE_BY_PROPERTY, *rows[1:], changed(rows[0], balance=half + FEN))


def savings_came_on_the_allowance(play: Play) -> Sequence[Scene]:
    """The balance that the review of the household found."""
    home = _home(play)
    asked_on = play.day_in(home.months[5])
    return _hit(
        play,
        home,
        BECAME_INELIGIBLE_BY_PROPERTY,
        balance(home.head, asked_on, _limit(home, max(home.rates)) * 3, known_from(play, asked_on)),
    )


def savings_exactly_at_the_limit(play: Play) -> Sequence[Scene]:
    """Not over it."""
    home = _home(play)
    asked_on = play.day_in(home.months[3])
    return _spared(
        play, home, balance(home.head, asked_on, _limit(home, min(home.rates)), known_from(play, asked_on))
    )


def savings_that_were_only_visible_later(play: Play) -> Sequence[Scene]:
    """The bank answered after the day of the data."""
    home = _home(play)
    return _spared(
        play,
        home,
        balance(
            home.head, play.day_in(home.months[3]), _limit(home, max(home.rates)) * 2, known_too_late(play)
        ),
    )


SCRIPTS = {
    "vehicle-owner": Script(
        (
            a_car_owner_was_approved,
            a_car_was_bought_on_the_allowance,
            a_truck_worth_just_a_year_of_the_standard,
            an_old_truck_was_visible_only_after_the_grant,
        ),
        (
            a_car_worth_a_fen_less,
            a_car_was_sold_before_the_grant,
            a_severe_disability_needs_the_car,
            a_motorcycle,
            a_truck_was_scrapped_before_the_grant,
            a_vehicle_for_the_disabled,
        ),
    ),
    "extra-housing": Script(
        (
            two_homes_were_known,
            a_second_home_was_bought_on_the_allowance,
            a_shop_was_bought_on_the_allowance,
            an_office_was_known_to_the_township,
        ),
        (
            a_homestead_beside_the_dwelling,
            one_home_belongs_to_both,
            a_home_was_sold_before_the_grant,
            a_garage_beside_the_dwelling,
        ),
    ),
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
