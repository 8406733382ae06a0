"""Scenes of family E about a whole office: counties of the spare ones, each played with all of these rules at once.

Every other county does wrong what the one after it does nearly so. What a county brings is small: files of people who
were refused, and households that joined the list in the last months.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from random import Random

from mingjian.exchange.divisions import inside
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.calendar import month_after, on_or_before, working_days_after
from mingjian.sample.scenes.counties import KINDS, County
from mingjian.sample.scenes.ledger import batch_rows
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import kin_row
from mingjian.sample.scenes.play import area_of, merged
from mingjian.sample.scenes.registrar import Registrar
from mingjian.sample.scenes.ungranted import refusal, somebody, steps_of, without_steps
from mingjian.sample.scenes.unvisited import PUSHED_DOWN, cadre, surveyed_by

RULES = (
    "handed-to-village-pattern",
    "spot-check-ratio",
    "spot-check-avoids",
    "batch-approval",
    "group-admitted",
)
COUNTIES = 5
VILLAGES = 12
RECENT = 3
"""Households of these counties join so many months before the end."""

NOT_VISITED = ("9(2)",)
APPROVED_SLACKLY = ("9(3)",)
ADMITTED_AS_A_GROUP = ("7(4)", "8(6)", "9(3)")


def office_scenes(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    """The scenes of the last spare counties of the family, at most twice `per_rule` of them."""
    if len(stage.spare_counties.get("E", ())) < COUNTIES or stage.first_month > month_after(
        stage.last_month, -30
    ):
        return
    for number, code in enumerate(stage.spare_counties["E"][-COUNTIES:][: 2 * stage.per_rule]):
        rural = [village for village in inside(code, "village") if area_of(village) == "rural"]
        rng = Random(f"{stage.seed}/office/{code}")
        county = County(code, tuple(_spread(rural)), number, stage, registrar, rng)
        for scene in (_pattern, _ratio, _avoiding, _minutes, _group):
            yield from scene(county)


def _spread(villages: Sequence[str]) -> list[str]:
    """Villages of as many townships as there are, in turn."""
    townships: dict[str, list[str]] = {}
    for village in villages:
        townships.setdefault(village[:9], []).append(village)
    rounds = max(len(of) for of in townships.values())
    turns = [of[n] for n in range(rounds) for of in townships.values() if n < len(of)]
    return turns[:VILLAGES]


def _wrong(county: County) -> bool:
    return county.number % 2 == 0


def _elsewhere(county: County) -> tuple[str, ...]:
    """The villages of all townships but the first, which is left to the pattern of its own."""
    return tuple(village for village in county.villages if village[:9] != county.villages[0][:9])


def _told(county: County, rule: str, kind: str, subject: str, clauses: tuple[str, ...], rows: Rows) -> Scene:
    """What the rule must find here, or leave alone where the county only looks like it."""
    if _wrong(county):
        return Scene(rule, "violation", kind, subject, clauses, rows)
    return Scene(rule, "look_alike", kind, subject, (), rows)


def _files(
    county: County, rule: str, villages: Sequence[str], days: Sequence[date]
) -> list[tuple[str, Rows]]:
    """A lawful refusal on each of these days, village by village in turn."""
    places = islice(cycle(villages), len(days))
    plays = [county.play(rule, village) for village in places]
    return [refusal(play, somebody(play), day) for play, day in zip(plays, days, strict=True)]


def _days(month: date, count: int, each: int = 4) -> list[date]:
    """So many working days from the sixth of a month on, each of them `each` times."""
    first = on_or_before(month.replace(day=6))
    return [working_days_after(first, n // each) for n in range(count)]


def _pattern(county: County) -> Iterator[Scene]:
    """Ten of fifty files of a township surveyed by the village alone; or nine of nine, or ten of fifty-one."""
    few, of = (10, 50) if _wrong(county) else ((9, 9) if county.number % 4 == 1 else (10, 51))
    play = county.play("handed-to-village-pattern", county.villages[0])
    files = _files(county, play.rule, county.villages[:1], _days(county.months[5], of))
    pair = [cadre(play, "主任"), cadre(play, "会计")]
    handed, others = [surveyed_by(file, pair) for file in files[:few]], files[few:]
    rows = merged(*(rows for _, rows in (*handed, *others)))
    yield _told(county, play.rule, "township", play.village[:9], PUSHED_DOWN, rows)
    for number, _ in handed:
        yield Scene("handed-to-village", "violation", "application", number, PUSHED_DOWN, {})


def _ratio(county: County) -> Iterator[Scene]:
    """Under the old law, or where a local document keeps the share: two of ten visited, or three."""
    rule, old = "spot-check-ratio", county.number % 4 < 2
    month = date(2021, 5, 1) if old else county.months[12]
    files = _files(county, rule, _elsewhere(county), _days(month, 10))
    checked = 2 if _wrong(county) else 3
    rows = merged(
        *(rows for _, rows in files[:checked]),
        *(without_steps(rows, "spot_checked") for _, rows in files[checked:]),
        {} if old else _local_share(county.code),
    )
    subject = f"{county.code}@{month.year}-Q{(month.month + 2) // 3}"
    yield _told(county, rule, "group", subject, NOT_VISITED, rows)


def _local_share(code: str) -> Rows:
    row = {"division": code, "rule": "spot-check-ratio", "parameter": "share", "value": "30"}
    return {"local_rules": [row | {"from_day": date(2021, 7, 1), "document": "某民发〔2021〕31号"}]}


def _avoiding(county: County) -> Iterator[Scene]:
    """Four of twenty kin of cadres visited, or ten; of all others every one."""
    rule, month = "spot-check-avoids", county.months[17]
    others = _files(county, rule, _elsewhere(county), _days(month, 20, each=2))
    checked = 4 if _wrong(county) else 10
    asked = [_brother(county, village, day) for village, day in _kin_of(county, month)]
    kin = [rows if n < checked else without_steps(rows, "spot_checked") for n, rows in enumerate(asked)]
    rows = merged(*(rows for _, rows in others), *kin)
    yield _told(county, rule, "county", county.code, NOT_VISITED, rows)


def _kin_of(county: County, month: date) -> list[tuple[str, date]]:
    return list(
        zip(islice(cycle(_elsewhere(county)), 20), _days(month_after(month), 20, each=2), strict=True)
    )


def _brother(county: County, village: str, day: date) -> Rows:
    """A cadre's brother asked, filed as such, was visited by the county, and was refused."""
    play = county.play("spot-check-avoids", village)
    officer, terms = cadre(play, "委员")
    brother = somebody(play, (40, 58))
    _, rows = refusal(play, brother, day)
    rows["applications"][0]["relative_registered"] = True
    filing: dict[str, object] = {
        "officer_id": officer.person_id,
        "relative_id": brother.person_id,
        "relation": "兄弟姐妹",
        "filed_on": day - timedelta(days=60),
    }
    tie = kin_row(officer, brother, "sibling", day - timedelta(days=500))
    return merged(rows, terms, {"relative_filings": [filing], "kinship": [tie]})


