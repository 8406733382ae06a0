"""Scenes of family B about what a year brought: taxed income, herds and their subsidies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import months_between
from mingjian.sample.scenes.ordinary import Home, found_beside, settled, spared_beside
from mingjian.sample.scenes.people import COUPLE, FAMILY
from mingjian.sample.scenes.play import (
    BECAME_INELIGIBLE_BY_INCOME,
    DEVOLVED_INELIGIBLE_BY_INCOME,
    WRONGLY_APPROVED,
    NoRoom,
    Play,
    Script,
)
from mingjian.sample.scenes.records import changed, herd, known_from, known_too_late, taxed

FEN = Decimal("0.01")
SHEEP_PRICE = Decimal(260)
"""Yuan a year that a sheep unit yields under the local document of the scenes' villages."""
EXEMPT_UNITS = Decimal(30)
"""Sheep units per person that grazing needs, under the same document."""


def _tax_year(play: Play, relations: tuple[str, ...] = COUPLE) -> tuple[Home, int, dict[str, date]]:
    """A household on the list for the whole of one year, whose tax the office sees in June of the next."""
    years = [
        year
        for year in range(play.stage.first_month.year, play.stage.last_month.year + 1)
        if play.stage.first_month <= date(year, 1, 1)
        and date(year, 12, 1) <= play.stage.last_month
        and date(year + 1, 6, 10) <= play.stage.as_of
    ]
    if not years:
        raise NoRoom("a whole year whose tax is known")
    year = play.rng.choice(years)
    home = settled(play, months_between(date(year, 1, 1), date(year, 12, 1)), relations)
    return home, year, {"available_on": date(year + 1, 6, 10)}


def a_salary_was_taxed(play: Play) -> Sequence[Scene]:
    """A year's taxed income many times the standard."""
    home, year, known = _tax_year(play)
    return found_beside(
        play,
        home,
        BECAME_INELIGIBLE_BY_INCOME,
        taxed(home.members[1], year, Decimal(play.rng.randint(48000, 90000)), known),
    )


def a_taxed_income_one_fen_over_the_standard(play: Play) -> Sequence[Scene]:
    """Just over twelve standards per person, in a household that the township approved."""
    home, year, known = _tax_year(play)
    home = replace(home, devolved=True)
    return found_beside(
        play,
        home,
        DEVOLVED_INELIGIBLE_BY_INCOME,
        taxed(home.head, year, max(home.rates) * 12 * len(home.members) + FEN, known),
    )


def a_taxed_income_at_the_standard(play: Play) -> Sequence[Scene]:
    """Exactly twelve standards per person are not over them."""
    home, year, known = _tax_year(play)
    return spared_beside(play, home, taxed(home.head, year, min(home.rates) * 12 * len(home.members), known))


def a_taxed_income_shared_by_three(play: Play) -> Sequence[Scene]:
    """Over the standard for one person, under it for the household."""
    home, year, known = _tax_year(play, FAMILY)
    return spared_beside(play, home, taxed(home.head, year, min(home.rates) * 12 * 2, known))


def a_taxed_income_that_was_only_visible_later(play: Play) -> Sequence[Scene]:
    """The tax office's extract came after the day of the data."""
    home, year, _ = _tax_year(play)
    return spared_beside(play, home, taxed(home.members[1], year, Decimal(60000), known_too_late(play)))


def _pastoral_year(play: Play, first: int) -> tuple[Home, Rows]:
    """A household paid from a month (1 to 12) to the end of one year, and the local document that counts its herd."""
    years = [
        m.year
        for m in play.months
        if m.month == max(first - 1, 1) and date(m.year, 12, 1) <= play.stage.last_month
    ]
    if not years:
        raise NoRoom("a year to its end")
    year = play.rng.choice(years)
    home = settled(play, months_between(date(year, first, 1), date(year, 12, 1)))
    return home, _local_document(play)


