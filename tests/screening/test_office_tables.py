"""The tables about offices: who owes oversight and for which years, how many households, how many strong findings."""

from datetime import date

import pytest

from mingjian.screening.catalogue import load_rules
from mingjian.screening.found import make_found_table, show_found
from mingjian.screening.scope import WHOLE, make_views

from .conftest import DAY, household

NORTH, SOUTH = "150423100201", "150424100201"


def seen(facts_of, rows, name, as_of=DAY):
    connection = facts_of(rows, "places", "households", "grants", "stretches")
    make_found_table(connection)
    make_views(connection, (name,), as_of, WHOLE)
    return connection


def duty(number, division, kind, year, done_on):
    return {"duty_id": f"D{number}", "division": division, "kind": kind, "year": year, "done_on": done_on}


def test_households_on_the_list_are_counted_by_township_on_the_day_of_the_run(facts_of):
    rows = {
        "households": [household("H1"), household("H2"), household("H3", division=SOUTH)],
        "grants": [
            {"household_id": "H1", "to_month": "2024-12"},
            {"household_id": "H2", "to_month": "2024-11"},
            {"household_id": "H3", "from_month": "2025-01"},
        ],
    }
    connection = seen(facts_of, rows, "running")
    assert connection.execute("FROM running").fetchall() == [("1504", "150423", "150423100", 1)]


def test_a_place_owes_from_the_year_in_which_it_appears_and_an_audit_appears_when_it_is_made(facts_of):
    rows = {
        "households": [household("H1"), household("H2", division=SOUTH)],
        "grants": [{"household_id": "H1"}, {"household_id": "H2"}],
        "oversight": [
            duty(1, "150423", "annual_audit", 2021, date(2022, 6, 18)),
            duty(2, "150423", "hotline_published", 2023, date(2023, 1, 12)),
            duty(3, "1504", "annual_report", 2022, date(2022, 12, 20)),
            duty(4, "1504", "annual_report", 2020, date(2025, 1, 2)),
            duty(5, "150499", "annual_audit", 2020, date(2021, 6, 18)),
        ],
    }
    connection = seen(facts_of, rows, "overseen")
    assert connection.execute("FROM overseen ORDER BY place").fetchall() == [
        ("1504", "league", 2022, 2022, 2023),
        ("150423", "county", 2022, 2021, 2023),
    ]


@pytest.mark.parametrize(
    ("household_number", "division", "offices"),
    [
        (1, NORTH, [("county", "150423", 1), ("township", "150423100", 1)]),
        ("NULL", "150423", [("county", "150423", 1)]),
        ("NULL", NORTH, [("county", "150423", 1), ("township", "150423100", 1)]),
        ("NULL", "1504", []),
    ],
)
def test_a_strong_finding_counts_for_the_county_and_the_township_of_its_household_or_place(
    facts_of, household_number, division, offices
):
    rows = {
        "households": [household("H1"), household("H2")],
        "grants": [{"household_id": "H1"}, {"household_id": "H2"}],
    }
    connection = seen(facts_of, rows, "office_rates")
    for grade in ("strong", "lead"):
        connection.execute(
            f"INSERT INTO remembered VALUES ('{grade}', 'r', 'A', 'household', 's', NULL, {household_number}, "
            f"'{division}', '{grade}', '8(5)', DATE '2024-01-01', DATE '2024-01-31')"
        )
    show_found(connection, load_rules()["office-pattern"])
    found = connection.execute(
        "SELECT level, office, findings, rate FROM office_rates WHERE findings > 0 ORDER BY level"
    ).fetchall()
    assert [row[:3] for row in found] == offices
    assert all(rate == 500 for *_, rate in found)


def test_a_grant_ends_in_its_last_month_or_in_that_of_its_day(facts_of):
    rows = {
        "households": [household("H1")],
        "grants": [
            {"household_id": "H1", "to_month": "2024-03", "end_reason": "收入超过标准"},
            {"household_id": "H1", "from_month": "2024-05", "ended_on": date(2024, 8, 2)},
            {"household_id": "H1", "from_month": "2024-10"},
        ],
    }
    connection = seen(facts_of, rows, "grant_ends")
    ends = connection.execute("SELECT to_m, end_reason FROM grant_ends ORDER BY to_m").fetchall()
    assert ends == [(2024 * 12 + 2, "收入超过标准"), (2024 * 12 + 7, None)]
