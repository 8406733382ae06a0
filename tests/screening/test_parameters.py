"""A parameter holds for a place and a period: --set, then the local document, then the default of the day."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from mingjian.screening.catalogue import DAWN, DOOM, Parameter, Rule, load_rules
from mingjian.screening.examples import load_rows
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
    make_parameter_table(connection, rule_with(MONTHS), {})
    found = connection.execute(
        "SELECT division, months, documented FROM p WHERE DATE '2020-01-01' BETWEEN from_on AND to_on ORDER BY 1"
    ).fetchall()
    assert found == [("150423100201", 18.0, True), ("150424100201", 24.0, False)]


def test_a_local_value_that_is_no_number_is_refused_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    row = {"division": "150423", "rule": "a-rule", "parameter": "months", "value": "两年",
           "from_day": date(2015, 1, 1), "document": "文号1"}  # fmt: skip
    load_rows(connection, {"local_rules": [row]})
    with pytest.raises(Refusal, match="两年"):
        read_local_values(connection, rule_with(MONTHS))


@pytest.mark.parametrize("word", ["months=3", "a-rule.none=3", "a-rule.months", "a-rule.months=x"])
def test_a_setting_that_names_no_parameter_or_no_number_is_refused(word: str) -> None:
    with pytest.raises(Refusal):
        parse_settings([word], {"a-rule": rule_with(MONTHS)})
