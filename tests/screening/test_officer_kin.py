"""Kin of officers: as recorded, both ways, and through one person between them; and the grants of their households."""

from collections.abc import Callable
from datetime import date

import duckdb
import pytest

from mingjian.exchange.identity import check_digit, id_number

Build = Callable[..., duckdb.DuckDBPyConnection]


def number(year: int) -> str:
    body = f"159901{year}0101001"
    return body + check_digit(body)


OFFICER, FATHER, BROTHER, WIFE, HER_BROTHER = (number(year) for year in (1970, 1945, 1975, 1972, 1968))
TERM = {
    "person_id": OFFICER, "organ": "village", "division": "150423100201", "post": "主任", "rank": "cadre",
    "from_day": date(2020, 1, 1),
}  # fmt: skip


def kin_of(connection):
    rows = connection.execute(
        "SELECT relative_id, relation, derived, from_day, to_day FROM kept.officer_kin ORDER BY ALL"
    ).fetchall()
    return {(row[1], row[2]): row[3:] for row in rows}


def tie(person, relative, relation, **more):
    return {"person_id": person, "relative_id": relative, "relation": relation, **more}


def test_a_tie_written_from_the_other_side_is_read_both_ways(facts_of: Build):
    rows = {"officers": [TERM], "kinship": [tie(FATHER, OFFICER, "child")]}
    assert list(kin_of(facts_of(rows, "officer_kin"))) == [("parent", False)]


def test_a_brother_is_found_through_the_father_and_marked_as_derived(facts_of: Build):
    rows = {
        "officers": [TERM],
        "kinship": [tie(FATHER, OFFICER, "child"), tie(FATHER, BROTHER, "child")],
    }
    assert set(kin_of(facts_of(rows, "officer_kin"))) == {("parent", False), ("sibling", True)}


def test_an_in_law_has_a_name_of_his_own_and_ends_with_the_marriage(facts_of: Build):
    married, divorced = date(2000, 5, 1), date(2022, 6, 30)
    rows = {
        "officers": [TERM],
        "kinship": [
            tie(OFFICER, WIFE, "spouse", from_day=married, to_day=divorced),
            tie(WIFE, HER_BROTHER, "sibling"),
        ],
    }
    found = kin_of(facts_of(rows, "officer_kin"))
    assert found["spouse_sibling", True] == (married, divorced)


def test_nobody_is_his_own_kin_through_another(facts_of: Build):
    rows = {"officers": [TERM], "kinship": [tie(FATHER, OFFICER, "child")]}
    connection = facts_of(rows, "officer_kin")
    assert connection.execute(
        "SELECT count(*) FROM kept.officer_kin WHERE officer_id = relative_id"
    ).fetchall() == [(0,)]


def test_a_divorce_recorded_by_one_side_ends_the_marriage_for_both(facts_of: Build):
    rows = {
        "officers": [TERM],
        "kinship": [
            tie(OFFICER, WIFE, "spouse", from_day=date(2000, 5, 1)),
            tie(WIFE, OFFICER, "spouse", to_day=date(2022, 6, 30)),
        ],
    }
    assert kin_of(facts_of(rows, "officer_kin")) == {("spouse", False): (date(2000, 5, 1), date(2022, 6, 30))}


def test_two_brothers_through_both_parents_stand_once_for_each_of_them(facts_of: Build):
    mother = number(1947)
    rows = {
        "officers": [TERM],
        "kinship": [
            tie(parent, child, "child") for parent in (FATHER, mother) for child in (OFFICER, BROTHER)
        ],
    }
    connection = facts_of(rows, "officer_kin")
    through = "SELECT through_id FROM kept.officer_kin WHERE relation = 'sibling' AND derived ORDER BY 1"
    assert [row[0] for row in connection.execute(through).fetchall()] == [
        id_number(FATHER),
        id_number(mother),
    ]


def test_nothing_follows_through_two_persons(facts_of: Build):
    child, other_child, grandchild = number(1995), number(1997), number(2018)
    rows = {
        "officers": [TERM],
        "kinship": [
            tie(OFFICER, child, "child"),
            tie(child, other_child, "sibling"),
            tie(other_child, grandchild, "child"),
        ],
    }
    assert set(kin_of(facts_of(rows, "officer_kin"))) == {("child", False), ("child", True)}


def test_a_recorded_tie_is_not_derived_in_another_sort(facts_of: Build):
    rows = {
        "officers": [TERM],
        "kinship": [
            tie(OFFICER, WIFE, "spouse", to_day=date(2010, 1, 1)),
            tie(OFFICER, BROTHER, "sibling"),
            tie(BROTHER, WIFE, "spouse", from_day=date(2012, 1, 1)),
        ],
    }
    assert set(kin_of(facts_of(rows, "officer_kin"))) == {("spouse", False), ("sibling", False)}


PEOPLE = {"person_id": BROTHER, "household_id": "H1"}
GRANTED = {
    "households": [{"household_id": "H1", "division": "150423100201", "head_id": BROTHER}],
    "members": [PEOPLE],
    "grants": [{"household_id": "H1"}],
    "kinship": [tie(OFFICER, BROTHER, "sibling")],
}


@pytest.mark.parametrize(
    ("organ", "division", "rank", "tier"),
    [
        ("village", "150423100201", "cadre", ["village"]),
        ("township", "150423100", "handler", ["township"]),
        ("township", "150423100201", "handler", ["township"]),
        ("civil_affairs", "150423100", "leader", ["township"]),
        ("civil_affairs", "150423", "deputy", ["county"]),
        ("civil_affairs", "1504", "handler", []),
        ("civil_affairs", "150423", "staff", []),
        ("township", "150423101", "handler", []),
        ("government", "150423", "leader", []),
    ],
)
def test_the_office_of_the_kin_follows_from_the_post_and_its_place(
    facts_of: Build, organ: str, division: str, rank: str, tier: list[str]
):
    term = TERM | {"organ": organ, "division": division, "rank": rank}
    connection = facts_of(GRANTED | {"officers": [term]}, "related_grants")
    assert [row[0] for row in connection.execute("SELECT tier FROM kept.related_grants").fetchall()] == tier


def test_the_officer_s_own_household_is_marked(facts_of: Build):
    rows = GRANTED | {
        "officers": [TERM],
        "members": [PEOPLE, {"person_id": OFFICER, "household_id": "H1", "relation": "兄弟姐妹"}],
    }
    connection = facts_of(rows, "related_grants")
    assert connection.execute("SELECT own FROM kept.related_grants").fetchall() == [(True,)]
