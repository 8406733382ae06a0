"""What is let into an edition: the household's question, whatever else is known of the place."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mingjian.cli import main
from mingjian.exchange.standard import tables
from mingjian.screening.catalogue import load_rules
from mingjian.screening.editions import (
    HOLDERS,
    Reader,
    demand_place,
    may_warn_officers,
    question_of,
    speaks_of_households,
    withheld,
)
from mingjian.wording import Refusal

VILLAGE = "150423100201"
HEAD, SON, OFFICER = "159901195001010016", "159901198001010028", "159901197001010015"
# Words that would tell an office that it is meant, or that somebody spoke.
TELLING = ("投诉", "举报", "经办", "干部", "民政", "财政", "乡镇", "旗县", "公安", "条", "线索", "officer", "official",
           "complain", "township", "county", "finding", "Art.")  # fmt: skip


def lines(path: Path, *rows: str) -> None:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two households of one village: in one the son is in custody and paid, the other is as it should be."""
    data = tmp_path / "data"
    data.mkdir()
    lines(
        data / "households.csv",
        "household_id,division,area,head_id,head_name",
        f"H1,{VILLAGE},rural,{HEAD},王大山",
        f"H2,{VILLAGE},rural,{OFFICER},李小河",
    )
    lines(
        data / "members.csv",
        "household_id,person_id,covered,monthly_income",
        f"H1,{HEAD},1,0",
        f"H1,{SON},1,0",
        f"H2,{OFFICER},1,0",
    )
    lines(
        data / "grants.csv",
        "grant_id,household_id,from_month,covered_persons,allowance,granted_on",
        "G1,H1,2024-01,2,600,2023-12-20",
        "G2,H2,2024-01,1,300,2023-12-20",
    )
    lines(
        data / "payments.csv",
        "household_id,period,kind,due,paid,paid_on,account_holder_id,batch_id",
        *(f"H1,2024-{m:02d},allowance,600,600,2024-{m:02d}-08,{HEAD},B{m}" for m in range(1, 13)),
        *(f"H2,2024-{m:02d},allowance,300,300,2024-{m:02d}-08,{OFFICER},B{m}" for m in range(1, 13)),
    )
    lines(data / "prisoners.csv", "person_id,from_day,available_on", f"{SON},2024-06-20,2024-07-01")
    lines(data / "standards.csv", "division,area,from_month,monthly", "150423,rural,2020-01,500")
    return data


def edition(data: Path, *more: str) -> dict[str, bytes]:
    out = data.with_name(f"edition-{len(list(data.parent.iterdir()))}")
    line = [
        "screen",
        str(data),
        "--as-of",
        "2024-12-31",
        "--for",
        "county",
        "--division",
        "150423",
        "--out",
        str(out),
    ]
    assert main([*line, *more]) == 0
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_the_household_is_asked_about_its_months_and_its_yuan(folder):
    rows = list(csv.DictReader(edition(folder)["questions.csv"].decode().splitlines()))
    assert rows == [
        {
            "行政区划代码": VILLAGE,
            "家庭编号": "H1",
            "户主": "王**",
            "起始年月": "2024-07",
            "终止年月": "2024-12",
            "月数": "6",
            "金额（元）": "1800.00",
            "要问什么": load_rules()["imprisoned-paid"].ask.zh,
        }
    ]


def test_who_reads_english_gets_the_table_with_english_headers(folder, monkeypatch):
    monkeypatch.setenv("MINGJIAN_LANG", "en")
    table = edition(folder)["questions.csv"].decode().splitlines()
    assert table[0] == "division,household,head,first,last,months,yuan,question"


