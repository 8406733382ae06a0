"""Whose place it is, whose office is concerned, who was in charge."""

from datetime import date

import pytest
from desk.cast import (
    DAY,
    LEAGUE,
    NORTH,
    NORTH_TOWNSHIP,
    NORTH_TOWNSHIP_2,
    NORTH_VILLAGE,
    NORTH_VILLAGE_2,
    SOUTH,
    SOUTH_VILLAGE,
)

from mingjian.desk.core.actor import Site
from mingjian.desk.people import queries
from mingjian.desk.people.actions.places import set_power, set_responsibility
from mingjian.desk.people.concerned import belongs_to, offices_touched
from mingjian.desk.people.jurisdiction import Answering, Rule
from mingjian.desk.people.models import Division

SITE = Site("test")
NOBODY = Answering(())
# Zhalainuoer is governed by Manzhouli, though its code says otherwise; one of its townships serves another.
MANZHOULI, ZHALAINUOER = "150781", "150703"
GOVERNED = Answering(
    (
        Rule(ZHALAINUOER, "", MANZHOULI, ""),
        Rule("150703002", "150703001", "", ""),
        Rule("150423400", "150423100", "", ""),
    )
)


@pytest.mark.parametrize(
    ("place", "level", "office"),
    [
        ("150423100201", "township", "150423100"),
        ("150423100201", "county", "150423"),
        ("150423100201", "league", "1504"),
        ("150423", "township", ""),
        ("150703001201", "county", MANZHOULI),
        ("150703001201", "township", "150703001"),
        ("150703002201", "township", "150703001"),
        ("150703002201", "county", MANZHOULI),
        ("150703002201", "league", "1507"),
        ("150423400001", "township", "150423100"),
        ("150423400001", "county", "150423"),
    ],
)
def test_the_prefix_answers_unless_somebody_else_is_named(place, level, office):
    assert GOVERNED.office_place(place, level) == office


def test_two_places_that_name_each_other_end_somewhere():
    circle = Answering((Rule("150423100", "150423101", "", ""), Rule("150423101", "150423100", "", "")))
    assert circle.office_place("150423100201", "county") == "150423"


@pytest.mark.parametrize(
    ("division", "held", "not_held"),
    [
        (MANZHOULI, ("150781", "150703", "150703002201"), ("150702", "1507", "15070")),
        (ZHALAINUOER, (), ("150703", "150703001201")),
        ("150703001", ("150703001", "150703002", "150703002201"), ("150703003",)),
        ("150703002", (), ("150703002", "150703002201")),
        ("1507", ("1507", "150781", "150703002201"), ("1504", "15")),
        ("15", ("15", "1504", "150423100201"), ()),
        ("150423100", ("150423100", "150423400"), ("150423101", "150423")),
    ],
)
def test_an_office_answers_for_its_places_and_no_other(division, held, not_held):
    places = GOVERNED.places_of(division)
    assert [code for code in held if not places.holds(code)] == []
    assert [code for code in not_held if places.holds(code)] == []


def test_the_condition_of_sql_says_the_same_as_the_set(cast):
    set_responsibility(SITE, division=NORTH_TOWNSHIP, county=SOUTH, from_day=date(2020, 1, 1))
    for name in ("north_handler", "south_handler", "league_supervisor", "township_handler", "region_auditor"):
        places = queries.places_of(getattr(cast, name))
        every = set(Division.objects.values_list("code", flat=True))
        found = set(Division.objects.filter(places.q("code")).values_list("code", flat=True))
        assert found == {code for code in every if places.holds(code)}, name


def test_a_place_moves_to_another_office_for_a_time(cast):
    set_responsibility(
        SITE,
        division=NORTH_TOWNSHIP,
        county=SOUTH,
        from_day=date(2026, 1, 1),
        to_day=date(2026, 12, 31),
        document="内政发〔2025〕1号",
    )
    south = [cast.officer_on("south_handler", date(year, 6, 1)) for year in (2025, 2026, 2027)]
    north = [cast.officer_on("north_handler", date(year, 6, 1)) for year in (2025, 2026, 2027)]
    assert [queries.places_of(o).holds(NORTH_VILLAGE) for o in south] == [False, True, False]
    assert [queries.places_of(o).holds(NORTH_VILLAGE) for o in north] == [True, False, True]


