"""What the registries hold against an answer 'none': begun, known and in force on the day of the request."""

from collections.abc import Callable
from datetime import date, timedelta

import duckdb
import pytest

from .conftest import PERSON

Build = Callable[..., duckdb.DuckDBPyConnection]
DAY = date(2024, 5, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def request(item, **more):
    asked = {"request_id": "C1", "division": "150423", "department": "transport", "person_id": PERSON}
    return asked | {"item": item, "requested_on": DAY, "result": "none"} | more


def car(**more):
    owned = {"vehicle_id": "V1", "person_id": PERSON, "kind": "car", "registered_on": BEFORE}
    return owned | {"status": "normal", "available_on": DAY} | more


def held(connection):
    return connection.execute(
        "SELECT request_id, item, began_on, known_on, known_assumed, gone_on FROM kept.check_records ORDER BY ALL"
    ).fetchall()


def test_a_record_stands_beside_the_answer_with_its_days_and_its_line(facts_of: Build):
    connection = facts_of({"checks": [request("vehicles")], "vehicles": [car()]}, "check_records")
    assert held(connection) == [("C1", "vehicles", BEFORE, DAY, False, date(9999, 12, 31))]
    assert connection.execute("SELECT source_file, source_row FROM kept.check_records").fetchall() == [(0, 1)]


@pytest.mark.parametrize(
    ("record", "counts"),
    [
        (car(registered_on=DAY), True),
        (car(registered_on=AFTER, available_on=None), False),
        (car(available_on=AFTER), False),
        (car(available_on=None), True),
        (car(status="scrapped"), False),
        (car(status="scrapped", ended_on=DAY), False),
        (car(status="scrapped", ended_on=AFTER), True),
        (car(status="seized"), True),
        (car(person_id="15990119800101001?"), False),
    ],
)
def test_a_vehicle_counts_while_it_is_owned_and_known(facts_of: Build, record, counts):
    connection = facts_of({"checks": [request("vehicles")], "vehicles": [record]}, "check_records")
    assert bool(held(connection)) == counts


@pytest.mark.parametrize(
    "asked", [{"result": "hit"}, {"result": "refused"}, {"result": None}, {"person_id": None}]
)
def test_only_an_answer_of_none_about_a_person_is_looked_into(facts_of: Build, asked):
    connection = facts_of({"checks": [request("vehicles", **asked)], "vehicles": [car()]}, "check_records")
    assert held(connection) == []


def test_a_stretch_of_months_counts_to_its_last_day(facts_of: Build):
    pay = {"person_id": PERSON, "employer": "旗教育局", "kind": "contract", "from_month": date(2020, 1, 1)}
    rows = [pay | {"to_month": date(2024, 5, 1)}, pay | {"employer": "旗医院", "to_month": date(2024, 4, 1)}]
    connection = facts_of({"checks": [request("payroll")], "payroll": rows}, "check_records")
    assert [row[5] for row in held(connection)] == [date(2024, 6, 1)]


def test_a_balance_counts_until_the_next_one_or_for_a_year(facts_of: Build):
    def balance(as_of, yuan):
        return {"person_id": PERSON, "as_of": as_of, "balance": yuan, "available_on": as_of}

    checks = {"checks": [request("deposits")]}
    stale = facts_of(checks | {"deposits": [balance(date(2023, 5, 10), "9.00")]}, "check_records")
    assert held(stale) == []


def test_a_later_balance_of_nothing_takes_the_place_of_the_earlier_one(facts_of: Build):
    rows = [
        {"person_id": PERSON, "as_of": day, "balance": yuan, "available_on": day}
        for day, yuan in ((date(2024, 1, 31), "9.00"), (date(2024, 4, 30), "0.00"))
    ]
    connection = facts_of({"checks": [request("deposits")], "deposits": rows}, "check_records")
    assert held(connection) == []


def test_a_herd_is_followed_only_by_one_of_its_own_kind(facts_of: Build):
    rows = [
        {
            "person_id": PERSON,
            "kind": kind,
            "head": head,
            "sheep_units": head,
            "as_of": day,
            "available_on": day,
        }
        for day, kind, head in ((date(2023, 12, 31), "绵羊", 90), (date(2024, 4, 30), "山羊", 0))
    ]
    connection = facts_of({"checks": [request("livestock")], "livestock": rows}, "check_records")
    assert [row[2] for row in held(connection)] == [date(2023, 12, 31)]


@pytest.mark.parametrize(("year", "counts"), [(2022, False), (2023, True)])
def test_the_income_of_a_year_counts_to_the_end_of_the_next(facts_of: Build, year, counts):
    row = {"person_id": PERSON, "year": year, "income": "50000.00", "available_on": DAY}
    connection = facts_of({"checks": [request("tax")], "tax": [row]}, "check_records")
    assert bool(held(connection)) == counts
