"""Scenes of family F about a whole county: each county without anything of the base is one of two casts.

In one the lists stand still and the channel is left; in the other allowances and price subsidies do not follow.
What one county does wrong another does right in the same season, so that two counties hold the scenes of four rules.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from mingjian.exchange.divisions import inside
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.calendar import month_after, months_between
from mingjian.sample.scenes.ledger import batch_rows
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import COUPLE, FAMILY, HEAD
from mingjian.sample.scenes.play import Play, area_of, merged
from mingjian.sample.scenes.registrar import Registrar
from mingjian.sample.standards import standard_rows

VILLAGES = 10
HOMES_OF_A_VILLAGE = 4
KINDS = ((HEAD,), COUPLE, FAMILY)
SUBSIDY = Decimal(25)
FOR_GOOD = 99
"""Months of waiting beyond the end of any sample."""

NOT_CARRIED_OUT = ("7(1)",)
NOT_RAISED = ("8(5)", "10(1)")
OFF_CHANNEL = ("10(3)",)


@dataclass(frozen=True)
class County:
    """A county to be played: its code, its villages, its number in the order, and what it is played with."""

    code: str
    villages: tuple[str, ...]
    number: int
    stage: Stage
    registrar: Registrar
    rng: Random

    @property
    def months(self) -> tuple[date, ...]:
        return months_between(self.stage.first_month, self.stage.last_month)

    def play(self, rule: str, village: str) -> Play:
        return Play(self.stage, self.registrar, self.rng, rule, village)

    def scene(self, rule: str, subject: str, clauses: tuple[str, ...]) -> Scene:
        """What a rule must find here (or, without clauses, leave alone); the rows stand with the first scene."""
        kind = "group" if "@" in subject else "county"
        return Scene(rule, "violation" if clauses else "look_alike", kind, subject, clauses, {})


def county_scenes(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    """The scenes of the counties, at most twice `per_rule` of them; none where no county is empty."""
    for number, code in enumerate(stage.empty_counties[: 2 * stage.per_rule]):
        rural = [village for village in inside(code, "village") if area_of(village) == "rural"]
        if len(rural) < VILLAGES or len(months_between(stage.first_month, stage.last_month)) < 30:
            continue
        rng = Random(f"{stage.seed}/county/{code}")
        county = County(code, tuple(rng.sample(rural, VILLAGES)), number, stage, registrar, rng)
        yield from _still_lists(county) if number % 2 == 0 else _low_allowances(county)


def _still_lists(county: County) -> Iterator[Scene]:
    """Four villages in five have as many places as two years ago; some months are paid past the channel."""
    homes = _lists(county, changing=VILLAGES - VILLAGES * 4 // 5)
    raised = _last_rise(county)
    homes = (
        _all_late(county, homes, raised) if county.number % 4 == 0 else _some_waiting(county, homes, raised)
    )
    rows = _county_rows(county, homes)
    months = _some_months(county)
    for n, month in enumerate(months):
        _leave_the_channel(county, rows, month, n)
    _pay_subsidies(county, rows, homes, after=2)
    yield replace(county.scene("fixed-quota", county.code, NOT_CARRIED_OUT), rows=rows)
    yield county.scene("below-standard", county.code, ())
    for month in months:
        yield county.scene("off-channel", f"{county.code}@{month:%Y-%m}", OFF_CHANNEL)
    for month in _judged(county):
        yield county.scene("price-subsidy-missed", f"{county.code}@{month:%Y-%m}", ())


def _low_allowances(county: County) -> Iterator[Scene]:
    """Half of the households or more wait in vain for the raised standard, and nobody sees a price subsidy."""
    homes = _lists(county, changing=VILLAGES - VILLAGES * 4 // 5 + 1)
    raised = _last_rise(county)
    waiting = set(_running(homes, raised)[:: 2 if county.number % 4 == 1 else 1])
    homes = [
        _following(county, home, raised, FOR_GOOD if home.household_id in waiting else 0) for home in homes
    ]
    rows = _county_rows(county, homes)
    months = _some_months(county)
    for n, month in enumerate(months):
        _look_like_leaving(county, rows, month, n)
    yield replace(county.scene("below-standard", county.code, NOT_RAISED), rows=rows)
    yield county.scene("fixed-quota", county.code, ())
    for month in months:
        yield county.scene("off-channel", f"{county.code}@{month:%Y-%m}", ())
    for month in _judged(county):
        yield county.scene("price-subsidy-missed", f"{county.code}@{month:%Y-%m}", NOT_CARRIED_OUT)


def _lists(county: County, changing: int) -> list[Home]:
    """Every village's households; in the last `changing` villages the list grows a year before the end."""
    homes: list[Home] = []
    for n, village in enumerate(county.villages):
        play = county.play("fixed-quota", village)
        months, turn = county.months, len(county.months) - 12 - n
        homes += [settled(play, months, KINDS[k % len(KINDS)]) for k in range(HOMES_OF_A_VILLAGE - 1)]
        # One place is left and taken in the same month: other people, the same number.
        homes += [settled(play, months[:turn]), settled(play, months[turn:])]
        if n >= VILLAGES - changing:
            homes.append(settled(play, months[-12:]))
    return homes


