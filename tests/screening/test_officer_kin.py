"""Kin of officers: as recorded, both ways, and through one person between them."""

from collections.abc import Callable
from datetime import date

import duckdb

from mingjian.exchange.identity import check_digit

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
