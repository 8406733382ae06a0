"""A parameter holds for a place and a period: --set, then the local document, then the default of the day."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from mingjian.screening.catalogue import DAWN, DOOM, Parameter, Rule, load_rules
from mingjian.screening.ground import load_rows
from mingjian.screening.parameters import (
    LocalValue,
    make_parameter_table,
    parse_settings,
    read_local_values,
    schemes,
)
from mingjian.wording import Refusal, Text

SOURCE = Text("方法", "method")
DAY = date(2022, 10, 20)


def rule_with(*parameters: Parameter) -> Rule:
    return replace(next(iter(load_rules().values())), id="a-rule", parameters=parameters)


GRACE = (
    Parameter("grace", 1.0, "month", "national", SOURCE, DAWN, date(2022, 10, 19)),
    Parameter("grace", 3.0, "month", "national", SOURCE, DAY, DOOM),
)
MONTHS = Parameter("months", 24.0, "month", "local", SOURCE, DAWN, DOOM)


def test_a_national_number_changes_on_its_day() -> None:
    found = schemes(rule_with(*GRACE), "", [], {})
    assert [(s.from_on, s.values, s.documented) for s in found] == [(DAWN, (1.0,), True), (DAY, (3.0,), True)]
    assert found[0].to_on == date(2022, 10, 19)


def test_a_default_that_no_document_confirms_is_undocumented() -> None:
    assert [s.documented for s in schemes(rule_with(MONTHS), "1504", [], {})] == [False]


def test_a_local_document_counts_while_it_is_in_force_and_the_longest_prefix_wins() -> None:
    league = LocalValue("1504", "months", "30", date(2020, 1, 1), DOOM)
    county = LocalValue("150423", "months", "18", date(2021, 1, 1), date(2021, 12, 31))
    found = schemes(rule_with(MONTHS), "150423", [county, league], {})
    assert [(s.from_on.year, s.values[0], s.documented) for s in found] == [
        (1, 24.0, False), (2020, 30.0, True), (2021, 18.0, True), (2022, 30.0, True),
    ]  # fmt: skip
    elsewhere = schemes(rule_with(MONTHS), "1505", [county, league], {})
    assert [s.values[0] for s in elsewhere] == [24.0]


@pytest.mark.parametrize(
    ("loosens", "national", "local", "used"),
    [
        ("more", 30.0, "60", 30.0),
        ("more", 30.0, "20", 20.0),
        ("less", 7.0, "5", 7.0),
        ("less", 7.0, "10", 10.0),
        ("fewer", "spouse,child", "spouse", "spouse,child"),
        ("fewer", "spouse,child", "spouse，cousin", "spouse,child,cousin"),
        ("fewer", "spouse,child", "child、spouse、cousin", "child、spouse、cousin"),
        ("fewer", "appraised", "none", "appraised"),
        ("", 2.0, "3", 3.0),
    ],
)
def test_a_local_document_may_tighten_a_national_limit_and_never_loosen_it(loosens, national, local, used):
    limit = Parameter("limit", national, "day", "national", SOURCE, DAWN, DOOM, loosens)
    row = LocalValue("1504", "limit", local, date(2020, 1, 1), DOOM, "文号1")
    found = schemes(rule_with(limit), "1504", [row], {})
    assert [s.values[0] for s in found] == [national, used]
    # Where a county's document is looser, that of its league is still followed.
    stricter = LocalValue("15", "limit", "20", date(2020, 1, 1), DOOM)
    if loosens == "more":
        assert schemes(rule_with(limit), "1504", [row, stricter], {})[-1].values == (20.0,)
    # To try a value out is no document: it is taken as it is.
    tried = schemes(rule_with(limit), "1504", [], {("a-rule", "limit"): local})
    assert str(tried[0].values[0]).removesuffix(".0") == local


def test_every_national_limit_says_how_a_document_would_loosen_it_or_that_it_is_none():
    national = {
        (rule.id, p.name): p.loosens
        for rule in load_rules().values()
        for p in rule.parameters
        if p.basis == "national"
    }
    free = {key for key, loosens in national.items() if not loosens}
    # What a minor or a severe disability is, whose kin an account may be shared with, and who sets the day of payment.
    assert {name for _, name in free} == {
        "minor_age", "mind_grade", "mental_grade", "severe_grade", "wedding_months", "kin", "set_by",
    }  # fmt: skip
    assert {rule for rule, name in free if name == "kin"} == {"shared-account", "shared-contact"}
    others = [p for rule in load_rules().values() for p in rule.parameters if p.basis != "national"]
    assert [p.name for p in others if p.loosens] == []


def test_what_the_command_line_sets_is_no_document() -> None:
    local = LocalValue("1504", "months", "30", DAWN, DOOM)
    found = schemes(rule_with(MONTHS), "1504", [local], {("a-rule", "months"): "12"})
    assert [(s.values[0], s.documented) for s in found] == [(12.0, False)]


def test_every_place_gets_the_values_of_its_longest_prefix(connection: duckdb.DuckDBPyConnection) -> None:
    row = {"division": "150423", "rule": "a-rule", "parameter": "months", "value": "18",
           "from_day": date(2015, 1, 1), "document": "文号1"}  # fmt: skip
    load_rows(connection, {"local_rules": [row]})
    connection.execute(
        "CREATE TEMP TABLE place_code AS SELECT unnest(['150423100201', '150424100201']) AS code"
    )
    rule = rule_with(MONTHS)
    make_parameter_table(connection, rule, read_local_values(connection, [rule])[rule.id], {})
    found = connection.execute(
        "SELECT division, months, documented FROM p WHERE DATE '2020-01-01' BETWEEN from_on AND to_on ORDER BY 1"
    ).fetchall()
    assert found == [("150423100201", 18.0, True), ("150424100201", 24.0, False)]


@pytest.mark.parametrize("value", ["两年", "NaN", "-5"])
def test_a_local_value_that_is_no_number_is_refused_by_name(
    connection: duckdb.DuckDBPyConnection, value: str
) -> None:
    row = {"division": "150423", "rule": "a-rule", "parameter": "months", "value": value,
           "from_day": date(2015, 1, 1), "document": "文号1"}  # fmt: skip
    load_rows(connection, {"local_rules": [row]})
    titled = replace(MONTHS, title=Text("未到账的月数", "months not credited"))
    with pytest.raises(Refusal, match=value) as refused:
        read_local_values(connection, [rule_with(titled)])
    assert "参数“未到账的月数”（months）" in refused.value.text.zh
    assert "'months not credited' (months)" in refused.value.text.en


@pytest.mark.parametrize(
    "word",
    [
        "months=3",
        "a-rule.none=3",
        "a-rule.months",
        *(f"a-rule.months={value}" for value in ("x", "nan", "inf", "-5", "1e999")),
    ],
)
def test_a_setting_that_names_no_parameter_or_no_number_is_refused(word: str) -> None:
    with pytest.raises(Refusal):
        parse_settings([word], {"a-rule": rule_with(MONTHS)})
