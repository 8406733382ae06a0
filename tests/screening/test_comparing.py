"""Rules that need all counties, a whole league or a table of the place itself say so where they do not have it."""

import csv
from datetime import date
from pathlib import Path

import pytest

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.screening.catalogue import choose_rules, load_rules, open_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen
from mingjian.screening.scope import WHOLE, Scope

COUNTIES = [f"1504{n:02d}" for n in (2, 3, 4, 21, 22, 23, 24, 25)]
DAY = date(2024, 12, 31)


def lines(path: Path, *rows: str) -> None:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def place(tmp_path: Path, counties: list[str], homes: int, oversight: list[str]) -> Path:
    """Counties with so many households on the list, and what some places did for their oversight in 2023."""
    data = tmp_path / "data"
    data.mkdir()
    ids = [(county, f"{county}-{n}") for county in counties for n in range(homes)]
    lines(
        data / "households.csv",
        "household_id,division,area,head_id",
        *(f"{h},{county}100201,rural,159901195001010016" for county, h in ids),
    )
    lines(
        data / "members.csv",
        "household_id,person_id,covered",
        *(f"{h},159901195001010016,1" for _, h in ids),
    )
    lines(
        data / "grants.csv",
        "grant_id,household_id,from_month,covered_persons,allowance,granted_on",
        *(f"G{h},{h},2024-01,1,300,2023-12-20" for _, h in ids),
    )
    lines(
        data / "payments.csv",
        "household_id,period,kind,due,paid,paid_on,batch_id",
        *(f"{h},2024-12,allowance,300,300,2024-12-08,B" for _, h in ids),
    )
    lines(data / "oversight.csv", "duty_id,division,kind,year,done_on", *oversight)
    return data


def answers(data: Path, rule: str, scope: Scope = WHOLE) -> dict[str, tuple[str, str]]:
    store = data.with_name("store")
    snapshot = check_folder(data, store, progress=silent).snapshot
    out = data.with_name(f"run-{rule}-{scope.division}-{scope.household_id}")
    screen(snapshot, store, Order(DAY, choose_rules([rule]), scope), out)
    with (out / "answers.csv").open(encoding="utf-8", newline="") as file:
        return {row["division"]: (row["answer"], row["reason"]) for row in csv.DictReader(file)}


def report(league: str) -> str:
    return f"R{league},{league:0<6},annual_report,2023,2023-12-20"


@pytest.mark.parametrize("rule", ["office-pattern", "office-pattern-township", "leadership-pattern"])
def test_seven_counties_are_too_few_to_compare_and_eight_are_enough(rule, tmp_path):
    data = place(tmp_path, COUNTIES, 20, [report("1504")])
    whole = answers(data, rule)
    assert {answer for answer, _ in whole.values()} == {"none"}
    seven = tmp_path / "seven"
    seven.mkdir()
    fewer = answers(place(seven, COUNTIES[:7], 20, [report("1504")]), rule)
    assert {answer for answer, _ in fewer.values()} == {"cannot_decide"}
    assert all("只有7个，不足8个" in reason for _, reason in fewer.values())


def test_a_county_with_nineteen_households_is_not_compared(tmp_path):
    found = answers(place(tmp_path, COUNTIES, 19, [report("1504")]), "office-pattern")
    assert all("不少于20户的旗县只有0个" in reason for _, reason in found.values())


@pytest.mark.parametrize("scope", [Scope("1504"), Scope("150423"), Scope(household_id="150423-1")])
def test_a_run_limited_to_some_counties_compares_none(scope, tmp_path):
    found = answers(place(tmp_path, COUNTIES, 20, [report("1504")]), "office-pattern", scope)
    assert found
    assert all(answer == "cannot_decide" and "本次只看" in reason for answer, reason in found.values())


def test_a_run_limited_to_the_region_sees_all_counties(tmp_path):
    found = answers(place(tmp_path, COUNTIES, 20, [report("1504")]), "office-pattern", Scope("15"))
    assert {answer for answer, _ in found.values()} == {"none"}


def test_a_run_limited_to_a_county_rules_nothing_out_about_its_league(tmp_path):
    data = place(tmp_path, COUNTIES[:2], 1, [report("1504")])
    assert answers(data, "no-annual-report")["1504"][0] == "none"
    assert answers(data, "no-annual-report", Scope("1504"))["1504"][0] == "none"
    answer, reason = answers(data, "no-annual-report", Scope("150402"))["1504"]
    assert answer == "cannot_decide"
    assert "红山区" in reason


def test_a_place_without_a_row_of_its_own_in_oversight_cannot_be_judged(tmp_path):
    data = place(tmp_path, COUNTIES[:2], 1, [report("150402")])
    hotline = answers(data, "no-hotline")
    assert hotline["150402"][0] == "findings"
    assert hotline["150403"] == ("cannot_decide", "“监督履职”（oversight）没有登记本地的任何情况")
    assert answers(data, "no-hotline-league")["1504"][0] == "cannot_decide"


def test_a_rule_builds_on_what_is_there_and_never_on_a_guarded_one():
    rules = load_rules()
    assert "budget-shortfall" in rules["coverage-drop"].builds_on
    assert [rule.id for rule in rules.values() if rule.is_guarded] == ["retaliation"]
    assert "retaliation" not in open_rules(rules)
