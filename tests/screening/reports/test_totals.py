"""The totals of a run count every finding, once in all and once for each office, clause and county it speaks of."""

from collections import Counter
from decimal import Decimal

import pytest

from mingjian.screening.catalogue import load_rules
from mingjian.screening.obstacles import missing_column, missing_local, missing_table, no_calendar
from mingjian.screening.reports import owners
from mingjian.screening.reports.run_folder import open_run
from mingjian.screening.reports.totals import add_up
from mingjian.screening.reports.words import Office, clause_name, elements_by_clause, offices_of
from mingjian.wording import Refusal
from tests.screening.reports.run_folder import (
    RULES,
    Made,
    a_finding,
    a_gap,
    in_other_words,
    make_run,
    plausible,
    undecided,
)


@pytest.fixture(scope="module")
def totals(tmp_path_factory):
    return add_up(open_run(make_run(tmp_path_factory.mktemp("run"))), RULES)


def test_the_total_is_the_number_and_the_sum_of_the_findings(totals):
    found = plausible()
    assert totals.total.count == len(found)
    assert totals.total.amount == sum(f.amount or 0 for f in found)
    grades = Counter(f.grade for f in found)
    assert (totals.total.strong, totals.total.lead, totals.total.weak) == (
        grades["strong"],
        grades["lead"],
        grades["weak"],
    )


def test_a_finding_about_two_clauses_or_two_counties_stands_in_both(totals):
    found = plausible()
    clauses = Counter(clause for f in found for clause in f.clause.split(";") if clause)
    assert {line.key: line.count for line in totals.by_clause} == clauses
    counties = Counter(c for f in found for c in {d[:6] for d in f.division.split("|")})
    assert {line.key: line.count for line in totals.by_county} == counties


def test_every_finding_stands_with_at_least_one_office(totals):
    found = plausible()
    expected = Counter(
        o
        for f in found
        for o in offices_of(tuple(c for c in f.clause.split(";") if c), RULES[f.rule].clauses)
    )
    assert {office: line.count for office, line in totals.by_office} == {o: expected[o] for o in Office}


def test_clauses_stand_in_the_order_of_the_articles(totals):
    assert [line.key for line in totals.by_clause] == ["7(1)", "8(5)", "8(6)", "9(3)", "10(3)"]


def test_the_money_of_each_year_is_the_sum_of_its_months(totals):
    by_year = Counter()
    for f in plausible():
        for month, yuan in f.months.items():
            by_year[month[:4]] += Decimal(yuan)
    assert {year: amount for year, amount, _ in totals.by_year} == by_year


def test_money_found_twice_in_one_household_and_month_is_counted_once(tmp_path):
    found = [
        a_finding(2, months={"2024-05": "100.00", "2024-06": "100.00"}),
        a_finding(2, rule="vehicle-owner", subject_id="H0002", months={"2024-06": "300.00"}),
        a_finding(
            3,
            rule="shared-account",
            subject_id="6200",
            household_id="H0002|H0003",
            months={"2024-06": "600.00"},
        ),
    ]
    totals = add_up(open_run(make_run(tmp_path / "run", found)), RULES)
    assert totals.total.amount == Decimal("1100.00")
    assert totals.money_once == Decimal("400.00")


def test_the_gap_of_a_budget_is_never_added_to_what_households_were_paid(tmp_path):
    found = [
        a_finding(2, months={"2024-05": "100.00"}),
        a_gap(2023, "5000000.00"),
        a_finding(5, rule="fixed-quota", subject_id="150426", months={}, household_id=""),
    ]
    totals = add_up(open_run(make_run(tmp_path / "run", found)), RULES)
    assert (totals.total.amount, totals.total.funds) == (Decimal("100.00"), Decimal("5000000.00"))
    lines = {line.key: (line.amount, line.funds) for line in totals.by_rule}
    assert lines["budget-shortfall"] == (0, Decimal("5000000.00"))
    assert lines["fixed-quota"] == (0, 0)
    assert totals.money_once == Decimal("100.00")


