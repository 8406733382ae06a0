"""Files that end in no grant: a lawful refusal and what else may become of an application or an allowance."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from mingjian.sample.scene import Rows
from mingjian.sample.scenes.calendar import month_after, on_or_before, working_days_after
from mingjian.sample.scenes.ordinary import Home
from mingjian.sample.scenes.people import Person, person
from mingjian.sample.scenes.play import NoRoom, Play, merged
from mingjian.sample.scenes.procedure import application_rows

OVER_INCOME = "家庭人均收入超过当地低保标准"
# Never taken for somebody who asked and was refused.
NOT_FOR_THE_REFUSED = ("posted_first", "posted_second", "published")
# What a stop takes, in working days from its decision.
STOP = (
    ("check_requested", -10, "hand"),
    ("check_replied", -7, ""),
    ("surveyed", -6, "hand"),
    ("decided", 0, "decider"),
    ("notified", 1, "hand"),
    ("archived", 14, "hand"),
)
LONG_SETTLED = 5
"""Months before the extract after which every limit of a file has passed."""


def somebody(play: Play, age: tuple[int, int] = (45, 70)) -> Person:
    """An applicant of whom no list knows, of an age at the day of the extract."""
    sex = play.rng.choice(("male", "female"))
    return person(play, "户主", sex, play.stage.as_of.year - play.rng.randint(*age))


def settled_day(play: Play, *, since: int = 8, until: int = LONG_SETTLED) -> date:
    """A working day from month `since` of the stage to `until` months before its end; NoRoom where there is none."""
    months = play.months[since : len(play.months) - until]
    if not months:
        raise NoRoom("months in which a file is long settled")
    return on_or_before(play.day_in(play.rng.choice(months), 12, 26))


def refusal(play: Play, applicant: Person, decided_on: date, reason: str = OVER_INCOME) -> tuple[str, Rows]:
    """A lawful refusal by the county, and its number."""
    number = f"{play.county}S{play.registrar.number('file')}"
    rows = application_rows(
        play, play.village, number, None, applicant.person_id, decided_on, "county", "refused"
    )
    rows["applications"][0]["reason"] = reason
    if steps_of(rows, "posted_second"):
        # Without the second posting of the older procedure the county has five working days.
        _moved(rows, "submitted", working_days_after(decided_on, -4))
        _moved(rows, "spot_checked", working_days_after(decided_on, -3))
    return number, without_steps(rows, *NOT_FOR_THE_REFUSED)


def _moved(rows: Rows, name: str, day: date) -> None:
    for row in steps_of(rows, name):
        row["at"] = datetime.combine(day, time(10, 30))


def not_accepted(play: Play, applicant: Person, told_on: date, reason: str) -> tuple[str, Rows]:
    """An application that the township did not accept, decided five working days after it was made."""
    number, rows = refusal(play, applicant, told_on, reason)
    applied_on = working_days_after(told_on, -5)
    rows["applications"][0] |= {"decision": "not_accepted", "applied_on": applied_on}
    rows["steps"] = [row for row in rows["steps"] if row["step"] in ("decided", "notified", "archived")]
    return number, merged(rows, {"steps": [step(number, "applied", applied_on, 9)]})


def step(
    application_id: str, name: str, day: date, hour: int = 10, officer: str | None = None
) -> dict[str, object]:
    """One step on a day."""
    row: dict[str, object] = {
        "application_id": application_id,
        "step": name,
        "at": datetime.combine(day, time(hour, 15)),
    }
    return row if officer is None else row | {"officer_id": officer}


def steps_of(rows: Rows, name: str) -> list[dict[str, object]]:
    """The rows of one step, to be changed in place."""
    return [row for row in rows["steps"] if row["step"] == name]


def day_of(row: dict[str, object], column: str) -> date:
    """The day in a row's cell."""
    cell = row[column]
    if isinstance(cell, datetime):
        return cell.date()
    if not isinstance(cell, date):
        raise TypeError(f"{column} is {cell!r}, not a day")
    return cell


def without_steps(rows: Rows, *names: str) -> Rows:
    """The same rows but for some steps."""
    return rows | {"steps": [row for row in rows["steps"] if row["step"] not in names]}


def passed_on(number: str, decided_on: date, later: int = 3) -> Rows:
    """Referral to other support so many days after the decision, or on the working day before."""
    return {"steps": [step(number, "referred", on_or_before(decided_on + timedelta(days=later)), 11)]}


def stop_file(play: Play, home: Home, reason: str, skipped: Iterable[str] = ()) -> tuple[str, date, Rows]:
    """The file that stopped a household's allowance on the day its grant ended; its number, that day, its rows."""
    decided_on = ended_on(home)
    number = f"{home.household_id}-T1"
    since = play.stage.first_month.replace(year=play.stage.first_month.year - 4)
    hands, officers = play.registrar.handlers(play.rng, home.village[:9], since)
    deciders, deciding = play.registrar.handlers(play.rng, home.county, since)
    who = {"hand": hands[0], "decider": deciders[0]}
    steps = [
        step(number, name, working_days_after(decided_on, after), 9 + n, who.get(role))
        for n, (name, after, role) in enumerate(STOP)
        if name not in skipped and working_days_after(decided_on, after) <= play.stage.as_of
    ]
    for row in steps:
        if row["step"] == "surveyed":
            row["officer2_id"] = hands[1]
    application: dict[str, object] = {
        "application_id": number,
        "household_id": home.household_id,
        "applicant_id": home.head.person_id,
        "division": home.village,
        "kind": "stop",
        "applied_on": working_days_after(decided_on, -11),
        "decision": "stopped",
        "reason": reason,
    }
    return number, decided_on, merged({"applications": [application], "steps": steps}, officers, deciding)


def ended_on(home: Home) -> date:
    """The day on which the household's grant ended: three days before the end of its last month, or a little before."""
    return on_or_before(month_after(home.months[-1]) - timedelta(days=4))


def ended_because(rows: Rows, reason: str) -> Rows:
    """The same household, its last grant ended for this reason."""
    rows["grants"][-1]["end_reason"] = reason
    return rows


def report(play: Play, home: Home, received_on: date, closed_on: date, matter: str = "household") -> Rows:
    """An unsigned letter about a household that was handled in time and did not prove true."""
    row = {
        "complaint_id": f"TS{play.county}S{play.registrar.number('complaint')}",
        "division": home.village,
        "level": "county",
        "channel": "letter",
        "matter": matter,
        "named": False,
        "received_on": received_on,
        "accepted_on": received_on,
        "extended": False,
        "closed_on": closed_on,
        "replied_on": closed_on,
        "household_id": home.household_id,
        "outcome": "false",
    }
    return {"complaints": [row]}


def finding_id(rule: str, kind: str, subject: str) -> str:
    """The id under which a rule's finding about a subject is known in every run."""
    return hashlib.sha256("\u241f".join((rule, kind, subject)).encode()).hexdigest()[:32]