def test_an_edition_is_the_same_whatever_else_is_known_that_touches_the_reader(folder):
    before = edition(folder)
    # The other head has a post, a house and a complaint about him; an officer of the county is his brother.
    lines(
        folder / "payroll.csv",
        "person_id,employer,kind,monthly_pay,from_month,available_on",
        f"{OFFICER},旗财政局,established,6000,2024-02,2024-03-01",
    )
    lines(
        folder / "officers.csv",
        "person_id,name,organ,division,post,rank,from_day",
        "159901196001010010,赵四,civil_affairs,150423,局长,leader,2020-01-01",
    )
    lines(folder / "kinship.csv", "person_id,relative_id,relation", f"159901196001010010,{OFFICER},sibling")
    lines(
        folder / "complaints.csv",
        "complaint_id,division,level,matter,named,received_on,accepted_on,closed_on,household_id,outcome",
        f"T1,{VILLAGE},county,household,1,2024-08-01,2024-08-03,2024-09-01,H1,false",
    )
    lines(
        folder / "pensions.csv",
        "person_id,kind,monthly,from_month,available_on",
        f"{OFFICER},employee,3000,2024-03,2024-04-01",
    )
    assert edition(folder) == before
    assert {"payroll-recipient", "whitewashed"} <= rules_that_find(folder)


def rules_that_find(data: Path) -> set[str]:
    out = data.with_name("whole")
    assert main(["screen", str(data), "--as-of", "2024-12-31", "--out", str(out)]) == 0
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        return {row["rule"] for row in csv.DictReader(file)}


def test_a_household_whose_money_goes_to_an_officer_is_not_asked_through_an_office(folder):
    holder = "159901196001010010"
    payments = (folder / "payments.csv").read_text(encoding="utf-8").replace(f",{HEAD},", f",{holder},")
    (folder / "payments.csv").write_text(payments, encoding="utf-8")
    assert b"H1" in edition(folder)["questions.csv"]
    lines(
        folder / "officers.csv",
        "person_id,name,organ,division,post,rank,from_day",
        f"{holder},赵四,civil_affairs,150423,局长,leader,2020-01-01",
    )
    assert b"H1" not in edition(folder)["questions.csv"]


def test_nor_one_whose_money_reaches_the_officer_by_the_number_of_his_account_or_when_paid_again(folder):
    holder = "159901196001010010"
    paid = (folder / "payments.csv").read_text(encoding="utf-8").splitlines()
    head, own, other = paid[0], paid[1:13], paid[13:]
    lines(
        folder / "officers.csv",
        "person_id,name,organ,division,post,rank,from_day",
        f"{holder},赵四,civil_affairs,150423,局长,leader,2020-01-01",
    )
    # Nobody wrote down whose account it is, but in another household's row it is the officer's.
    unnamed = [line.replace(f",{HEAD},", ",,") + ",622848,," for line in own]
    named = [line.replace(f",{OFFICER},", f",{holder},") + ",622848,," for line in other]
    columns = f"{head},account_no,bounced_on,reissued_holder_id"
    lines(folder / "payments.csv", columns, *unnamed, *named)
    assert b"H1" not in edition(folder)["questions.csv"]
    elsewhere = [line.replace(",622848,", ",622849,") for line in named]
    lines(folder / "payments.csv", columns, *unnamed, *elsewhere)
    assert b"H1" in edition(folder)["questions.csv"]
    again = [line[:-1] + f"2024-08-20,{holder}" if ",2024-08," in line else line for line in unnamed]
    lines(folder / "payments.csv", columns, *again, *elsewhere)
    assert b"H1" not in edition(folder)["questions.csv"]


def test_an_edition_tells_the_heads_name_only_where_it_is_revealed(folder):
    assert "王大山" in edition(folder, "--reveal")["questions.csv"].decode()
    assert "王大山" not in edition(folder)["questions.csv"].decode()


def test_an_edition_reads_in_both_languages(folder, monkeypatch):
    monkeypatch.setenv("MINGJIAN_LANG", "en")
    told = edition(folder)
    assert "Was a member away" in told["questions.csv"].decode()
    assert "Questions to households" in told["questions.html"].decode()


