"""A dossier holds every step of an application on one row, and its clock stands still while it should."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from mingjian.law.calendar import working_days_between
from mingjian.law.calendar_file import official_calendar
from mingjian.screening.scope import WHOLE, make_views
from mingjian.screening.workdays import first_year, make_workday_table

Build = Callable[..., duckdb.DuckDBPyConnection]
PERSON = "15990119500101001?"
FIRST, SECOND = "15990119700707007?", "15990119710707007?"
APPLICATION = {
    "application_id": "S1", "applicant_id": PERSON, "division": "150423100201", "kind": "application",
    "applied_on": date(2024, 3, 1), "decision": "granted",
}  # fmt: skip


def step(name, at, **more):
    return {"application_id": "S1", "step": name, "at": at, **more}


STEPS = [
    step("accepted", "2024-03-04T09:00", officer_id=FIRST),
    step("surveyed", "2024-03-06T09:00", officer_id=FIRST, officer2_id=SECOND),
    step("surveyed", "2024-03-08T09:00", officer_id=FIRST),
    step("posted_first", "2024-03-11T09:00", until="2024-03-17T18:00"),
    step("decided", "2024-03-25T09:00", officer_id=SECOND),
]


def one(connection, sql):
    return connection.execute(sql).fetchall()


def test_a_dossier_has_the_first_and_last_day_of_each_step_and_counts_its_surveyors(facts_of: Build):
    connection = facts_of({"applications": [APPLICATION], "steps": STEPS}, "dossiers")
    rows = one(
        connection,
        "SELECT accepted_on, surveyed_on, surveyed_last_on, surveyor_least <> surveyor_most, posted_first_days, "
        "township, county, league FROM kept.dossiers",
    )
    assert rows == [
        (date(2024, 3, 4), date(2024, 3, 6), date(2024, 3, 8), True, 7, "150423100", "150423", "1504")
    ]


@pytest.mark.parametrize(
    ("as_of", "decision", "decided_on", "surveyed_last_on"),
    [
        (date(2024, 3, 25), "granted", date(2024, 3, 25), date(2024, 3, 8)),
        (date(2024, 3, 24), "pending", None, date(2024, 3, 8)),
        (date(2024, 3, 7), "pending", None, date(2024, 3, 6)),
    ],
)
def test_a_step_of_a_later_day_has_not_happened(
    facts_of: Build, as_of, decision, decided_on, surveyed_last_on
):
    connection = facts_of({"applications": [APPLICATION], "steps": STEPS}, "dossiers")
    make_views(connection, ("dossiers",), as_of, WHOLE)
    rows = one(connection, "SELECT regime, decision, decided_on, surveyed_last_on FROM dossiers")
    assert rows == [("B", decision, decided_on, surveyed_last_on)]


STRAIGHT = [
    step("applied", "2024-03-01T09:00"),
    step("accepted", "2024-03-04T09:00", officer_id=FIRST),
    step("surveyed", "2024-03-06T10:30", officer_id=FIRST, officer2_id=SECOND),
    step("appraised", "2024-03-07T09:00", attendance=12, representatives=9),
    step("posted_first", "2024-03-11T09:00", until="2024-03-17T18:00"),
    step("posted_second", "2024-03-19T09:00", until="2024-03-21T18:00"),
    step("decided", "2024-03-25T09:00", officer_id=SECOND),
    step("archived", "2024-04-02T09:00"),
]
SHOWN = (
    "accepted_on, surveyed_on, surveyed_last_on, appraised_on, attendance, representatives, posted_first_on, "
    "posted_first_until, posted_first_days, posted_second_on, posted_second_until, posted_second_days, decided_on, "
    "archived_on"
)


@pytest.mark.parametrize(
    ("detour", "straight"),
    [
        (None, True),
        (step("supplement", "2024-03-02T09:00"), False),
        (step("published", "1899-12-31T09:00"), False),
        (step("published", "2100-01-01T09:00"), False),
        (step("accepted", "2024-03-05T09:00"), False),
    ],
    ids=[
        "no detour",
        "a supplement",
        "a day before those that are folded",
        "a day after them",
        "a step taken twice",
    ],
)
def test_a_file_that_went_round_shows_the_days_that_it_would_show_had_it_gone_straight(
    facts_of: Build, detour, straight
):
    steps = [*STRAIGHT, *([detour] if detour else [])]
    connection = facts_of({"applications": [APPLICATION], "steps": steps}, "dossiers")
    assert one(connection, "SELECT straight FROM kept.dossiers") == [(straight,)]
    make_views(connection, ("dossiers",), date(2024, 12, 31), WHOLE)
    assert one(connection, f"SELECT {SHOWN} FROM dossiers") == [
        (
            *(date(2024, 3, 4), date(2024, 3, 6), date(2024, 3, 6), date(2024, 3, 7), 12, 9),
            *(date(2024, 3, 11), date(2024, 3, 17), 7, date(2024, 3, 19), date(2024, 3, 21), 3),
            *(date(2024, 3, 25), date(2024, 4, 2)),
        )
    ]


def test_a_day_that_cannot_be_folded_stands_in_the_dossier_all_the_same(facts_of: Build):
    early = step("published", "1899-12-31T09:00")
    connection = facts_of({"applications": [APPLICATION], "steps": [*STRAIGHT, early]}, "dossiers")
    assert one(connection, "SELECT published_on FROM kept.dossiers") == [(date(1899, 12, 31),)]


@pytest.mark.parametrize(
    ("visits", "shown"),
    [
        ([("2024-03-06T10:30", FIRST, SECOND)], [("2024-03-06T10:30", 2)]),
        ([("2024-03-06T10:30", FIRST, None)], [("2024-03-06T10:30", 1)]),
        ([("2024-03-06T10:30", None, SECOND)], [("2024-03-06T10:30", 0)]),
        (
            [("2024-03-06T10:30", FIRST, SECOND), ("2024-03-08T09:00", FIRST, None)],
            [("2024-03-06T10:30", 2), ("2024-03-08T09:00", 1)],
        ),
        ([("2024-03-26T10:30", FIRST, SECOND)], []),
    ],
    ids=["two surveyors", "one", "the first one left out", "two visits", "a visit of a later day"],
)
def test_every_visit_up_to_the_day_is_on_record_with_those_who_went(facts_of: Build, visits, shown):
    steps = [step("surveyed", at, officer_id=one_, officer2_id=two) for at, one_, two in visits]
    connection = facts_of({"applications": [APPLICATION], "steps": steps}, "dossiers")
    make_views(connection, ("visits",), date(2024, 3, 25), WHOLE)
    rows = one(
        connection,
        "SELECT strftime(v.at, '%Y-%m-%dT%H:%M'), CASE WHEN officer_id IS NULL THEN 0 WHEN officer2_id IS NULL THEN 1 "
        "ELSE 2 END FROM visits AS v ORDER BY 1",
    )
    assert rows == shown


@pytest.mark.parametrize(
    ("accepted", "regime"),
    [
        ("2021-06-30T16:00", "A"),
        ("2021-07-01T09:00", "B"),
        ("2012-12-11T09:00", ""),
        ("2012-12-12T09:00", "A"),
    ],
)
def test_the_procedure_is_that_of_the_day_of_acceptance(facts_of: Build, accepted, regime):
    early = APPLICATION | {"applied_on": date(2010, 1, 1)}
    connection = facts_of({"applications": [early], "steps": [step("accepted", accepted)]}, "dossiers")
    make_views(connection, ("dossiers",), date(2024, 12, 31), WHOLE)
    assert one(connection, "SELECT regime FROM dossiers") == [(regime,)]


def test_a_supplement_and_a_snow_disaster_that_overlap_stop_the_clock_once(facts_of: Build):
    steps = [*STEPS, step("supplement", "2024-03-12T09:00"), step("reviewed", "2024-03-20T09:00")]
    stoppage = {
        "division": "150423", "from_day": date(2024, 3, 15), "to_day": date(2024, 3, 22), "document": "通知",
    }  # fmt: skip
    connection = facts_of({"applications": [APPLICATION], "steps": steps, "stoppages": [stoppage]}, "pauses")
    assert one(connection, "SELECT after_on, until_on FROM kept.pauses") == [
        (date(2024, 3, 12), date(2024, 3, 22))
    ]


@pytest.mark.parametrize(
    ("taken", "paused"),
    [(STEPS[:1], [(date(2024, 4, 14), date(2024, 4, 20))]), (STEPS, [])],
    ids=["undecided", "decided"],
)
def test_a_stoppage_after_the_last_step_counts_while_the_file_is_undecided(facts_of: Build, taken, paused):
    stoppage = {
        "division": "150423", "from_day": date(2024, 4, 15), "to_day": date(2024, 4, 20), "document": "通知",
    }  # fmt: skip
    connection = facts_of({"applications": [APPLICATION], "steps": taken, "stoppages": [stoppage]}, "pauses")
    assert one(connection, "SELECT after_on, until_on FROM kept.pauses") == paused


def test_a_supplement_that_nothing_followed_keeps_the_clock_standing(facts_of: Build):
    connection = facts_of(
        {"applications": [APPLICATION], "steps": [STEPS[0], step("supplement", "2024-03-05T09:00")]}, "pauses"
    )
    assert one(connection, "SELECT until_on FROM kept.pauses") == [(date(9999, 12, 31),)]


def test_the_difference_of_two_numbered_days_is_the_working_days_between_them(connection):
    calendar = official_calendar()
    make_workday_table(connection, calendar)
    start, end = date(2024, 2, 5), date(2024, 3, 1)
    passed = one(
        connection,
        f"SELECT b.n - a.n FROM workdays AS a, workdays AS b WHERE a.day = DATE '{start}' AND b.day = DATE '{end}'",
    )
    assert passed == [(working_days_between(start, end, calendar),)]


def test_only_the_years_after_a_missing_one_are_counted():
    assert first_year((2019, 2020, 2022, 2023)) == 2022