def test_what_could_not_be_decided_is_gathered_by_the_table_that_is_owed(totals):
    owed = {o.table: o for o in totals.owed}
    assert set(owed) == {"deposits", "deaths", "vehicles"}
    assert totals.owed[0].table == "deposits"
    assert set(owed["deposits"].divisions) == {"150423", "150426"}
    assert owed["deaths"].rules == ("deceased-paid",)
    assert totals.answers["cannot_decide"] == len(totals.undecided) == 4


def test_a_run_that_found_nothing_adds_up_to_nothing(tmp_path):
    totals = add_up(open_run(make_run(tmp_path / "run", [])), RULES)
    assert totals.total.count == 0
    assert totals.total.amount == totals.money_once == 0
    assert totals.by_clause == totals.by_county == totals.by_year == ()


def test_a_folder_that_is_no_run_is_refused_with_the_file_it_lacks(tmp_path):
    (make_run(tmp_path / "run") / "answers.csv").unlink()
    with pytest.raises(Refusal, match=r"answers\.csv"):
        open_run(tmp_path / "run")


def test_a_run_without_notes_is_read_as_one_that_has_none(tmp_path):
    (make_run(tmp_path / "run") / "notes.csv").unlink()
    assert add_up(open_run(tmp_path / "run"), RULES).notes == 0


def test_a_table_is_owed_for_what_stands_beside_the_sentence_and_for_its_own_sentence_alone(tmp_path):
    deposits, calendar = missing_table("deposits"), no_calendar(2027)
    rule = load_rules()["pastoral-income"]
    local = missing_local(rule, rule.needs_local)
    answers = [
        undecided("deposits", "150423", missing_column("payments", "paid"), deposits),
        undecided("deposits", "150426", deposits, calendar),
        undecided("pastoral-income", "150426", local, in_other_words("缺少数据表“死亡信息”（deaths）")),
    ]
    totals = add_up(open_run(make_run(tmp_path / "run", [], answers)), RULES)
    owed = {one.table: one for one in totals.owed if one.table}
    assert set(owed) == {"payments", "deposits", "local_rules"}
    assert (owed["deposits"].reasons, owed["deposits"].divisions) == ((deposits.text,), ("150423", "150426"))
    assert owed["local_rules"].reasons == (local.text,)
    others = {one.reasons[0].zh for one in totals.owed if not one.table}
    assert others == {calendar.text.zh, "缺少数据表“死亡信息”（deaths）"}
    assert totals.undecided[1].text.en == f"{deposits.text.en}; {calendar.text.en}"


def test_the_declared_provider_owes_a_table_before_the_usual_one():
    assert owners.owner("deaths", {"deaths": "赤峰市公安局"}).zh == "赤峰市公安局"
    assert "公安" in owners.owner("deaths", {}).zh
    assert "民政" in owners.owner("households", {}).zh


def test_a_clause_is_named_as_the_text_of_the_measures_names_it():
    assert clause_name("8(5)").zh == "第八条第五项"
    assert clause_name("10(3)").zh == "第十条第三项"
    assert [e.zh for e in elements_by_clause(("8(5)/duty", "8(5)/damage", "9(3)/who"))] == [
        "第八条第五项：职责、后果",
        "第九条第三项：主体",
    ]
    assert clause_name("unknown").zh == "unknown"


def test_findings_without_a_clause_speak_of_the_data_or_of_the_time_before_the_measures():
    assert offices_of((), ()) == (Office.QUALITY,)
    assert offices_of((), ("8(5)",)) == (Office.OTHER,)
    assert offices_of(("4(2)",), ("4(2)",)) == (Office.OTHER,)
    assert offices_of(("4(2)", "9(1)"), ("9(1)",)) == (Office.CIVIL_AFFAIRS,)
    assert isinstance(plausible()[0], Made)
