"""The income that a survey found: once for every application, with those who went."""

from collections.abc import Callable
from datetime import date

import duckdb

from .conftest import PERSON, VILLAGE, household

Build = Callable[..., duckdb.DuckDBPyConnection]
ONE, OTHER = "15990119800101001?", "15990119810101001?"
FILED = {
    "application_id": "A1", "household_id": "H1", "applicant_id": PERSON, "division": VILLAGE,
    "kind": "application", "applied_on": date(2023, 1, 3), "decision": "granted",
}  # fmt: skip


def visit(**more):
    return {"application_id": "A1", "step": "surveyed", "at": "2023-01-05T09:00", "officer_id": ONE} | more


def incomes(connection):
    return connection.execute(
        "SELECT household, township, income_fen, granted_on, surveyor_least = surveyor_most FROM kept.surveyed_incomes"
    ).fetchall()


def rows_with(*steps, **grant):
    first = {
        "household_id": "H1",
        "application_id": "A1",
        "income_per_capita": "210.50",
        "granted_on": date(2023, 1, 20),
    }
    raised = first | {"from_month": "2023-07", "income_per_capita": "260.00", "granted_on": date(2023, 6, 20)}
    return {
        "households": [household()],
        "applications": [FILED],
        "steps": list(steps),
        "grants": [first | grant, raised | grant],
    }


def test_of_several_grants_on_one_application_the_first_one_counts(facts_of: Build):
    connection = facts_of(rows_with(visit(officer2_id=OTHER)), "surveyed_incomes")
    assert incomes(connection) == [(1, VILLAGE[:9], 21050, date(2023, 1, 20), False)]


def test_one_surveyor_alone_is_the_least_and_the_greatest(facts_of: Build):
    connection = facts_of(rows_with(visit()), "surveyed_incomes")
    assert [row[4] for row in incomes(connection)] == [True]


def test_without_a_visit_or_without_a_figure_there_is_no_row(facts_of: Build):
    connection = facts_of(rows_with(visit(step="accepted")), "surveyed_incomes")
    assert incomes(connection) == []


def test_a_grant_that_rests_on_no_application_has_no_surveyor(facts_of: Build):
    connection = facts_of(rows_with(visit(), application_id=None), "surveyed_incomes")
    assert incomes(connection) == []
