"""Tables about household registers (户口簿): who stands on one beside a list, in whose need, with what means."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from mingjian.exchange.identity import check_digit, id_number

Build = Callable[..., duckdb.DuckDBPyConnection]
VILLAGE = "150423100201"
LONG_AGO = date(2019, 7, 1)


def number(year: int, order: int = 1) -> str:
    body = f"159901{year}0101{order:03d}"
    return body + check_digit(body)


HEAD, WIFE, SON, OLD, FATHER = number(1970), number(1972), number(1998), number(1938), number(1940)


def home(household_id: str = "H1", head: str = HEAD, **more):
    return {"household_id": household_id, "division": VILLAGE, "head_id": head, **more}


def member(person: str, household_id: str = "H1", **more):
    return {"household_id": household_id, "person_id": person, **more}


def entry(person: str, book: str = "K1", **more):
    return {"person_id": person, "hukou_no": book, "division": VILLAGE, "available_on": LONG_AGO, **more}


def ids(connection, sql):
    return {row[0] for row in connection.execute(sql).fetchall()}


def test_an_outsider_stands_on_the_heads_register_and_in_no_list(facts_of: Build):
    rows = {
        "households": [home(), home("H2", SON)],
        "members": [member(HEAD), member(SON, "H2")],
        "hukou": [entry(HEAD), entry(WIFE), entry(SON), entry(OLD, "K2")],
    }
    connection = facts_of(rows, "outsiders")
    # The son has a household of his own; whoever is on another register is no outsider of this one.
    assert connection.execute("SELECT person_id, count(*) FROM kept.outsiders GROUP BY 1").fetchall() == [
        (id_number(WIFE), 2)
    ]


def test_the_lists_own_number_serves_where_the_register_does_not_hold_the_head(facts_of: Build):
    rows = {"households": [home(hukou_no="K1")], "members": [member(HEAD)], "hukou": [entry(WIFE)]}
    assert ids(facts_of(rows, "outsiders"), "SELECT person_id FROM kept.outsiders") == {id_number(WIFE)}


def test_a_member_on_the_heads_register_is_on_no_other(facts_of: Build):
    rows = {
        "households": [home()],
        "members": [member(HEAD), member(WIFE), member(SON)],
        "hukou": [entry(HEAD), entry(WIFE), entry(SON, "K2")],
    }
    assert ids(facts_of(rows, "other_books"), "SELECT person_id FROM kept.other_books") == {id_number(SON)}


DISABLED = {"person_id": SON, "kind": "physical", "grade": 2, "issued_on": LONG_AGO, "division": VILLAGE}
PAID = {"household_id": "H1", "period": "2024-01", "account_holder_id": HEAD}


def test_whoever_shares_the_register_of_somebody_in_need_is_known(facts_of: Build):
    rows = {"hukou": [entry(SON), entry(WIFE), entry(HEAD, "K2")], "disabled": [DISABLED], "payments": [PAID]}
    connection = facts_of(rows, "bookmates")
    assert connection.execute(
        "SELECT person_id, candidate, book FROM kept.bookmates ORDER BY 1"
    ).fetchall() == [(id_number(WIFE), False, id_number(SON)), (id_number(SON), True, id_number(SON))]


def test_nobody_on_the_list_for_good_is_a_candidate(facts_of: Build):
    rows = {
        "households": [home()],
        "members": [member(HEAD), member(SON)],
        "grants": [{"household_id": "H1"}],
        "hukou": [entry(HEAD), entry(SON)],
        "disabled": [DISABLED],
        "payments": [PAID],
    }
    assert ids(facts_of(rows, "bookmates"), "SELECT person_id FROM kept.bookmates") == set()


@pytest.mark.parametrize(
    ("others", "deaths", "known"),
    [
        ([], [], {OLD}),
        ([entry(SON)], [], set()),
        ([entry(SON, moved_out_on=date(2020, 1, 1))], [], {OLD, SON}),
        ([entry(FATHER)], [{"person_id": FATHER, "died_on": date(2020, 1, 1)}], {OLD, FATHER}),
    ],
    ids=["alone", "with a son", "the son moved out", "the husband died"],
)
def test_the_old_are_candidates_where_nobody_else_is_left_on_their_register(
    facts_of: Build, others, deaths, known
):
    rows = {"hukou": [entry(OLD), *others], "deaths": deaths, "payments": [PAID], "households": [home()]}
    found = ids(facts_of(rows, "bookmates"), "SELECT person_id FROM kept.bookmates")
    assert found == {id_number(person) for person in known}


def test_membership_counts_as_coverage_where_no_grant_is_on_record(facts_of: Build):
    rows = {
        "households": [home(), home("H2")],
        "members": [
            member(SON, left_on=date(2023, 5, 9)),
            member(SON, "H2", joined_on=date(2023, 8, 1)),
        ],
        "grants": [{"household_id": "H2", "from_month": "2023-07", "to_month": "2023-12"}],
        "hukou": [entry(SON)],
        "disabled": [DISABLED],
        "payments": [PAID],
    }
    months = (
        facts_of(rows, "coverage").execute("SELECT from_m, to_m FROM kept.coverage ORDER BY 1").fetchall()
    )
    assert months == [(0, 2023 * 12 + 4), (2023 * 12 + 7, 2023 * 12 + 11)]


def test_means_are_pay_pensions_work_businesses_and_vehicles_and_nothing_less(facts_of: Build):
    person = {"person_id": SON, "available_on": LONG_AGO}
    firm = person | {"role": "owner", "registered_on": LONG_AGO, "status": "active", "kind": "sole"}
    rows = {
        "hukou": [entry(SON)],
        "disabled": [DISABLED],
        "payments": [PAID],
        "payroll": [
            person | {"employer": "局", "kind": "contract", "from_month": "2023-01", "to_month": "2023-02"}
        ],
        "pensions": [person | {"kind": "resident", "monthly": 160, "from_month": "2020-01"}],
        "insurance": [person | {"employer": "灵活", "base": 4000, "flexible": True, "from_month": "2020-01"}],
        "companies": [
            firm | {"uscc": "U1"},
            firm | {"uscc": "U2", "kind": "cooperative", "role": "member"},
            firm | {"uscc": "U3", "status": "cancelled"},
        ],
        "vehicles": [
            person | {"vehicle_id": "V1", "kind": "car", "registered_on": LONG_AGO, "status": "scrapped"}
        ],
    }
    found = facts_of(rows, "means").execute("SELECT what, kind, to_on FROM kept.means ORDER BY 1").fetchall()
    assert found == [("business", "owner", date(9999, 12, 31)), ("payroll", "contract", date(2023, 2, 28))]


@pytest.mark.parametrize(
    ("word", "tie"),
    [
        ("户主", "head"), ("配偶", "spouse"), ("妻", "spouse"), ("丈夫", "spouse"), ("子", "child"), ("长女", "child"),
        ("养子", "child"), ("儿媳", "child_spouse"), ("女婿", "child_spouse"), ("子女配偶", "child_spouse"),
        ("父", "parent"), ("继母", "parent"), ("岳父", "spouse_parent"), ("婆婆", "spouse_parent"),
        ("孙子女", "grandchild"), ("外孙女", "grandchild"), ("祖父母", "grandparent"), ("姥姥", "grandparent"),
        ("兄弟姐妹", "sibling"), ("妻弟", "sibling"), ("侄子", "sibling_child"), ("叔父", "parent_sibling"),
        ("嫂子", "sibling_spouse"), ("其他亲属", "kin"), ("其他", "other"), ("非亲属", "other"), ("护工", "kin"),
    ],
)  # fmt: skip
def test_a_word_for_a_relation_means_a_tie_to_the_head(facts_of: Build, word: str, tie: str):
    rows = {
        "households": [home()],
        "members": [member(HEAD, relation=f" {word} "), member(SON, relation=None)],
    }
    found = (
        facts_of(rows, "relation_words").execute("SELECT relation, tie FROM kept.relation_words").fetchall()
    )
    assert found == [(f" {word} ", tie)]
