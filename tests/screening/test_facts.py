"""The facts hold every row they are made of, to the fen and to the month."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.screening.examples import filled
from mingjian.screening.facts import (
    PASSING,
    fact_names,
    fact_sql,
    keep_facts,
    make_facts,
    unordered_sql,
    with_dependencies,
)
from mingjian.screening.ground import load_rows
from mingjian.screening.scope import WHOLE, make_views
from mingjian.screening.workspace import open_session, session

PERSON = "15990119500101001?"
HOUSEHOLD = {"household_id": "H1", "division": "150423100201", "head_id": PERSON}

PAYMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "household_id": st.sampled_from(["H1", "H2", "UNLISTED"]),
            "period": st.sampled_from(["2023-12", "2024-01", "2024-02"]),
            "kind": st.sampled_from(["allowance", "arrears"]),
            "due": st.sampled_from(["0.00", "300.00", "300.01"]),
            "paid": st.sampled_from(["0.00", "300.00", "299.99"]),
            "paid_on": st.sampled_from([date(2024, 2, 8), None]),
            "account_no": st.sampled_from(["6299000000000000001", "6299000000000000002", None]),
            "batch_id": st.sampled_from(["B1", "B2", "B3", None]),
        }
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(PAYMENTS)
def test_every_payment_is_one_bit_of_one_row_and_no_fen_is_lost(payments: list[dict[str, object]]) -> None:
    connection = open_session()
    try:
        rows = {"households": [HOUSEHOLD, HOUSEHOLD | {"household_id": "H2"}], "payments": payments}
        load_rows(connection, filled(rows))
        make_facts(connection, ["pay"])
        kept = connection.execute(
            "SELECT coalesce(sum(bit_count(months)), 0), coalesce(sum(bit_count(months) * paid_fen), 0) FROM kept.pay"
        ).fetchone()
        assert kept is not None
        total = sum(int(Decimal(str(p["paid"])) * 100) for p in payments)
        assert (int(kept[0]), int(kept[1])) == (len(payments), total)
    finally:
        connection.close()


@settings(max_examples=40, deadline=None)
@given(PAYMENTS)
def test_the_bits_are_the_same_where_rows_come_in_no_order(payments: list[dict[str, object]]) -> None:
    connection = open_session()
    try:
        rows = {"households": [HOUSEHOLD, HOUSEHOLD | {"household_id": "H2"}], "payments": payments}
        load_rows(connection, filled(rows))
        make_facts(connection, ["pay", "calendar"])
        connection.execute(f"CREATE TABLE kept.pay_anyhow AS {unordered_sql('pay')}")
        assert _months_of(connection, "pay") == _months_of(connection, "pay_anyhow")
    finally:
        connection.close()


def _months_of(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    """Every bit of every row with its terms, in order."""
    return connection.execute(
        f"SELECT k.* EXCLUDE (months), c.m FROM kept.{name} AS k "
        "JOIN kept.calendar AS c ON c.year = k.year AND (k.months & c.bit) <> 0 ORDER BY ALL"
    ).fetchall()


def test_what_only_other_facts_read_is_not_written(village, tmp_path) -> None:
    files = {name: table.path for name, table in village.snapshot.tables.items()}
    wanted = ["dossiers", "detours"]
    with session(files, village.store, tmp_path) as connection:
        built = keep_facts(connection, wanted, tmp_path / "facts", lambda _: None)
    written = {path.stem for path in (tmp_path / "facts").iterdir()}
    assert set(built) - written == PASSING
    with session(files, village.store, tmp_path) as connection:
        assert keep_facts(connection, wanted, tmp_path / "facts", lambda _: None) == ()
        assert connection.execute("SELECT count(*) > 0 FROM kept.dossiers").fetchone() == (True,)


Build = Callable[..., duckdb.DuckDBPyConnection]


def test_a_household_that_no_list_holds_is_still_paid(facts_of: Build) -> None:
    batch = {"batch_id": "B1", "division": "150423", "period": "2024-01"}
    paid = {"household_id": "GHOST", "period": "2024-01", "account_holder_id": PERSON}
    connection = facts_of({"households": [HOUSEHOLD], "payments": [paid], "batches": [batch]}, "pay")
    rows = connection.execute(
        "SELECT household_id, county, listed FROM kept.households ORDER BY 1"
    ).fetchall()
    assert rows == [("GHOST", "150423", False), ("H1", "150423", True)]


def test_a_later_grant_cuts_the_one_before_so_that_one_grant_holds_a_month(facts_of: Build) -> None:
    first = {
        "household_id": "H1",
        "grant_id": "G1",
        "from_month": "2023-01",
        "granted_on": date(2022, 12, 20),
    }
    second = first | {"grant_id": "G2", "from_month": "2024-01", "granted_on": date(2023, 12, 20)}
    connection = facts_of({"households": [HOUSEHOLD], "grants": [first, second]}, "grants")
    rows = connection.execute(
        "SELECT grant_id, to_m, until_m, first_granted_on FROM kept.grants ORDER BY from_m"
    ).fetchall()
    start = date(2022, 12, 20)
    assert rows == [("G1", 99999, 2024 * 12 - 1, start), ("G2", 99999, 99999, start)]


def test_a_household_that_came_back_begins_a_new_series(facts_of: Build) -> None:
    first = {"household_id": "H1", "grant_id": "G1", "from_month": "2020-01", "to_month": "2020-12"}
    second = {
        "household_id": "H1",
        "grant_id": "G2",
        "from_month": "2024-01",
        "granted_on": date(2023, 12, 20),
    }
    connection = facts_of({"households": [HOUSEHOLD], "grants": [first, second]}, "grants")
    rows = connection.execute("SELECT grant_id, first_granted_on FROM kept.grants ORDER BY 1").fetchall()
    assert rows == [("G1", date(2022, 12, 20)), ("G2", date(2023, 12, 20))]


@pytest.mark.parametrize(
    ("months", "stretches"),
    [
        ([("2023-01", "2023-06"), ("2023-07", "2023-12")], [("2023-01", "2023-12")]),
        ([("2023-01", "2023-06"), ("2023-08", "2023-12")], [("2023-01", "2023-06"), ("2023-08", "2023-12")]),
        ([("2023-01", "2023-12"), ("2023-07", "2023-09")], [("2023-01", "2023-09")]),
        ([("2023-01", "2023-06"), ("2023-01", "2023-03")], [("2023-01", "2023-03")]),
        (
            [("2022-01", "2022-02"), ("2022-03", "2022-04"), ("2022-06", "2022-07"), ("2022-08", "2022-09")],
            [("2022-01", "2022-04"), ("2022-06", "2022-09")],
        ),
    ],
    ids=["a new rate", "a gap", "cut by a later one", "two from one month", "two stretches of two"],
)
def test_a_stretch_goes_on_until_a_month_without_a_grant(
    facts_of: Build, months: list[tuple[str, str]], stretches: list[tuple[str, str]]
) -> None:
    grants = [
        {
            "household_id": "H1", "grant_id": f"G{number}", "from_month": begin, "to_month": end,
            "granted_on": date(2021, 1, 1 + number),
        }
        for number, (begin, end) in enumerate(months)
    ]  # fmt: skip
    connection = facts_of({"households": [HOUSEHOLD], "grants": grants}, "stretches", "calendar")
    rows = connection.execute(
        "SELECT strftime(a.first_on, '%Y-%m'), strftime(b.first_on, '%Y-%m') FROM kept.stretches AS s "
        "JOIN kept.calendar AS a ON a.m = s.from_m JOIN kept.calendar AS b ON b.m = s.until_m ORDER BY 1"
    ).fetchall()
    assert rows == stretches


@pytest.mark.parametrize(
    ("holder", "to_another"), [(PERSON, False), ("15990119600101001?", True), (None, False)],
    ids=["the head", "somebody else", "nobody knows"],
)  # fmt: skip
def test_money_goes_to_another_where_the_holder_is_known_and_not_the_head(
    facts_of: Build, holder: str | None, to_another: bool
) -> None:
    paid = {"household_id": "H1", "period": "2024-01", "account_holder_id": holder}
    connection = facts_of({"households": [HOUSEHOLD], "payments": [paid]}, "pay")
    assert connection.execute("SELECT to_another FROM kept.pay").fetchall() == [(to_another,)]


def test_an_application_that_the_township_confirmed_lays_the_grant_on_the_township(facts_of: Build) -> None:
    grant = {"household_id": "H1", "application_id": "A1"}
    application = {
        "application_id": "A1", "applicant_id": PERSON, "division": "150423100201", "kind": "application",
        "applied_on": date(2022, 12, 1), "decision": "granted", "devolved": True,
    }  # fmt: skip
    rows = {"households": [HOUSEHOLD], "grants": [grant], "applications": [application]}
    connection = facts_of(rows, "grants")
    make_views(connection, ("grants",), date(2024, 12, 31), WHOLE)
    found = connection.execute("SELECT granted_by, wrong_clause, income_clause FROM grants").fetchone()
    assert found == ("township", "8(6);9(1)", "8(5)")


RISEN = [
    {"household_id": "H2", "from_month": "2023-01", "to_month": "2024-01", "allowance": "300.00"},
    {"household_id": "H2", "from_month": "2024-02", "allowance": "320.00"},
]
AS_GRANTED = [
    {"household_id": "H2", "period": "2023-12..2024-01", "paid": "300.00"},
    {"household_id": "H2", "period": "2024-02..2024-04", "paid": "320.00"},
]


@pytest.mark.parametrize(
    ("paid", "unsettled"),
    [
        (AS_GRANTED, False),
        ([AS_GRANTED[0], AS_GRANTED[1] | {"period": "2024-02..2024-03"}], True),
        (
            [*AS_GRANTED, {"household_id": "H2", "period": "2024-02", "paid": "320.00", "batch_id": "B2"}],
            True,
        ),
        (
            [AS_GRANTED[0] | {"period": "2023-12..2024-02"}, AS_GRANTED[1] | {"period": "2024-03..2024-04"}],
            True,
        ),
        ([AS_GRANTED[0], AS_GRANTED[1] | {"paid_on": None}], True),
        ([], True),
    ],
    ids=["as granted", "a month missing", "a month twice", "the old sum", "not credited", "never paid"],
)
def test_a_household_is_settled_where_each_month_of_a_grant_was_paid_once_and_in_full(
    facts_of: Build, paid: list[dict[str, object]], unsettled: bool
) -> None:
    other = {"household_id": "H1", "period": "2023-12..2024-04"}
    rows = {
        "households": [HOUSEHOLD, HOUSEHOLD | {"household_id": "H2"}],
        "grants": [{"household_id": "H1"}, *RISEN],
        "payments": [other, *paid],
    }
    connection = facts_of(rows, "unsettled", "households")
    found = connection.execute(
        "SELECT h.household_id FROM kept.unsettled AS u JOIN kept.households AS h ON h.household = u.household"
    ).fetchall()
    assert found == ([("H2",)] if unsettled else [])


def test_the_responsibility_table_outweighs_the_code(facts_of: Build) -> None:
    served = {"division": "150423100201", "county": "150402", "from_day": date(2015, 1, 1)}
    connection = facts_of({"households": [HOUSEHOLD], "responsibility": [served]}, "places")
    assert connection.execute("SELECT township, county, league FROM kept.places").fetchone() == (
        "150423100", "150402", "1504",
    )  # fmt: skip


def test_a_village_has_the_officers_of_every_level_above_it(facts_of: Build) -> None:
    posts = [
        ("150423100201", "village"),
        ("150423100", "township"),
        ("150423", "civil_affairs"),
        ("150424", "civil_affairs"),
    ]
    officers = [
        {"person_id": f"1599011970010100{n}?", "organ": organ, "division": code, "post": "x", "rank": "handler",
         "from_day": date(2015, 1, 1)}
        for n, (code, organ) in enumerate(posts, start=1)
    ]  # fmt: skip
    connection = facts_of({"households": [HOUSEHOLD], "officers": officers}, "officers_over")
    found = connection.execute("SELECT organ FROM kept.officers_over ORDER BY 1").fetchall()
    assert found == [("civil_affairs",), ("township",), ("village",)]


def test_kinship_counts_in_both_directions(facts_of: Build) -> None:
    child = "15990119800101001?"
    rows = {
        "households": [HOUSEHOLD],
        "members": [{"household_id": "H1", "person_id": PERSON}, {"household_id": "H1", "person_id": child}],
        "kinship": [{"person_id": PERSON, "relative_id": child, "relation": "child"}],
    }
    connection = facts_of(rows, "members")
    make_views(connection, ("relatives",), date(2024, 12, 31), WHOLE)
    assert connection.execute("SELECT relation FROM relatives ORDER BY 1").fetchall() == [
        ("child",),
        ("parent",),
    ]


def test_every_fact_can_be_built_after_what_it_is_made_of() -> None:
    order = with_dependencies(fact_names())
    for position, name in enumerate(order):
        assert set(with_dependencies([name])[:-1]) <= set(order[:position])
        assert fact_sql(name)


def test_every_fact_can_be_made_from_nothing(facts_of: Build) -> None:
    connection = facts_of({}, "places")
    make_facts_again = [name for name in fact_names() if name != "places"]
    for name in with_dependencies(make_facts_again):
        if name != "places":
            connection.execute(f"CREATE OR REPLACE TABLE kept.{name} AS {fact_sql(name)}")
            assert connection.execute(f"SELECT count(*) >= 0 FROM kept.{name}").fetchone() == (True,)
