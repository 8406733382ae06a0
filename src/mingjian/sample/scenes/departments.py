"""Scenes of family H about a department as a whole, in counties that hold nothing but ledgers."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from random import Random

from mingjian.exchange.divisions import inside
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.calendar import on_or_before, working_days_after
from mingjian.sample.scenes.people import person
from mingjian.sample.scenes.play import Play
from mingjian.sample.scenes.registrar import Registrar

LATE, OBSTRUCTED, NO_OFFICE = ("11(1)",), ("11(2)",), ()
ITEMS = {
    "tax": "tax",
    "market": "companies",
    "labour": "insurance",
    "provident_fund": "provident_fund",
    "land": "housing",
    "agriculture": "livestock",
    "bank": "deposits",
}
"""Departments that are asked, and what about."""


def _rows(play: Play, department: str, days: tuple[int, ...]) -> Rows:
    """One request for every number of working days that its answer took."""
    rows = []
    for number, taken in enumerate(days):
        requested_on = on_or_before(date(play.stage.as_of.year - 1, 3, 3) + timedelta(days=number * 5))
        somebody = person(play, "其他", play.rng.choice(("male", "female")), play.rng.randint(1955, 1985))
        rows.append(
            {
                "request_id": f"H{play.county}{play.registrar.number('request')}",
                "division": play.county,
                "department": department,
                "item": ITEMS[department],
                "person_id": somebody.person_id,
                "authorised_on": requested_on - timedelta(days=1),
                "requested_on": requested_on,
                "replied_on": working_days_after(requested_on, taken),
                "result": "none",
                "answered_by": play.county,
            }
        )
    return {"checks": rows}


def a_third_of_the_answers_took_weeks(play: Play, department: str) -> Rows:
    """Twelve of thirty-six, the slowest a month."""
    return _rows(play, department, (11, 15, 22) * 4 + (3, 5) * 12)


def ten_of_forty_nine_took_eleven_days(play: Play, department: str) -> Rows:
    """Just over a fifth, each a day too late."""
    return _rows(play, department, (11,) * 10 + (10,) * 39)


def ten_of_fifty_took_eleven_days(play: Play, department: str) -> Rows:
    """Exactly a fifth."""
    return _rows(play, department, (11,) * 10 + (10,) * 40)


def nine_answers_took_weeks(play: Play, department: str) -> Rows:
    """All of them late, but too few to be a habit."""
    return _rows(play, department, (16,) * 9)


def _platform(play: Play, department: str, connected_after: int | None) -> Rows:
    """The department connected so many days after the day agreed, or not at all."""
    due_on = date(play.stage.as_of.year - 2, 6, 3)
    connected_on = None if connected_after is None else due_on + timedelta(days=connected_after)
    return {
        "platform": [
            {
                "department": department,
                "division": play.county,
                "asked_on": due_on - timedelta(days=60),
                "due_on": due_on,
                "connected_on": connected_on,
                "refusal": "数据涉及商业秘密" if connected_after is None else None,
            }
        ]
    }


def never_connected(play: Play, department: str) -> Rows:
    """And with a reason."""
    return _platform(play, department, None)


def connected_a_day_too_late(play: Play, department: str) -> Rows:
    """The ninety-first day after the day agreed."""
    return _platform(play, department, 91)


def connected_on_the_ninetieth_day(play: Play, department: str) -> Rows:
    """Late, but within what is allowed."""
    return _platform(play, department, 90)


def no_day_was_agreed(play: Play, department: str) -> Rows:
    """Asked, but nothing was agreed that could be overdue."""
    rows = _platform(play, department, None)
    rows["platform"][0].update(due_on=None, refusal=None)
    return rows


Act = Callable[[Play, str], Rows]
SCRIPTS: dict[str, tuple[tuple[str, ...], tuple[Act, ...], tuple[Act, ...]]] = {
    "check-late": (
        LATE,
        (a_third_of_the_answers_took_weeks, ten_of_forty_nine_took_eleven_days),
        (ten_of_fifty_took_eleven_days, nine_answers_took_weeks),
    ),
    "not-connected": (
        OBSTRUCTED,
        (never_connected, connected_a_day_too_late),
        (connected_on_the_ninetieth_day, no_day_was_agreed),
    ),
}


def department_scenes(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    """As many scenes as a rule gets, each about a department of a county; none without counties for them."""
    slots = iter(product(ITEMS, stage.spare_counties.get("H", ())))
    for number in range(stage.per_rule):
        for rule, (clauses, violations, look_alikes) in SCRIPTS.items():
            for kind, acts in (("violation", violations), ("look_alike", look_alikes)):
                department, county = next(slots, ("", ""))
                if not county:
                    return
                rng = Random(f"{stage.seed}/{rule}/{kind}/{number}")
                play = Play(stage, registrar, rng, rule, inside(county, "village")[0])
                rows = acts[number % len(acts)](play, department)
                subject = f"{department}@{county}"
                if kind == "violation":
                    named = NO_OFFICE if department == "bank" else clauses
                    yield play.violation("department", subject, named, rows)
                else:
                    yield play.look_alike("department", subject, rows)
