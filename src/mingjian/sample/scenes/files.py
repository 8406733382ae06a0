"""The files that the scenes of family E alter: a household's application, one refused, one that waits, an old one."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from mingjian.sample.scene import Rows, Scene
from mingjian.sample.scenes.calendar import month_after, months_between, on_or_before, working_days_after
from mingjian.sample.scenes.ordinary import Home, rows_of, settled
from mingjian.sample.scenes.people import HEAD, Person, person
from mingjian.sample.scenes.play import NoRoom, Play
from mingjian.sample.scenes.procedure import refusal_rows

AFTER_THE_SNOW = date(2025, 5, 1)
"""The snow disaster of the winter before stopped the clocks of some counties (see sample.ledgers)."""
OLD_MONTHS = months_between(date(2021, 6, 1), date(2021, 12, 1))
"""Months of a household approved under the procedure of 2012, all before those that the sample pays."""


def somebody(play: Play) -> Person:
    """An applicant."""
    return person(play, HEAD, play.rng.choice(("male", "female")), play.rng.randint(1955, 1985))


def granted(play: Play, months: int = 6, **changes: object) -> tuple[Home, Rows, str]:
    """A household approved after the winter of snow: itself, its rows, and the number of its application."""
    home = settled(play, play.window(months, since=AFTER_THE_SNOW))
    return with_rows(play, home, **changes)


def granted_by_township(play: Play) -> tuple[Home, Rows, str]:
    """The same where the power of approval was handed down."""
    return granted(play, devolved=True)


def with_rows(play: Play, home: Home, **changes: object) -> tuple[Home, Rows, str]:
    """A household with some changes, its rows, and the number of its application."""
    home = replace(home, **changes)  # type: ignore[arg-type]
    return home, rows_of(play, home), f"{home.household_id}-A1"


def granted_long_ago(play: Play) -> tuple[Rows, str]:
    """A household approved under the procedure of 2012 that left the list before the months of the sample."""
    home = settled(play, OLD_MONTHS)
    rows = rows_of(play, home)
    del rows["payments"]
    return rows, f"{home.household_id}-A1"


def refused(play: Play, decided_on: date, approved_by: str = "county") -> tuple[Rows, str]:
    """An application refused on that day (the working day before where offices rest); NoRoom after the extract."""
    if decided_on > play.stage.as_of - timedelta(days=60):
        raise NoRoom(f"a refusal on {decided_on}")
    number = f"{play.registrar.household(play.county)}-A1"
    applicant = somebody(play)
    return refusal_rows(
        play, play.village, number, applicant.person_id, on_or_before(decided_on), approved_by
    ), number


def refused_lately(play: Play, approved_by: str = "county") -> tuple[Rows, str]:
    """A refusal of the year before the extract, after the winter of snow."""
    months = play.window(1, since=AFTER_THE_SNOW, until=month_after(play.stage.last_month, -3))
    return refused(play, play.day_in(months[0]), approved_by)


def waiting(play: Play, working_days: int, last: str) -> tuple[Rows, str]:
    """An application accepted so many working days before the extract ends, whose last step is the one named."""
    accepted_on = working_days_after(play.stage.as_of, -working_days)
    number = f"{play.registrar.household(play.county)}-A1"
    rows = refusal_rows(
        play, play.village, number, somebody(play).person_id, working_days_after(accepted_on, 14)
    )
    rows["applications"][0].update(decision="pending", reason=None)
    names = [str(row["step"]) for row in rows["steps"]]
    rows["steps"] = rows["steps"][: names.index(last) + 1]
    return rows, number


def steps_of(rows: Rows, number: str, name: str) -> list[dict[str, object]]:
    """The rows of a file's step."""
    return [row for row in rows["steps"] if row["application_id"] == number and row["step"] == name]


def day_of(rows: Rows, number: str, name: str) -> date:
    """The day of a file's step."""
    (row,) = steps_of(rows, number, name)
    at = row["at"]
    assert isinstance(at, datetime)
    return at.date()


def move(rows: Rows, number: str, name: str, day: date) -> None:
    """Let a file's step be taken on another day at the same hour."""
    (row,) = steps_of(rows, number, name)
    at = row["at"]
    assert isinstance(at, datetime)
    row["at"] = datetime.combine(day, at.time())


def shift(rows: Rows, number: str, names: tuple[str, ...], working_days: int) -> None:
    """Let several steps be taken so many working days later (earlier where negative)."""
    for name in names:
        move(rows, number, name, working_days_after(day_of(rows, number, name), working_days))
    if "applied" in names:
        (file,) = (row for row in rows["applications"] if row["application_id"] == number)
        file["applied_on"] = day_of(rows, number, "applied")


def drop(rows: Rows, number: str, *names: str) -> None:
    """Let no such steps have been entered."""
    rows["steps"] = [
        row for row in rows["steps"] if row["application_id"] != number or row["step"] not in names
    ]


def enter(rows: Rows, number: str, like: str, name: str, day: date, **cells: object) -> None:
    """Enter one more step by the officer of another, at the hour of that one."""
    row = steps_of(rows, number, like)[0]
    at = row["at"]
    assert isinstance(at, datetime)
    officer = {"officer_id": row["officer_id"]} if row.get("officer_id") else {}
    rows["steps"].append(
        {"application_id": number, "step": name, "at": datetime.combine(day, at.time()), **officer, **cells}
    )


def end_posting(rows: Rows, number: str, name: str, day: date) -> None:
    """Let every posting of that name hang until a day."""
    for row in steps_of(rows, number, name):
        row["until"] = datetime.combine(day, time(18, 0))


def mark(rows: Rows, number: str, **cells: object) -> None:
    """Change the row of the file itself."""
    for row in rows["applications"]:
        if row["application_id"] == number:
            row.update(cells)


def found(play: Play, number: str, clauses: tuple[str, ...], rows: Rows) -> list[Scene]:
    """A violation whose subject is the file."""
    return [play.violation("application", number, clauses, rows)]


def spared(play: Play, number: str, rows: Rows) -> list[Scene]:
    """A look-alike whose subject is the file."""
    return [play.look_alike("application", number, rows)]
