"""Scenes of family G about a year's budget, and about money left lying: in counties that hold nothing but ledgers.

Every budget is a year of a county or a league, lawful in all but the one thing that the scene is about.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product
from random import Random

from mingjian.exchange.divisions import inside
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.entries import entry
from mingjian.sample.scenes.registrar import Registrar

YEARS = 5
"""Finished years before the day of the data in which a budget may stand."""
Budget = dict[str, object]
Change = Callable[[Budget], Budget]
CLAUSES = {
    "budget-shortfall": ("7(2)", "10(1)"),
    "no-local-match": ("10(1)",),
    "idle-balance": (),
    "no-work-funds": ("10(2)",),
}


def lawful_budget(division: str, year: int, rng: Random) -> Budget:
    """Enough money, the place's own share as owed, little left over, and funds for the work."""
    required = Decimal(rng.randint(600, 900) * 10_000)
    return {
        "division": division,
        "year": year,
        "required": required,
        "upper": _share(required, 72),
        "local": _share(required, 20),
        "local_required": _share(required, 20),
        "carryover": _share(required, 5),
        "balance": _share(required, 3),
        "work_budget": Decimal(60_000),
        "work_rules": True,
        "league": _share(required, 4),
        "league_work_budget": Decimal(10_000),
    }


def _share(required: object, percent: int) -> Decimal:
    return (Decimal(str(required)) * percent / 100).quantize(Decimal("0.01"))


def a_tenth_is_missing(budget: Budget) -> Budget:
    """The support from above came to less than asked."""
    return budget | {"upper": _share(budget["required"], 61)}


def one_yuan_is_missing(budget: Budget) -> Budget:
    """Ninety-eight percent less one yuan."""
    return budget | {"upper": _share(budget["required"], 69) - 1}


def ninety_eight_percent_are_there(budget: Budget) -> Budget:
    """What the estimate may be wrong by."""
    return budget | {"upper": _share(budget["required"], 69)}


def the_league_fills_the_gap(budget: Budget) -> Budget:
    """Little from above, and more from the league."""
    return budget | {"upper": _share(budget["required"], 50), "league": _share(budget["required"], 24)}


def nothing_of_its_own(budget: Budget) -> Budget:
    """All of it came from above, though a fifth was owed."""
    return budget | {"local": Decimal(0), "upper": _share(budget["required"], 92)}


def nothing_of_its_own_and_no_exemption(budget: Budget) -> Budget:
    """What was owed is not on record either."""
    return nothing_of_its_own(budget) | {"local_required": None}


def a_fen_less_than_owed(budget: Budget) -> Budget:
    """The least that counts."""
    return budget | {"local": _share(budget["required"], 20) - Decimal("0.01")}


def an_exempt_place_owes_nothing(budget: Budget) -> Budget:
    """Nothing put in, nothing owed."""
    return nothing_of_its_own(budget) | {"local_required": Decimal(0)}


def more_than_it_owed(budget: Budget) -> Budget:
    """A generous county."""
    return budget | {"local": _share(budget["required"], 25)}


def a_fifth_lies_idle(budget: Budget) -> Budget:
    """Twice what a year may leave over."""
    return budget | {"balance": _share(budget["required"], 20)}


def a_fen_more_than_a_tenth_lies_idle(budget: Budget) -> Budget:
    """The least that counts."""
    return budget | {"balance": _share(budget["required"], 10) + Decimal("0.01")}


def a_tenth_is_left_over(budget: Budget) -> Budget:
    """As much as may be."""
    return budget | {"balance": _share(budget["required"], 10)}


def the_balance_is_not_on_record(budget: Budget) -> Budget:
    """What is unknown accuses nobody."""
    return budget | {"balance": None}


def neither_a_method_nor_a_budget(budget: Budget) -> Budget:
    """Nothing at all for the work."""
    return budget | {"work_rules": False, "work_budget": Decimal(0)}


def a_method_without_money(budget: Budget) -> Budget:
    """On paper only."""
    return budget | {"work_budget": Decimal(0)}


def money_without_a_method(budget: Budget) -> Budget:
    """Given, and nobody knows by what rule."""
    return budget | {"work_rules": False}


def a_small_budget_for_the_work(budget: Budget) -> Budget:
    """Little, but budgeted."""
    return budget | {"work_budget": Decimal(500)}


def what_the_work_got_is_not_on_record(budget: Budget) -> Budget:
    """Empty cells are unknown."""
    return budget | {"work_budget": None, "work_rules": None}


BUDGETS: dict[str, tuple[tuple[Change, ...], tuple[Change, ...]]] = {
    "budget-shortfall": (
        (a_tenth_is_missing, one_yuan_is_missing),
        (ninety_eight_percent_are_there, the_league_fills_the_gap),
    ),
    "no-local-match": (
        (nothing_of_its_own, a_fen_less_than_owed, nothing_of_its_own_and_no_exemption),
        (an_exempt_place_owes_nothing, more_than_it_owed),
    ),
    "idle-balance": (
        (a_fifth_lies_idle, a_fen_more_than_a_tenth_lies_idle),
        (a_tenth_is_left_over, the_balance_is_not_on_record),
    ),
    "no-work-funds": (
        (neither_a_method_nor_a_budget, a_method_without_money, money_without_a_method),
        (a_small_budget_for_the_work, what_the_work_got_is_not_on_record),
    ),
}


