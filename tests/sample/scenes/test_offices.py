"""Scenes about budgets, accounts, departments and incomes: every one that is written fits the standard and its rule."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from mingjian.exchange.divisions import inside, level
from mingjian.exchange.standard import tables
from mingjian.sample.scenes import OFFICE_SCRIPTS, scenes
from mingjian.sample.scenes.calendar import working_days_after, working_days_before
from mingjian.screening.catalogue import load_rules

from .conftest import stage_of

RULES = [rule for rule in load_rules().values() if rule.family in "GHJ"]
SPARE = {"G": inside("1508", "county"), "H": inside("1501", "county"), "J": inside("1505", "county")}


@pytest.fixture(scope="module")
def told():
    own = {rule.id for rule in RULES}
    return [scene for scene in scenes(stage_of(per_rule=5, spare_counties=SPARE)) if scene.rule in own]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_violations_and_look_alikes(told, rule):
    kinds = Counter(scene.kind for scene in told if scene.rule == rule.id)
    assert min(kinds["violation"], kinds["look_alike"]) >= 5


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_scene_is_about_the_subject_of_its_rule_and_names_clauses_of_it(told, rule):
    for scene in told:
        if scene.rule == rule.id:
            assert scene.subject_kind == rule.subject
            assert set(scene.clauses) <= set(rule.clauses)
            assert not scene.clauses or scene.kind == "violation"


def test_no_subject_is_told_two_things_about_one_rule(told):
    times = Counter((scene.rule, scene.subject_id) for scene in told)
    assert [subject for subject, count in times.items() if count > 1] == []


def test_rows_have_columns_of_the_standard_and_all_that_are_required(told):
    for table, row in ((table, row) for scene in told for table, of in scene.rows.items() for row in of):
        columns = tables()[table].columns
        assert set(row) <= {column.name for column in columns}, table
        assert [c.name for c in columns if c.required and row.get(c.name) is None] == []


def test_no_two_budgets_are_of_one_place_and_year(told):
    budgets = Counter((row["division"], row["year"]) for scene in told for row in scene.rows.get("funds", ()))
    assert max(budgets.values()) == 1
    assert {level(division) for division, _ in budgets} == {"county", "league"}


def test_a_budget_is_enough_but_where_the_scene_is_about_it(told):
    for scene in told:
        for row in scene.rows.get("funds", ()):
            there = sum(
                (Decimal(row[name]) for name in ("upper", "league", "local", "carryover")), Decimal(0)
            )
            about = scene.rule == "budget-shortfall" and there * 100 < row["required"] * 98
            assert about or there * 100 >= row["required"] * 98


def test_nobody_is_asked_before_he_agreed_but_where_the_scene_is_about_it(told):
    for scene in (scene for scene in told if scene.rule != "unauthorised-check"):
        for row in scene.rows.get("checks", ()):
            assert row["authorised_on"] <= row["requested_on"]


def test_months_too_few_hold_no_scene_of_an_office():
    short = stage_of(first=date(2026, 8, 1))
    assert [scene for scene in scenes(short) if scene.rule in OFFICE_SCRIPTS] == []


@pytest.mark.parametrize("number", [0, 1, 10, 11])
def test_working_days_back_are_working_days_forth(number):
    day = date(2026, 10, 30)
    assert working_days_after(working_days_before(day, number), number) == day
