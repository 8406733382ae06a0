"""Scenes of family J: the incomes found in a township, in counties that hold nothing but ledgers.

Each scene takes a township. Its households came to the list in the months since January, in lawful order; only the
figures of their incomes are what the scene is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from mingjian.exchange.divisions import inside
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, HEAD
from mingjian.sample.scenes.play import Play, merged
from mingjian.sample.scenes.registrar import Registrar

SHOWN = ("8(3)",)
COPIED = Decimal(210)
"""An income a head that many households have."""
SHORTEST, LONGEST = 6, 9
"""Months on the list up to the last one."""


@dataclass(frozen=True)
class Found:
    """How many households of a township were found at which incomes a head: `alike` of them at one figure, `near` from
    95 percent of the standard up, `lower` from 90 percent up; the others all differ and lie far below.
    """

    households: int
    alike: int = 0
    figure: Decimal = COPIED
    near: int = 0
    lower: int = 0

    def income(self, number: int, standard: Decimal) -> Decimal:
        """The income a head of the number-th household, by the standard of its first month."""
        if number < self.alike:
            return self.figure
        if number < self.near:
            return standard - number if number else standard * 95 / 100
        if number < self.near + self.lower:
            return (standard * 91 / 100).quantize(Decimal(1)) + number % 3
        return Decimal(101 + number * 3)


TEN_OF_NINETEEN_ALIKE = Found(19, alike=10)
ALL_ALIKE = Found(12, alike=12)
TEN_OF_TWENTY_ALIKE = Found(20, alike=10)
NO_INCOME_AT_ALL = Found(12, alike=12, figure=Decimal(0))
FOUR_UNDER_THE_LINE = Found(30, near=4)
SEVEN_UNDER_THE_LINE_AND_TWO_LOWER = Found(32, near=7, lower=2)
SIX_UNDER_THE_LINE_AND_TWO_LOWER = Found(32, near=6, lower=2)
FOUR_UNDER_THE_LINE_OF_TWENTY_NINE = Found(29, near=4)

TOWNSHIPS: dict[str, tuple[tuple[Found, ...], tuple[Found, ...]]] = {
    "identical-incomes": ((TEN_OF_NINETEEN_ALIKE, ALL_ALIKE), (TEN_OF_TWENTY_ALIKE, NO_INCOME_AT_ALL)),
    "just-under-line": (
        (FOUR_UNDER_THE_LINE, SEVEN_UNDER_THE_LINE_AND_TWO_LOWER),
        (SIX_UNDER_THE_LINE_AND_TWO_LOWER, FOUR_UNDER_THE_LINE_OF_TWENTY_NINE),
    ),
}
"""By rule: the violations and the look-alikes, each at the edge of a number or well past it."""


def figure_scenes(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    """As many scenes as a rule gets, each in a township of its own; none without counties or months for them."""
    townships = iter(_townships(stage.spare_counties.get("J", ())))
    for number in range(stage.per_rule):
        for rule, (violations, look_alikes) in TOWNSHIPS.items():
            for kind, casts in (("violation", violations), ("look_alike", look_alikes)):
                township = next(townships, None)
                if township is None:
                    return
                rng = Random(f"{stage.seed}/{rule}/{kind}/{number}")
                play = Play(stage, registrar, rng, rule, inside(township, "village")[0])
                rows = _township(play, inside(township, "village"), casts[number % len(casts)])
                if kind == "violation":
                    yield play.violation("township", township, SHOWN, rows)
                else:
                    yield play.look_alike("township", township, rows)


def _townships(counties: Sequence[str]) -> list[str]:
    """Townships with villages enough, a county's after each other."""
    return [t for county in counties for t in inside(county, "township") if len(inside(t, "village")) >= 4]


def _township(play: Play, villages: Sequence[str], found: Found) -> Rows:
    rows = []
    for number in range(found.households):
        village = villages[number % 4]
        months = play.months[-(SHORTEST + number % (LONGEST - SHORTEST + 1)) :]
        home = settled(play, months, COUPLE if number % 3 else (HEAD,), village=village)
        rows.append(
            rows_of(replace(play, village=village), _found_at(home, found.income(number, home.rates[0])))
        )
    return merged(*rows)


def _found_at(home: Home, per_capita: Decimal) -> Home:
    """The household with that income a head, declared by its head."""
    household = home.with_member(0, income=per_capita * len(home.members))
    return replace(household, income_per_capita=per_capita)