def fund_scenes(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    """The scenes of budgets and of money left lying, as many as a rule gets; none without counties for them."""
    counties = stage.spare_counties.get("G", ())
    if counties:
        yield from _budget_scenes(stage, counties)
        yield from _parked_scenes(stage, registrar, counties)


def _budget_scenes(stage: Stage, counties: tuple[str, ...]) -> Iterator[Scene]:
    """Each scene takes a finished year of a county or league, the latest years first, until there are none left."""
    years = range(stage.as_of.year - 1, stage.as_of.year - 1 - YEARS, -1)
    places = dict.fromkeys(place for county in counties for place in (county[:4], county))
    rng = Random(f"{stage.seed}/funds")
    for (rule, kind, change), (year, division) in zip(
        _changes(stage.per_rule), product(years, places), strict=False
    ):
        yield _budget_scene(rule, kind, change(lawful_budget(division, year, rng)))
    # A year that is not over may still be short of everything.
    budget = a_tenth_is_missing(lawful_budget(counties[0], stage.as_of.year, rng))
    yield _budget_scene("budget-shortfall", "look_alike", budget)


def _changes(per_rule: int) -> Iterator[tuple[str, str, Change]]:
    for number in range(per_rule):
        for rule, (violations, look_alikes) in BUDGETS.items():
            yield rule, "violation", violations[number % len(violations)]
            yield rule, "look_alike", look_alikes[number % len(look_alikes)]


def _budget_scene(rule: str, kind: str, budget: Budget) -> Scene:
    subject = f"{budget['division']}@{budget['year']}"
    scene = Scene(rule, "look_alike", "fund", subject, (), {"funds": [budget]})
    return scene if kind == "look_alike" else replace(scene, kind="violation", clauses=CLAUSES[rule])


Movement = tuple[int, str, Decimal, str]
"""Days after the first, direction, yuan, counterparty."""
MONEY, REST = Decimal(52_000), Decimal(51_300)
TOWNSHIP, CIVIL_AFFAIRS, CLOSED, INSTITUTION = "township", "civil_affairs", "closed", "institution"
Account = tuple[str, tuple[str, ...], tuple[Movement, ...]]
"""Holder, the clauses a finding about it names, what moved on it."""
LYING: tuple[Account, ...] = (
    # Paid out on the thirty-first day.
    (TOWNSHIP, ("8(5)",), ((0, "in", MONEY, "treasury"), (31, "out", MONEY, "recipients"))),
    # A part stays behind for good while the next month's money passes.
    (
        CIVIL_AFFAIRS,
        ("9(1)",),
        (
            (0, "in", MONEY, "treasury"),
            (6, "out", REST, "bank_batch"),
            (31, "in", MONEY, "treasury"),
            (36, "out", MONEY, "bank_batch"),
        ),
    ),
    # An agency that was closed still holds what came in.
    (CLOSED, (), ((0, "in", MONEY, "government"),)),
)
PASSING: tuple[Account, ...] = (
    # Paid out on the thirtieth day.
    (TOWNSHIP, (), ((0, "in", MONEY, "treasury"), (30, "out", MONEY, "recipients"))),
    # Every month's money leaves before the next one comes.
    (
        CIVIL_AFFAIRS,
        (),
        (
            (0, "in", MONEY, "treasury"),
            (7, "out", MONEY, "bank_batch"),
            (31, "in", REST, "treasury"),
            (38, "out", REST, "bank_batch"),
        ),
    ),
    # The account of an institution, from which its residents live.
    (INSTITUTION, (), ((0, "in", MONEY, "bank_batch"),)),
)


def _parked_scenes(stage: Stage, registrar: Registrar, counties: tuple[str, ...]) -> Iterator[Scene]:
    """Each scene takes the account of a township, or that of another holder of a county, until there are none left."""
    rng = Random(f"{stage.seed}/parked")
    townships = [township for county in counties for township in inside(county, "township")]
    places = {holder: iter(counties) for holder in (CIVIL_AFFAIRS, CLOSED, INSTITUTION)} | {
        TOWNSHIP: iter(townships)
    }
    for number in range(stage.per_rule):
        for kind, casts in (("violation", LYING), ("look_alike", PASSING)):
            holder, clauses, movements = casts[number % len(casts)]
            place = next(places[holder], None)
            if place is None:
                return
            rows = _account(stage, registrar, rng, place, holder, movements)
            scene = Scene("parked", "look_alike", "group", f"{place}@{holder}", clauses, rows)
            yield scene if kind == "look_alike" else replace(scene, kind="violation")


def _account(
    stage: Stage, registrar: Registrar, rng: Random, place: str, holder: str, movements: tuple[Movement, ...]
) -> Rows:
    """The movements of one account, early enough to be over long before the day of the data."""
    first_on = stage.last_month - timedelta(days=rng.randint(150, 400))
    rows = [
        entry(
            f"E{place}{registrar.number('entry')}",
            place,
            holder,
            first_on + timedelta(days=days),
            direction,
            amount=yuan,
            purpose="低保资金" if direction == "in" else "低保金代发",
            counterparty=counterparty,
        )
        for days, direction, yuan, counterparty in movements
    ]
    return {"account_entries": rows}
