"""Scenes of families K and M about the duties of Article 6: four leagues, each with its counties, and what they did.

A place brings all of its rows of oversight: what is owed and done in time, but for what the scene is about.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mingjian.sample.ledgers import duties_of
from mingjian.sample.scene import Rows, Scene, Stage
from mingjian.sample.scenes.calendar import months_between
from mingjian.sample.scenes.lists import drawn_up, ground_of, ordinary_homes
from mingjian.sample.scenes.play import merged
from mingjian.sample.scenes.registrar import Registrar

Duty = dict[str, object]
Change = Callable[[Duty], Iterable[Duty]]
"""What becomes of one duty: left, changed, dropped, or beside others."""

LINE, AUDIT, REPORTS, INSPECTIONS, ASSESSMENT = ("6(4)",), ("6(3)",), ("6(1)",), ("6(2)",), ("6(6)",)
OVERDUE, UNRESOLVED = ("6(4)", "9(1)"), ("7(3)",)
ENOUGH, ONE_SHORT = 20, 19
LIMIT = 60
LEAST_MONTHS = 12


@dataclass(frozen=True)
class Place:
    """A league or county: its code, what its rules must find (clauses by rule; none: leave alone), what it did."""

    code: str
    kind: str
    told: Mapping[str, tuple[str, ...]]
    change: Change
    more: tuple[Duty, ...] = ()
    complaints: int = 0


def supervision_scenes(stage: Stage, registrar: Registrar) -> Iterator[Scene]:
    """The scenes of the leagues left to them; none where none is, or where the months are too few."""
    counties = stage.spare_counties.get("K", ())
    if len(months_between(stage.first_month, stage.last_month)) < LEAST_MONTHS:
        return
    for code in counties:
        ground = ground_of(stage, registrar, code)
        listed = drawn_up(ground, ordinary_homes(ground))
        yield from _with_rows(listed.scenes, listed.rows)
    present = {*counties, *(county[:4] for county in counties)}
    for place in PLACES:
        if place.code in present:
            yield from _told(stage, place)


def _with_rows(scenes: Iterable[Scene], rows: Rows) -> Iterator[Scene]:
    """The scenes, the first of them with the rows of all."""
    for number, scene in enumerate(scenes):
        yield scene if number else replace(scene, rows=rows)


def _told(stage: Stage, place: Place) -> Iterator[Scene]:
    duties = [kept for duty in duties_of(place.code, stage.as_of) for kept in place.change(duty)]
    duties += [
        {"duty_id": f"JX{place.code}{n}", "division": place.code, **duty} for n, duty in enumerate(place.more)
    ]
    complaints = [_overdue(stage, place.code, number) for number in range(place.complaints)]
    outcomes = [_still_open(stage, str(row["complaint_id"])) for row in complaints]
    rows: Rows = {"oversight": duties, "complaints": complaints, "outcomes": outcomes}
    told = [_scene(rule, place, clauses) for rule, clauses in place.told.items()]
    told += [
        Scene("complaint-overdue", "violation", "complaint", str(row["complaint_id"]), OVERDUE, {})
        for row in complaints
    ]
    yield from _with_rows(told, merged({table: of for table, of in rows.items() if of}))


def _scene(rule: str, place: Place, clauses: tuple[str, ...]) -> Scene:
    return Scene(rule, "violation" if clauses else "look_alike", place.kind, place.code, clauses, {})


def _overdue(stage: Stage, county: str, number: int) -> Duty:
    """An own claim accepted so long ago that its limit has passed, still open."""
    accepted_on = stage.as_of - timedelta(days=LIMIT + 30 + number)
    return {
        "complaint_id": f"TSS{county}{number:04d}",
        "division": county,
        "level": "county",
        "channel": "visit",
        "matter": "claim",
        "named": False,
        "received_on": accepted_on - timedelta(days=3),
        "accepted_on": accepted_on,
    }


def _still_open(stage: Stage, complaint: str) -> Duty:
    """What the office did with an earlier finding about it: nothing, up to the day before the data."""
    name = "\u241f".join(("complaint-overdue", "complaint", complaint))
    return {
        "finding_id": hashlib.sha256(name.encode()).hexdigest()[:32],
        "opened_on": stage.as_of - timedelta(days=31),
        "due_on": stage.as_of - timedelta(days=1),
        "outcome": "open",
    }


def _as_owed(duty: Duty) -> Iterable[Duty]:
    return (duty,)


def _without(kind: str, *years: int) -> Change:
    """Everything but the duties of a kind (of these years, or of all)."""

    def change(duty: Duty) -> Iterable[Duty]:
        gone = duty["kind"] == kind and (not years or duty["year"] in years)
        return () if gone else (duty,)

    return change


def _done(kind: str, year: int, done_on: date) -> Change:
    """The duty of that kind and year on another day."""

    def change(duty: Duty) -> Iterable[Duty]:
        moved = duty["kind"] == kind and duty["year"] == year
        return (duty | {"done_on": done_on},) if moved else (duty,)

    return change


def _both(*changes: Change) -> Change:
    """One change after the other."""

    def change(duty: Duty) -> Iterable[Duty]:
        kept: list[Duty] = [duty]
        for one in changes:
            kept = [left for each in kept for left in one(each)]
        return kept

    return change


def _one_inspection(year: int) -> Change:
    """The autumn's inspection of a year is left out."""

    def change(duty: Duty) -> Iterable[Duty]:
        done_on = duty["done_on"]
        autumn = isinstance(done_on, date) and done_on.month > 6
        return () if duty["kind"] == "special_inspection" and duty["year"] == year and autumn else (duty,)

    return change