@pytest.mark.parametrize(
    ("clauses", "place", "touched", "owner"),
    [
        (["8(5)"], "150423100201", {"township@150423100"}, "150423"),
        (["9(3)"], "150423100201", {"civil_affairs@150423"}, "1504"),
        (["8(6)", "9(3)"], "150423100201", {"township@150423100", "civil_affairs@150423"}, "1504"),
        (["10(4)"], "150423", {"finance@150423"}, "1504"),
        (["10(1)"], "1504", {"finance@1504"}, "15"),
        (["7(1)"], "1504", {"government@1504"}, "15"),
        (["7(2)"], "150423", {"government@150423"}, "1504"),
        (["4(2)"], "150423100201", set(), "150423100201"),
        ([], "150423100201", set(), "150423100201"),
        (["10(1)"], "15", {"finance@15"}, "15"),
        (["9(1)"], "150703001201", {f"civil_affairs@{MANZHOULI}"}, "1507"),
        (["8(1)"], "150703002201", {"township@150703001"}, MANZHOULI),
    ],
)
def test_what_touches_an_office_belongs_to_the_level_above(clauses, place, touched, owner):
    assert offices_touched(clauses, place, GOVERNED) == touched
    assert belongs_to(clauses, place, GOVERNED) == owner


def test_article_eleven_speaks_of_every_department_that_answers_checks():
    kinds = {office.partition("@")[0] for office in offices_touched(["11(1)"], "150423", NOBODY)}
    assert {"police", "housing", "tax", "market", "finance", "labour", "transport", "provident_fund"} == kinds


@pytest.mark.parametrize("clauses", [["8(5)"], ["9(3)"], ["10(4)"], ["7(1)"], ["11(2)"]])
def test_no_officer_of_the_office_concerned_or_below_it_is_in_the_place_a_matter_belongs_to(cast, clauses):
    owner = belongs_to(clauses, NORTH_VILLAGE, NOBODY)
    touched = offices_touched(clauses, NORTH_VILLAGE, NOBODY)
    seeing = [name for name in cast.accounts if queries.places_of(getattr(cast, name)).holds(owner)]
    assert "league_supervisor" in seeing
    assert [name for name in seeing if getattr(cast, name).office in touched] == []
    assert [name for name in seeing if name.startswith(("township", "south", "other", "elsewhere"))] == []


def test_who_was_in_charge_on_a_day_is_asked_and_answered(cast):
    found = queries.in_charge(cast.league_supervisor, NORTH_VILLAGE, on=DAY)
    names = [term.person.name for term in found]
    assert {"冯盟批", "周盟督", "陶北长", "张北批", "孔北督", "水镇长", "柏镇核", "云村长"} == set(names)
    assert list(queries.in_charge(cast.league_supervisor, NORTH_VILLAGE, on=date(2019, 1, 1))) == []


def test_who_was_in_charge_elsewhere_is_not_answered(cast):
    assert list(queries.in_charge(cast.north_supervisor, SOUTH_VILLAGE, on=DAY)) == []
    assert {t.organ.division_id for t in queries.in_charge(cast.north_supervisor, NORTH_VILLAGE, on=DAY)} == {
        NORTH,
        NORTH_TOWNSHIP,
        NORTH_VILLAGE,
    }


def test_the_power_of_approval_is_what_was_said_of_the_nearest_place(cast):
    since, delegated = date(2020, 1, 1), date(2024, 7, 1)
    set_power(SITE, division=NORTH, held_by="county", from_day=since)
    set_power(
        SITE, division=NORTH_TOWNSHIP, held_by="township", from_day=delegated, document="右政发〔2024〕12号"
    )
    asked = [
        (NORTH_VILLAGE, date(2024, 6, 30), "county"),
        (NORTH_VILLAGE, delegated, "township"),
        (NORTH_VILLAGE_2, delegated, "county"),
    ]
    officer = cast.league_supervisor
    assert [queries.power_in(officer, place, on=on).held_by for place, on, _ in asked] == [
        held for *_, held in asked
    ]
    assert queries.power_in(officer, SOUTH_VILLAGE, on=DAY) is None


def test_a_county_sees_no_organ_of_another(cast):
    assert {organ.division_id for organ in queries.organs(cast.north_supervisor)} == {
        NORTH,
        NORTH_TOWNSHIP,
        NORTH_TOWNSHIP_2,
        NORTH_VILLAGE,
    }
    assert SOUTH in {organ.division_id for organ in queries.organs(cast.league_supervisor)}
    assert LEAGUE not in {organ.division_id for organ in queries.organs(cast.north_supervisor)}
