"""What registries say of people whom no list holds, and the days on which households left the list."""

from collections.abc import Callable
from datetime import date

import duckdb

from mingjian.screening.scope import WHOLE, make_views

from .conftest import VILLAGE, household

Build = Callable[..., duckdb.DuckDBPyConnection]
ASKER, GRANTED = "15990119500101001?", "15990119600101001?"
FOREVER = date(9999, 12, 31)


def application(applicant, decision, number="S1"):
    return {
        "application_id": number, "applicant_id": applicant, "division": VILLAGE, "kind": "application",
        "applied_on": date(2024, 3, 1), "decision": decision,
    }  # fmt: skip


def certificate(person, **more):
    return {
        "person_id": person,
        "kind": "mental",
        "grade": 3,
        "issued_on": date(2020, 5, 1),
        "division": VILLAGE,
    } | more


def states(connection):
    return connection.execute(
        "SELECT state, from_day, until_day, detail, grade, fen, known_on, known_assumed FROM kept.applicant_states "
        "ORDER BY ALL"
    ).fetchall()


def test_a_registry_is_read_for_those_who_were_turned_away_and_for_nobody_else(facts_of: Build):
    rows = {
        "applications": [application(ASKER, "refused"), application(GRANTED, "granted", "S2")],
        "disabled": [certificate(ASKER, available_on=date(2021, 1, 1)), certificate(GRANTED)],
    }
    found = states(facts_of(rows, "applicant_states"))
    assert found == [("disabled", date(2020, 5, 1), FOREVER, "mental", 3, None, date(2021, 1, 1), False)]


def test_a_sum_out_of_pocket_holds_a_year_before_and_after_the_day_it_was_counted(facts_of: Build):
    counted = {
        "person_id": ASKER,
        "as_of": date(2024, 2, 29),
        "out_of_pocket_12m": "10000.00",
        "division": VILLAGE,
    }
    rows = {"applications": [application(ASKER, "stopped")], "illness": [counted]}
    found = states(facts_of(rows, "applicant_states"))
    assert found == [
        ("ill", date(2023, 2, 28), date(2025, 2, 28), None, None, 1_000_000, date(2024, 2, 29), True)
    ]


def test_a_record_of_a_later_day_is_not_seen(facts_of: Build):
    rows = {
        "applications": [application(ASKER, "refused")],
        "disabled": [certificate(ASKER, available_on=date(2024, 6, 1))],
    }
    connection = facts_of(rows, "applicant_states")
    make_views(connection, ("applicant_states",), date(2024, 5, 31), WHOLE)
    assert connection.execute("SELECT count(*) FROM applicant_states").fetchall() == [(0,)]


def grant(from_month, to_month=None, ended_on=None):
    return {"household_id": "H1", "from_month": from_month, "to_month": to_month, "ended_on": ended_on}


def endings(facts_of: Build, *grants):
    connection = facts_of({"households": [household()], "grants": grants}, "endings")
    return [row[0] for row in connection.execute("SELECT ended_on FROM kept.endings ORDER BY 1").fetchall()]


def test_a_new_rate_is_no_ending_and_the_last_grant_is_one(facts_of: Build):
    first = grant("2023-01", "2023-06", date(2023, 6, 28))
    last = grant("2023-07", "2024-03", date(2024, 3, 28))
    assert endings(facts_of, first, last) == [date(2024, 3, 28)]


def test_a_household_that_came_back_after_a_month_had_left(facts_of: Build):
    left, back = grant("2023-01", "2023-06", date(2023, 6, 28)), grant("2023-08")
    assert endings(facts_of, left, back) == [date(2023, 6, 28)]