def _hotline_on(done_on: date) -> Duty:
    return {"kind": "hotline_published", "year": 2025, "done_on": done_on}


def _audit_of(kind: str, done_on: date, covers: str) -> Duty:
    return {"kind": kind, "year": 2022, "done_on": done_on, "covers": covers}


LEAGUE_DUTIES = ("too-few-inspections", "no-annual-report", "no-assessment", "no-hotline-league")
ALL_DONE: dict[str, tuple[str, ...]] = dict.fromkeys(LEAGUE_DUTIES, ())
ALL_MISSED = {
    "too-few-inspections": INSPECTIONS,
    "no-annual-report": REPORTS,
    "no-assessment": ASSESSMENT,
    "no-hotline-league": LINE,
    "unresolved-league": UNRESOLVED,
}
PLACES = (
    # One inspection in 2023, no report for 2022, no assessment for 2024, and never a line.
    Place(
        "1502",
        "league",
        ALL_MISSED,
        _both(
            _one_inspection(2023),
            _without("annual_report", 2022),
            _without("assessment", 2024),
            _without("hotline_published"),
        ),
    ),
    # No inspection at all in 2021, the report of 2025 a day late, no assessment for the last year.
    Place(
        "1503",
        "league",
        ALL_MISSED,
        _both(
            _without("special_inspection", 2021),
            _done("annual_report", 2025, date(2026, 1, 1)),
            _without("assessment", 2025),
            _without("hotline_published"),
        ),
    ),
    # The report on the last day, both inspections of a year on one day, an assessment in the next year, a late line;
    # twenty findings are open past their limit all the same. Its audit of 2022 covers two counties.
    Place(
        "1522",
        "league",
        ALL_DONE | {"unresolved-league": ()},
        _both(
            _done("annual_report", 2025, date(2025, 12, 31)),
            _done("special_inspection", 2024, date(2024, 10, 21)),
            _done("assessment", 2024, date(2025, 11, 25)),
            _without("hotline_published"),
            _without("annual_audit", 2022),
            _without("audit_published", 2022),
        ),
        (
            _hotline_on(date(2026, 10, 31)),
            _audit_of("annual_audit", date(2023, 6, 18), "152222、152223"),
            _audit_of("audit_published", date(2023, 8, 3), "152222、152223"),
        ),
    ),
    # All as owed, and nineteen findings open past their limit.
    Place("1529", "league", ALL_DONE | {"unresolved-league": ()}, _as_owed),
    Place(
        "150221",
        "county",
        {"no-audit": AUDIT, "no-hotline": (), "unresolved": UNRESOLVED},
        _both(_without("annual_audit", 2022), _without("audit_published", 2022)),
        complaints=ENOUGH,
    ),
    Place("150222", "county", {"no-audit": (), "no-hotline": LINE}, _without("hotline_published")),
    Place(
        "150302",
        "county",
        {"no-audit": AUDIT, "no-hotline": LINE, "unresolved": UNRESOLVED},
        _both(_without("audit_published", 2023), _without("hotline_published")),
        complaints=ENOUGH,
    ),
    Place(
        "152221",
        "county",
        {"no-audit": (), "no-hotline": (), "unresolved": ()},
        _done("annual_audit", 2023, date(2024, 12, 31)),
        complaints=ENOUGH,
    ),
    Place(
        "152222",
        "county",
        {"no-audit": (), "no-hotline": ()},
        _both(
            _without("annual_audit", 2022), _without("audit_published", 2022), _without("hotline_published")
        ),
        (_hotline_on(date(2026, 10, 31)),),
    ),
    # Audited a day too late.
    Place("152224", "county", {"no-audit": AUDIT}, _done("annual_audit", 2023, date(2025, 1, 1))),
    Place(
        "152921",
        "county",
        {"no-audit": (), "no-hotline": LINE, "unresolved": ()},
        _without("hotline_published"),
        complaints=ONE_SHORT,
    ),
)
