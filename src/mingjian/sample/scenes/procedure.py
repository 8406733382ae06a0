"""The lawful way of an application to its grant: one row, and every step of the rules of 2021 in order and in time."""

from datetime import date, datetime, time, timedelta

from mingjian.sample.scene import Rows
from mingjian.sample.scenes.calendar import on_or_before
from mingjian.sample.scenes.play import Play, merged

DAYS_FROM_APPLICATION = 17
"""Within the 20 working days of a devolved approval."""


def application_rows(
    play: Play,
    village: str,
    application_id: str,
    household_id: str,
    applicant_id: str,
    decided_on: date,
    approved_by: str,
) -> Rows:
    """The application that led to a grant decided on that day by the `county` or the `township`, and its steps."""
    devolved = approved_by == "township"
    applied_on = on_or_before(decided_on - timedelta(days=DAYS_FROM_APPLICATION))
    since = play.stage.first_month.replace(year=play.stage.first_month.year - 4)
    handlers, officers = play.registrar.handlers(play.rng, village[:9], since)
    deciders, deciding = (handlers, {}) if devolved else play.registrar.handlers(play.rng, village[:6], since)
    application: dict[str, object] = {
        "application_id": application_id,
        "household_id": household_id,
        "applicant_id": applicant_id,
        "division": village,
        "kind": "application",
        "applied_on": applied_on,
        "decision": "granted",
        "relative_registered": False,
        "objection": False,
        "complex": False,
        "devolved": devolved,
    }
    steps = _steps(play, application_id, applied_on, decided_on, handlers, deciders[0])
    return merged({"applications": [application], "steps": steps}, officers, deciding)


def _steps(
    play: Play,
    application_id: str,
    applied_on: date,
    decided_on: date,
    handlers: tuple[str, str],
    decider: str,
) -> list[dict[str, object]]:
    surveyed_on = on_or_before(applied_on + timedelta(days=2))
    posted_on = on_or_before(applied_on + timedelta(days=5))
    order: list[tuple[str, date, str | None]] = [
        ("applied", applied_on, None),
        ("accepted", applied_on, handlers[0]),
        ("check_requested", applied_on, handlers[0]),
        ("surveyed", max(surveyed_on, applied_on + timedelta(days=1)), handlers[0]),
        ("check_replied", posted_on, None),
        ("reviewed", posted_on, handlers[1]),
        ("posted_first", posted_on, handlers[1]),
        ("submitted", decided_on - timedelta(days=2), handlers[1]),
        ("spot_checked", decided_on - timedelta(days=1), decider),
        ("decided", decided_on, decider),
        ("published", decided_on + timedelta(days=1), handlers[1]),
        ("notified", decided_on + timedelta(days=1), handlers[0]),
        ("archived", decided_on + timedelta(days=14), handlers[0]),
    ]
    minute = play.rng.randrange(60)
    rows = [
        _step(application_id, step, day, 9 + n // 2, minute, officer)
        for n, (step, day, officer) in enumerate(order)
    ]
    for row in rows:
        if row["step"] == "surveyed":
            row.update(officer2_id=handlers[1], outcome="属实")
        if row["step"] == "posted_first":
            row["until"] = datetime.combine(posted_on + timedelta(days=8), time(18, 0))
    return rows


def _step(
    application_id: str, step: str, day: date, hour: int, minute: int, officer: str | None
) -> dict[str, object]:
    row: dict[str, object] = {
        "application_id": application_id,
        "step": step,
        "at": datetime.combine(day, time(hour, minute)),
    }
    return row if officer is None else row | {"officer_id": officer}
