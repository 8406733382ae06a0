"""Scenes of family M about offices: counties with many strong findings among others with a few, and falling lists."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.calendar import month_after, months_between
from mingjian.sample.scenes.lists import (
    Ground,
    Listed,
    Marked,
    drawn_up,
    ground_of,
    has_mark,
    ordinary_homes,
    recent,
)
from mingjian.sample.scenes.ordinary import LEFT_FOR_INCOME, Home
from mingjian.sample.scenes.registrar import Registrar

COUNTY, LEADERS = ("9(1)",), ("7(1)",)
TOWNSHIP = {"A": ("8(5)", "8(6)"), "E": ("8(3)",), "F": ("8(5)",)}
MANY, FEW = 20, 19
HOMES = 24
LONG_LIST, BEFORE_THE_FALL = 22, 11
"""Months of a list that falls, and how many of them it is whole: a year later there are ten to compare."""
SUBSIDY = Decimal(25)
MOVED, EARNING = "户籍迁出", "收入超过标准"


def pattern_scenes(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    """One scene of many rules per county; none where no county is left to them or the months are too few."""
    if len(months_between(stage.first_month, stage.last_month)) < LONG_LIST:
        return
    for number, code in enumerate(stage.spare_counties.get("M", ())):
        act = ACTS[number] if number < len(ACTS) else an_ordinary_county
        yield from act(ground_of(stage, registrar, code))


def an_ordinary_county(ground: Ground) -> Iterator[Scene]:
    """A few strong findings of every family, as everywhere."""
    listed = drawn_up(ground, ordinary_homes(ground))
    yield from _told(ground, listed, (), ())


def one_township_pays_twenty_prisoners(ground: Ground) -> Iterator[Scene]:
    """All of them in one township, so that it stands out as the county does; leaders are not touched by one family."""
    homes = _in_township(ground, 0, "A", MANY)
    yield from _told(ground, drawn_up(ground, homes), COUNTY, (), (0, TOWNSHIP["A"]))


def an_officer_holds_twenty_accounts(ground: Ground) -> Iterator[Scene]:
    """Of one township."""
    homes = _in_township(ground, 0, "F", MANY)
    yield from _told(ground, drawn_up(ground, homes), COUNTY, (), (0, TOWNSHIP["F"]))


def all_three_families_stand_out(ground: Ground) -> Iterator[Scene]:
    """Twenty of each in the county, ten in each of two townships: no township has enough."""
    marks = ["AEF"] * MANY
    leaders = LEADERS if has_mark("E") else ()
    yield from _told(ground, drawn_up(ground, _in_two(ground, marks)), COUNTY, leaders, (0, ()), (1, ()))


def the_third_family_is_one_short(ground: Ground) -> Iterator[Scene]:
    """Twenty in custody, twenty accounts held, nineteen surveys too late."""
    marks = ["AEF"] * FEW + ["AF"]
    yield from _told(ground, drawn_up(ground, _in_two(ground, marks)), COUNTY, (), (0, ()), (1, ()))


def nineteen_prisoners_in_one_township(ground: Ground) -> Iterator[Scene]:
    """Far above the median, and one finding too few."""
    homes = _in_township(ground, 0, "A", FEW)
    yield from _told(ground, drawn_up(ground, homes), (), (), (0, ()))


def twenty_four_accounts_of_strangers(ground: Ground) -> Iterator[Scene]:
    """A lead on every household, which a visit has to settle; what is strong is as few as everywhere."""
    villages = ground.villages_of(0)
    homes = [
        Marked(villages[n % len(villages)], "AEF" if n < 4 else "", recent(ground, n)) for n in range(HOMES)
    ]
    listed = drawn_up(ground, homes)
    strangers = [home for home in listed.homes if home.holder_id == home.head.person_id]
    rows, holders = listed.rows, {home.household_id: _stranger(ground) for home in strangers}
    for row in (*rows["grants"], *rows["payments"]):
        if row["household_id"] in holders:
            row["account_holder_id"] = holders[str(row["household_id"])]
    beside = [
        Scene("payee-outside-household", "violation", "household", household, ("8(5)",), {})
        for household in holders
    ]
    yield from _told(ground, replace(listed, scenes=(*listed.scenes, *beside)), (), (), (0, ()))


def a_quarter_of_the_list_is_gone(ground: Ground) -> Iterator[Scene]:
    """Five of twenty moved away within a month, and nobody left for an income."""
    yield from _fallen(ground, gone=5, reasons=(MOVED,) * 5, clauses=LEADERS)


def more_than_a_fifth_is_gone(ground: Ground) -> Iterator[Scene]:
    """Nine of twenty-one: many more than the rule asks for."""
    yield from _fallen(ground, gone=9, reasons=(MOVED,) * 9, clauses=LEADERS, count=21)


def exactly_a_fifth_is_gone(ground: Ground) -> Iterator[Scene]:
    """Four of twenty."""
    yield from _fallen(ground, gone=4, reasons=(MOVED,) * 4, clauses=())


def the_list_fell_because_people_earn(ground: Ground) -> Iterator[Scene]:
    """Five of twenty are gone, one of them for his income; in the year before there was none."""
    yield from _fallen(ground, gone=5, reasons=(EARNING, *(MOVED,) * 4), clauses=())


ACTS: tuple[Callable[[Ground], Iterator[Scene]], ...] = (
    one_township_pays_twenty_prisoners,
    all_three_families_stand_out,
    nineteen_prisoners_in_one_township,
    a_quarter_of_the_list_is_gone,
    exactly_a_fifth_is_gone,
    an_officer_holds_twenty_accounts,
    the_third_family_is_one_short,
    twenty_four_accounts_of_strangers,
    more_than_a_fifth_is_gone,
    the_list_fell_because_people_earn,
    all_three_families_stand_out,
)


def _in_township(ground: Ground, number: int, mark: str, many: int) -> list[Marked]:
    """Households of one township, `many` of them with the mark, four with the others as everywhere."""
    villages, others = ground.villages_of(number), "AEF".replace(mark, "")
    marks = [mark] * many + [""] * (HOMES - many)
    return [
        Marked(villages[n % len(villages)], marks[n] + (others if n >= HOMES - 4 else ""), recent(ground, n))
        for n in range(HOMES)
    ]


def _in_two(ground: Ground, marks: Sequence[str]) -> list[Marked]:
    """Households of two townships by turns, the first of them with these marks."""
    every = [*marks, *[""] * (HOMES - len(marks))]
    villages = [ground.villages_of(0), ground.villages_of(1)]
    return [
        Marked(villages[n % 2][n // 2 % len(villages[n % 2])], of, recent(ground, n))
        for n, of in enumerate(every)
    ]


def _told(
    ground: Ground,
    listed: Listed,
    county: tuple[str, ...],
    leaders: tuple[str, ...],
    *townships: tuple[int, tuple[str, ...]],
) -> Iterator[Scene]:
    """What must be found about the county, its leaders and some townships (number, clauses), and what not."""
    scene = _scene("office-pattern", "county", ground.code, county)
    yield replace(scene, rows=listed.rows)
    yield from listed.scenes
    yield _scene("leadership-pattern", "county", ground.code, leaders)
    for number, clauses in townships:
        yield _scene("office-pattern-township", "township", ground.villages_of(number)[0][:9], clauses)


def _scene(rule: str, kind: str, subject: str, clauses: tuple[str, ...]) -> Scene:
    return Scene(rule, "violation" if clauses else "look_alike", kind, subject, clauses, {})


def _fallen(
    ground: Ground, gone: int, reasons: Sequence[str], clauses: tuple[str, ...], count: int = 20
) -> Iterator[Scene]:
    """A list of that length, of which so many leave in one month a good year before the end."""
    whole = ground.months[-LONG_LIST:]
    until = whole[:BEFORE_THE_FALL]
    villages = ground.villages
    homes = [
        Marked(
            villages[n * len(villages) // count],
            "AEF" if n < 4 else "",
            until if n >= count - gone else whole,
        )
        for n in range(count)
    ]
    listed = drawn_up(ground, homes)
    left = [home.household_id for home in listed.homes[count - gone :]]
    for row in listed.rows["grants"]:
        if row["household_id"] in left and row["end_reason"] == LEFT_FOR_INCOME:
            row["end_reason"] = reasons[left.index(str(row["household_id"]))]
    _pay_subsidies(ground, listed.rows, listed.homes)
    yield from _told(ground, listed, (), ())
    yield _scene("coverage-drop", "county", ground.code, clauses)


def _pay_subsidies(ground: Ground, rows: Rows, homes: Sequence[Home]) -> None:
    """The subsidy of a month of high prices, in the month after it."""
    for trigger in ground.stage.price_months(ground.months):
        month = month_after(trigger)
        for home in homes:
            if month in home.months:
                rows["payments"].append(_subsidy(home, month))


def _subsidy(home: Home, month: date) -> dict[str, object]:
    amount = SUBSIDY * len(home.members)
    return {
        "household_id": home.household_id,
        "period": month,
        "kind": "price_subsidy",
        "due": amount,
        "paid": amount,
        "paid_on": month.replace(day=25),
        "channel": "card",
        "account_no": home.account_no,
        "account_holder_id": home.holder_id,
    }


def _stranger(ground: Ground) -> str:
    born_on = date(ground.rng.randint(1965, 1985), ground.rng.randint(1, 12), ground.rng.randint(1, 28))
    return ground.registrar.identity(ground.rng, born_on, "female")