@pytest.mark.parametrize(
    ("reader", "clause", "is_withheld"),
    [
        (Reader.COUNTY, "8(5)", False),
        (Reader.COUNTY, "8(6);9(3)", True),
        (Reader.COUNTY, "10(4)", True),
        (Reader.COUNTY, "11(3)", True),
        (Reader.COUNTY, "7(1)", True),
        (Reader.TOWNSHIP, "8(5)", True),
        (Reader.TOWNSHIP, "9(3)", False),
        (Reader.TOWNSHIP, "8(6);9(3)", True),
        # Before the Measures no clause is named: what the rule may touch decides.
        (Reader.TOWNSHIP, "", True),
        (Reader.COUNTY, "", False),
    ],
)
def test_what_names_a_clause_of_the_reader_is_withheld(reader, clause, is_withheld):
    assert withheld(load_rules()["deceased-paid"], clause, reader) is is_withheld


def test_only_rules_about_a_households_own_circumstances_ask_something():
    asking = {rule.id for rule in load_rules().values() if question_of(rule)}
    assert {
        "deceased-paid",
        "vehicle-owner",
        "approved-not-paid",
        "shared-account",
        "invalid-identity",
    } <= asking
    for rule in (
        "officer-account",
        "whitewashed",
        "retaliation",
        "one-hand",
        "below-standard",
        "complaint-overdue",
    ):
        assert rule not in asking


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_no_question_tells_an_office_that_it_is_meant(rule):
    ask = question_of(rule)
    assert not ask or [word for word in TELLING if word in ask.zh or word in ask.en] == []


def test_a_rule_about_households_has_a_question_of_its_own_and_no_other_rule_has_one():
    speaking = {rule.id for rule in load_rules().values() if speaks_of_households(rule)}
    assert {rule.id for rule in load_rules().values() if rule.ask} == speaking
    asks = [rule.ask for rule in load_rules().values() if rule.ask]
    assert [ask.zh for ask in asks if "？" not in ask.zh or "?" not in ask.en] == []


def test_rules_about_cards_and_accounts_in_an_officers_hands_may_warn_him_and_ask_nothing():
    warning = {rule.id: rule for rule in load_rules().values() if may_warn_officers(rule)}
    assert set(warning) == {"custody-unfiled", "officer-account", "one-hand"}
    assert [rule.id for rule in warning.values() if question_of(rule)] == []


@pytest.mark.parametrize(
    ("needs", "warns"),
    [
        (("withdrawals.account_no",), True),
        (("card_custody.keeper_id",), True),
        (("payments.reissued_holder_id", "officers.person_id"), True),
        (("grants.account_holder_id", "officers.person_id"), True),
        (("payments.account_holder_id",), False),
        (("officers.person_id",), False),
    ],
)
def test_a_new_rule_that_looks_at_them_is_known_without_being_listed(needs, warns):
    new = replace(load_rules()["deceased-paid"], id="new", needs=needs, uses=())
    assert may_warn_officers(new) is warns


def test_every_column_of_the_standard_that_names_who_holds_an_account_is_known():
    columns = {column.name for table in tables().values() for column in table.columns if column.kind == "id"}
    assert {name for name in columns if name.endswith("holder_id")} == HOLDERS


@pytest.mark.parametrize(
    ("reader", "division"),
    [
        (Reader.COUNTY, "1504"),
        (Reader.COUNTY, "150423100"),
        (Reader.TOWNSHIP, "150423"),
        (Reader.TOWNSHIP, ""),
    ],
)
def test_an_edition_is_for_one_place_of_its_kind(reader, division):
    with pytest.raises(Refusal, match="--division"):
        demand_place(reader, division)


@pytest.mark.parametrize("more", [["--household", "H1"], ["--complainants", "who.csv"]])
def test_an_edition_goes_with_no_household_and_no_custodians_table(folder, more, capsys):
    line = ["screen", str(folder), "--for", "county", "--division", "150423", *more]
    assert main(line) == 2
    assert more[0] in capsys.readouterr().err


def test_as_of_is_a_day_of_the_edition(folder):
    assert date(2024, 12, 31).isoformat() in edition(folder)["edition.json"].decode()