def _last_rise(county: County) -> date:
    """The last month in which the standard rises and that still has four months after it."""
    rates = {month: county.stage.standard_of(county.code, "rural", month) for month in county.months}
    rises = [month for month in county.months[1:-4] if rates[month] > rates[month_after(month, -1)]]
    return rises[-1]


def _all_late(county: County, homes: Sequence[Home], raised: date) -> list[Home]:
    """Every allowance follows the rise one month late, which is still in time."""
    return [_following(county, home, raised, 1) for home in homes]


def _some_waiting(county: County, homes: Sequence[Home], raised: date) -> list[Home]:
    """Two households in five wait for good: fewer than half."""
    waiting = {household for n, household in enumerate(_running(homes, raised)) if n % 5 < 2}
    return [
        _following(county, home, raised, FOR_GOOD if home.household_id in waiting else 0) for home in homes
    ]


def _running(homes: Sequence[Home], raised: date) -> list[str]:
    """Households on the list from the month before the rise to the second after it."""
    first, last = month_after(raised, -1), month_after(raised, 2)
    return [home.household_id for home in homes if home.months[0] <= first and home.months[-1] >= last]


def _following(county: County, home: Home, raised: date, later: int) -> Home:
    """The household whose allowance follows the rise so many months later."""
    old = county.stage.standard_of(county.code, "rural", month_after(raised, -1))
    held = set(months_between(raised, min(month_after(raised, later - 1), county.months[-1])))
    rates = tuple(old if month in held else rate for month, rate in zip(home.months, home.rates, strict=True))
    return replace(home, rates=rates)


def _county_rows(county: County, homes: Sequence[Home]) -> Rows:
    """Households, standards and the batches that pay them."""
    rows = merged(*(rows_of(county.play("fixed-quota", home.village), home) for home in homes))
    paid: dict[object, list[dict[str, object]]] = {}
    for row in rows["payments"]:
        paid.setdefault(row["period"], []).append(row)
    batches = [
        batch_rows(
            paid[month],
            county.stage.batch_of(county.code, month),
            county.code,
            month,
            county.stage.paid_on(month),
        )
        for month in county.months
    ]
    standards = {"standards": list(standard_rows((county.code,), county.stage.last_month))}
    return merged(rows, standards, *batches)


def _some_months(county: County) -> list[date]:
    """Months apart from each other, as many as a rule gets scenes."""
    count = min(county.stage.per_rule, len(county.months) // 3)
    return sorted(county.rng.sample(county.months[2::3], count))


def _leave_the_channel(county: County, rows: Rows, month: date, n: int) -> None:
    """One household in cash, or the whole batch past the treasury."""
    if n % 2 == 0:
        _paid_in(county, rows, month)["channel"] = "cash"
        return
    for batch in rows["batches"]:
        if batch["period"] == month:
            batch["paid_from"] = "fiscal_account" if n % 4 == 1 else "other"


def _look_like_leaving(county: County, rows: Rows, month: date, n: int) -> None:
    """Paid through the bank, or another subsidy of the same month in cash."""
    row = _paid_in(county, rows, month)
    if n % 2 == 0:
        row["channel"] = "bank"
        return
    coal = {"kind": "other", "due": Decimal(300), "paid": Decimal(300), "channel": "cash", "batch_id": None}
    rows["payments"].append(row | coal)


def _paid_in(county: County, rows: Rows, month: date) -> dict[str, object]:
    return county.rng.choice(
        [row for row in rows["payments"] if row["period"] == month and row["kind"] == "allowance"]
    )


def _pay_subsidies(county: County, rows: Rows, homes: Sequence[Home], after: int) -> None:
    """A price subsidy for every household, so many months after each month of high prices."""
    for trigger in county.stage.price_months(county.months):
        month = month_after(trigger, after)
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


def _judged(county: County) -> list[date]:
    """Months of high prices with their two months within the data."""
    return [
        m for m in county.stage.price_months(county.months) if month_after(m, 2) <= county.stage.last_month
    ]
