"""To whom a finding belongs."""

import pytest

from mingjian.desk.findings.belonging import common_place, offices, owner
from mingjian.desk.people.jurisdiction import Answering

VILLAGE = "150423102201"


def owner_of(clauses, places=(VILLAGE,), kind="household", subject="H1"):
    return owner(offices(clauses, places, kind, subject, Answering(())), places)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["8(5)"], "150423"),
        (["9(3)"], "1504"),
        (["8(6)", "9(3)"], "1504"),
        (["10(4)"], "1504"),
        (["7(4)"], "1504"),
        ([], "150423"),
    ],
)
def test_a_finding_belongs_to_the_level_above_every_office_it_touches(clauses, expected):
    assert owner_of(clauses) == expected


def test_a_finding_about_a_league_belongs_to_the_region():
    assert owner_of(["7(3)"], ("1504",), "league", "1504") == "15"


def test_a_finding_over_two_counties_belongs_to_their_league():
    assert owner_of(["8(6)"], (VILLAGE, "150421100200")) == "1504"


def test_a_finding_over_two_leagues_belongs_to_the_region():
    assert owner_of(["8(6)"], (VILLAGE, "150121100200")) == "15"


def test_a_departments_answer_is_looked_at_above_the_office_that_gave_it():
    assert owner_of(["11(3)"], ("150423",), "department", "transport@150423") == "1504"
    assert owner_of(["11(3)"], ("150423",), "department", "transport@1504") == "15"


def test_what_has_no_place_belongs_to_the_region():
    assert common_place([]) == "15"
    assert owner_of([], ()) == "15"
