"""People who stand in no list of households: beside a household on its register, or on one of their own."""

from dataclasses import replace
from datetime import date, timedelta

from mingjian.exchange.divisions import name_of
from mingjian.sample.scene import Rows
from mingjian.sample.scenes.ordinary import Home
from mingjian.sample.scenes.people import Person, kin_row
from mingjian.sample.scenes.play import NoRoom, Play

OTHER = "其他"
KNOWN_LONG = timedelta(days=900)
"""Before the first month of the stage: since when the register and the ties of its people could be seen."""


def last_months(play: Play, count: int) -> tuple[date, ...]:
    """The last months of the stage: a household there is still on the list on the day of the data."""
    if len(play.months) < count:
        raise NoRoom(f"{count} months")
    return play.months[-count:]


def known_long(play: Play) -> date:
    """A day long before the stage begins."""
    return play.stage.first_month - KNOWN_LONG


def born(play: Play, born_on: date, sex: str, relation: str = OTHER) -> Person:
    """Somebody new, born on that day."""
    return Person(
        play.registrar.identity(play.rng, born_on, sex), play.registrar.name(play.rng), sex, born_on, relation
    )


def aged(play: Play, age: int, sex: str, relation: str = OTHER) -> Person:
    """Somebody new who turned that age some months before the stage begins."""
    first = play.stage.first_month
    return born(
        play, date(first.year - age - 1, play.rng.randint(1, 12), play.rng.randint(2, 28)), sex, relation
    )


def on_book(play: Play, book: str, *persons: Person, **more: object) -> Rows:
    """The rows of the household register for people on one book in the village of the scene."""
    return {
        "hukou": [
            {
                "person_id": one.person_id,
                "hukou_no": book,
                "division": play.village,
                "address": name_of(play.village),
                "head": number == 0,
                "available_on": known_long(play),
            }
            | more
            for number, one in enumerate(persons)
        ]
    }


def moved_to_book(rows: Rows, book: str, *persons: Person, **more: object) -> Rows:
    """The same rows with members of a household on another register than its head."""
    numbers = {one.person_id for one in persons}
    for row in rows["hukou"]:
        if row["person_id"] in numbers:
            row.update({"hukou_no": book} | more)
    return rows


def marriage(play: Play, one: Person, other: Person, from_day: date, to_day: date | None = None) -> Rows:
    """A marriage on record, ended where a last day is given."""
    known = min(max(known_long(play), from_day + timedelta(days=20)), play.stage.as_of)
    return {"kinship": [kin_row(one, other, "spouse", known) | {"from_day": from_day, "to_day": to_day}]}


def parentage(play: Play, parent: Person, child: Person) -> Rows:
    """A parent and a child."""
    known = min(max(known_long(play), child.born_on + timedelta(days=30)), play.stage.as_of)
    return {"kinship": [kin_row(parent, child, "child", known)]}


def joined(home: Home, *persons: Person) -> Home:
    """The household with further members, on the same income a head."""
    members = (*home.members, *persons)
    head_income = home.income_per_capita * len(members)
    return replace(home, members=members).with_member(0, income=head_income)