def _local_document(play: Play) -> Rows:
    """What the banner laid down for this village: price, exemption, and the rule's other local numbers."""
    values = {"sheep_price": SHEEP_PRICE, "exempt_units": EXEMPT_UNITS}
    return {
        "local_rules": [
            {
                "division": play.village,
                "rule": "pastoral-income",
                "parameter": name,
                "value": str(value),
                "from_day": date(play.stage.first_month.year - 2, 1, 1),
                "document": "旗政办发〔2020〕17号",
            }
            for name, value in values.items()
        ]
    }


def _herd_worth(home: Home, yuan: Decimal) -> Decimal:
    """Sheep units whose yield, less the exempt ones, is that much or one unit more."""
    return yuan // SHEEP_PRICE + 1 + EXEMPT_UNITS * len(home.members)


def a_large_herd_was_known(play: Play) -> Sequence[Scene]:
    """Counted and known some weeks before the grant."""
    home, document = _pastoral_year(play, 5)
    counted_on = home.granted_on - timedelta(days=60)
    known = {"available_on": home.granted_on - timedelta(days=20)}
    units = _herd_worth(home, max(home.rates) * 12 * len(home.members) * 2)
    return found_beside(play, home, WRONGLY_APPROVED, herd(home.head, units, counted_on, known), document)


def a_herd_grew_on_the_allowance(play: Play) -> Sequence[Scene]:
    """The census of June finds just more than twelve standards per person."""
    home, document = _pastoral_year(play, 2)
    counted_on = date(home.months[0].year, 6, 30)
    units = _herd_worth(home, max(home.rates) * 12 * len(home.members))
    return found_beside(
        play,
        home,
        BECAME_INELIGIBLE_BY_INCOME,
        herd(home.head, units, counted_on, known_from(play, counted_on)),
        document,
    )


def a_herd_and_a_counted_subsidy(play: Play) -> Sequence[Scene]:
    """The herd alone is under the limit, with the counted subsidy of the grassland it is over."""
    home, document = _pastoral_year(play, 2)
    year, limit = home.months[0].year, max(home.rates) * 12 * len(home.members)
    counted_on = date(year, 6, 30)
    animals = herd(home.head, EXEMPT_UNITS * len(home.members) + 20, counted_on, known_from(play, counted_on))
    return found_beside(
        play, home, BECAME_INELIGIBLE_BY_INCOME, animals, _grassland(play, home, year, limit), document
    )


def _grassland(play: Play, home: Home, year: int, amount: Decimal) -> Rows:
    row = {
        "person_id": home.head.person_id,
        "kind": "grassland",
        "year": year,
        "amount": amount,
        "counted": True,
    }
    return {"subsidies": [row | known_from(play, date(year, 9, 20))]}


def a_herd_that_grazing_needs(play: Play) -> Sequence[Scene]:
    """As many sheep as the document leaves to the household."""
    home, document = _pastoral_year(play, 2)
    counted_on = date(home.months[0].year, 6, 30)
    return spared_beside(
        play,
        home,
        herd(home.head, EXEMPT_UNITS * len(home.members), counted_on, known_from(play, counted_on)),
        document,
    )


def a_subsidy_that_does_not_count(play: Play) -> Sequence[Scene]:
    """By local rule the grassland subsidy is no income."""
    home, document = _pastoral_year(play, 2)
    year = home.months[0].year
    counted_on = date(year, 6, 30)
    animals = herd(home.head, EXEMPT_UNITS, counted_on, known_from(play, counted_on))
    return spared_beside(
        play, home, animals, changed(_grassland(play, home, year, Decimal(45000)), counted=False), document
    )


SCRIPTS = {
    "taxed-income": Script(
        (a_salary_was_taxed, a_taxed_income_one_fen_over_the_standard),
        (
            a_taxed_income_at_the_standard,
            a_taxed_income_shared_by_three,
            a_taxed_income_that_was_only_visible_later,
        ),
    ),
    "pastoral-income": Script(
        (a_large_herd_was_known, a_herd_grew_on_the_allowance, a_herd_and_a_counted_subsidy),
        (a_herd_that_grazing_needs, a_subsidy_that_does_not_count),
    ),
}
