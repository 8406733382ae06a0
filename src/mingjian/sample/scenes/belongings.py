"""Scenes of family B about vehicles and homes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from mingjian.sample.scene import Scene
from mingjian.sample.scenes.ordinary import Home, found_beside, settled, spared_beside
from mingjian.sample.scenes.play import (
    BECAME_INELIGIBLE_BY_PROPERTY,
    WRONGLY_APPROVED,
    WRONGLY_APPROVED_DEVOLVED,
    Play,
    Script,
)
from mingjian.sample.scenes.records import (
    changed,
    disability,
    known_before,
    known_from,
    long_before,
    property_of,
    vehicle,
)

FEN = Decimal("0.01")
DEAR = Decimal(98000)


def _home(play: Play) -> Home:
    return settled(play, play.window(10))


def a_car_owner_was_approved(play: Play) -> Sequence[Scene]:
    """A car worth far more than a year's standard, on record before the grant."""
    home = _home(play)
    car = vehicle(
        play, home.members[1], "car", DEAR + play.rng.randint(0, 60000), long_before(home), known_before(home)
    )
    return found_beside(play, home, WRONGLY_APPROVED, car)


def a_truck_worth_just_a_year_of_the_standard(play: Play) -> Sequence[Scene]:
    """The threshold itself is reached, in a household that the township approved."""
    home = replace(_home(play), devolved=True)
    truck = vehicle(play, home.head, "truck", min(home.rates) * 12, long_before(home), known_before(home))
    return found_beside(play, home, WRONGLY_APPROVED_DEVOLVED, truck)


def a_car_was_bought_on_the_allowance(play: Play) -> Sequence[Scene]:
    """Registered some months after the grant."""
    home = _home(play)
    bought_on = play.day_in(home.months[4])
    return found_beside(
        play,
        home,
        BECAME_INELIGIBLE_BY_PROPERTY,
        vehicle(play, home.head, "car", DEAR, bought_on, known_from(play, bought_on)),
    )


def an_old_truck_was_visible_only_after_the_grant(play: Play) -> Sequence[Scene]:
    """Owned before, but not known when the household was approved."""
    home = _home(play)
    known = {"available_on": home.months[1].replace(day=15)}
    return found_beside(
        play,
        home,
        BECAME_INELIGIBLE_BY_PROPERTY,
        vehicle(play, home.head, "commercial", DEAR, long_before(home), known),
    )


def a_car_worth_a_fen_less(play: Play) -> Sequence[Scene]:
    """One fen under a year's standard."""
    home = _home(play)
    return spared_beside(
        play,
        home,
        vehicle(play, home.head, "car", min(home.rates) * 12 - FEN, long_before(home), known_before(home)),
    )


def a_motorcycle(play: Play) -> Sequence[Scene]:
    """No listed kind, whatever it is worth."""
    home = _home(play)
    return spared_beside(
        play,
        home,
        vehicle(play, home.head, "motorcycle", Decimal(16000), long_before(home), known_before(home)),
    )


def a_car_was_sold_before_the_grant(play: Play) -> Sequence[Scene]:
    """Transferred to somebody else; the row of the old owner remains."""
    home = _home(play)
    car = vehicle(play, home.head, "car", DEAR, long_before(home), known_before(home))
    return spared_beside(
        play, home, changed(car, status="transferred", ended_on=home.granted_on - timedelta(days=90))
    )


def a_truck_was_scrapped_before_the_grant(play: Play) -> Sequence[Scene]:
    """It no longer exists."""
    home = _home(play)
    truck = vehicle(play, home.head, "truck", DEAR, long_before(home), known_before(home))
    return spared_beside(
        play, home, changed(truck, status="scrapped", ended_on=home.granted_on - timedelta(days=40))
    )


def a_severe_disability_needs_the_car(play: Play) -> Sequence[Scene]:
    """The husband or wife is disabled in the first grade; the one car of the house takes them to the hospital."""
    home = _home(play)
    car = vehicle(play, home.head, "car", DEAR, long_before(home), known_before(home))
    return spared_beside(play, home, car, disability(home, home.members[1], "physical", 1))


def a_vehicle_for_the_disabled(play: Play) -> Sequence[Scene]:
    """An assistive vehicle is no wealth."""
    home = _home(play)
    return spared_beside(
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
    return found_beside(play, home, WRONGLY_APPROVED, *rows)


def a_shop_was_bought_on_the_allowance(play: Play) -> Sequence[Scene]:
    """One shop is enough, and it came after the grant."""
    home = _home(play)
    bought_on = play.day_in(home.months[3])
    shop = property_of(play, (home.head,), "shop", bought_on, known_from(play, bought_on))
    return found_beside(play, home, BECAME_INELIGIBLE_BY_PROPERTY, shop)


def a_second_home_was_bought_on_the_allowance(play: Play) -> Sequence[Scene]:
    """The first was known and lawful, the second is one too many."""
    home = _home(play)
    bought_on = play.day_in(home.months[4])
    first = property_of(play, (home.head,), "dwelling", long_before(home), known_before(home))
    second = property_of(play, (home.members[1],), "dwelling", bought_on, known_from(play, bought_on))
    return found_beside(play, home, BECAME_INELIGIBLE_BY_PROPERTY, first, second)


def an_office_was_known_to_the_township(play: Play) -> Sequence[Scene]:
    """An office beside the dwelling, in a household that the township approved."""
    home = replace(_home(play), devolved=True)
    usages = ("dwelling", "office")
    rows = [property_of(play, (home.head,), usage, long_before(home), known_before(home)) for usage in usages]
    return found_beside(play, home, WRONGLY_APPROVED_DEVOLVED, *rows)


def a_homestead_beside_the_dwelling(play: Play) -> Sequence[Scene]:
    """The old homestead is not counted."""
    return _two_units(play, "homestead")


def a_garage_beside_the_dwelling(play: Play) -> Sequence[Scene]:
    """A garage is no dwelling."""
    return _two_units(play, "garage")


def _two_units(play: Play, other: str) -> Sequence[Scene]:
    home = _home(play)
    usages = ("dwelling", other)
    return spared_beside(
        play,
        home,
        *(property_of(play, (home.head,), usage, long_before(home), known_before(home)) for usage in usages),
    )


def a_home_was_sold_before_the_grant(play: Play) -> Sequence[Scene]:
    """Of two dwellings one was given up in time."""
    home = _home(play)
    kept = property_of(play, (home.head,), "dwelling", long_before(home), known_before(home))
    sold = property_of(play, (home.head,), "dwelling", long_before(home), known_before(home))
    return spared_beside(play, home, kept, changed(sold, ended_on=home.granted_on - timedelta(days=50)))


def one_home_belongs_to_both(play: Play) -> Sequence[Scene]:
    """Two rows, one dwelling."""
    home = _home(play)
    return spared_beside(
        play, home, property_of(play, home.members, "dwelling", long_before(home), known_before(home))
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
}