def _newly_listed(county: County, count: int, villages: Sequence[str], cause: str) -> list[tuple[Home, Rows]]:
    """Households that joined the list in the last months, all granted on one day."""
    months = county.months[-RECENT:]
    granted_on = on_or_before(month_after(months[0], -1).replace(day=24))
    listed = []
    for n, village in enumerate(islice(cycle(villages), count)):
        play = county.play("batch-approval", village)
        home = replace(settled(play, months, KINDS[n % len(KINDS)]), granted_on=granted_on, cause=cause)
        listed.append((home, rows_of(play, home)))
    return listed


def _minutes(county: County) -> Iterator[Scene]:
    """Thirty approvals within ten minutes to the second, or twenty-nine."""
    count = 30 if _wrong(county) else 29
    play = county.play("batch-approval", county.villages[0])
    clerk, terms = cadre(play, "社会救助股股长")
    terms["officers"][0] |= {"organ": "civil_affairs", "division": county.code, "rank": "handler"}
    listed = _newly_listed(county, count, _elsewhere(county), "因病")
    for n, (home, rows) in enumerate(listed):
        for approval in steps_of(rows, "decided"):
            seconds = 600 if n == 29 else n * 20
            at = datetime.combine(home.granted_on, time(15, 30)) + timedelta(seconds=seconds)
            approval |= {"officer_id": clerk.person_id, "at": at}
    rows = merged(*(rows for _, rows in listed), terms)
    yield _told(
        county, play.rule, "officer", clerk.person_id, APPROVED_SLACKLY, rows | _paid(county, rows, "A")
    )


def _group(county: County) -> Iterator[Scene]:
    """Twenty resettled households without a file, or nineteen beside one that a sick man heads."""
    listed = _newly_listed(county, 20, _elsewhere(county)[:4], "拆迁")
    if not _wrong(county):
        listed[-1][1]["households"][0]["cause"] = "拆迁后因病"
    rows = merged(*(rows for _, rows in listed))
    for grant in rows["grants"]:
        grant["application_id"] = None
    kept = {table: of for table, of in rows.items() if table not in ("applications", "steps")}
    yield _told(
        county, "group-admitted", "county", county.code, ADMITTED_AS_A_GROUP, kept | _paid(county, kept, "B")
    )


def _paid(county: County, rows: Rows, letter: str) -> Rows:
    """The batches of these payments: the county has no ordinary ones that the base would count."""
    batches = []
    for month in county.months[-RECENT:]:
        paid = [row for row in rows["payments"] if row["period"] == month]
        number = f"B{county.code}{month:%Y%m}{letter}"
        for row in paid:
            row["batch_id"] = number
        batches.append(batch_rows(paid, number, county.code, month, county.stage.paid_on(month)))
    return merged(*batches)
