"""A run over a small folder: what is found, with which rows, and what could not be decided."""

import csv
import json
import stat
from datetime import date
from pathlib import Path

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.screening.catalogue import choose_rules
from mingjian.screening.order import Order
from mingjian.screening.running import Outcome, screen
from mingjian.screening.scope import WHOLE, Scope
from mingjian.screening.sentences import OPEN
from mingjian.wording import Refusal

NORTH, SOUTH = "150423100201", "150424100201"
WANG, LI = "159901195001010016", "159901196001010011"
RULES = "deceased-paid", "destitute-overlap"


def lines(path: Path, *rows: str) -> None:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    lines(
        data / "低保家庭.csv",
        "家庭编号,行政区划代码,户籍类别,户主身份证号,户主姓名,包村干部",
        f"H1,{NORTH},农村,{WANG},王大山,张三",
        f"H2,{SOUTH},农村,{LI},李小河,赵四",
    )
    lines(
        data / "members.csv",
        "household_id,person_id,name,covered",
        f"H1,{WANG},王大山,是",
        f"H2,{LI},李小河,是",
    )
    lines(data / "grants.csv", "grant_id,household_id,from_month,covered_persons,allowance", "G1,H1,2023-01,1,300.05",
          "G2,H2,2023-01,1,300")  # fmt: skip
    months = [f"2024-{m:02d}" for m in range(1, 13)]
    lines(
        data / "payments.csv",
        "household_id,period,kind,due,paid,paid_on,batch_id",
        *(f"{h},{m},allowance,300.05,300.05,{m}-08,B{m}" for h in ("H1", "H2") for m in months),
    )
    lines(data / "deaths.csv", "person_id,died_on,available_on", f"{WANG},2024-03-05,2024-03-20",
          f"{LI},2024-05-05,2024-05-20")  # fmt: skip
    return data


def run(folder: Path, scope: Scope = WHOLE, voice_open: bool = False) -> Outcome:
    store = folder.with_name("store")
    snapshot = check_folder(folder, store, encoding=None, progress=silent).snapshot
    order = Order(date(2024, 12, 31), choose_rules(RULES), scope)
    if voice_open:
        order = Order(date(2024, 12, 31), choose_rules(RULES), scope, voice=OPEN)
    number = len(list(store.glob("runs/*"))) if (store / "runs").exists() else 0
    return screen(snapshot, store, order, store / "runs" / str(number))


def run_of(folder: Path, rules: list[str]) -> Outcome:
    store = folder.with_name("store")
    snapshot = check_folder(folder, store, encoding=None, progress=silent).snapshot
    return screen(snapshot, store, Order(date(2024, 12, 31), choose_rules(rules)), store / "runs" / "only")


def findings(outcome: Outcome) -> list[dict[str, str]]:
    with (outcome.folder / "findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_finding_carries_its_clause_its_money_and_the_rows_that_made_it(folder: Path) -> None:
    found = {row["subject_id"]: row for row in findings(run(folder))}
    wang = found[WANG]
    # March is the month of death; three months of grace follow; July to December are six months.
    assert (wang["first"], wang["last"], wang["amount"]) == ("2024-07-01", "2024-12-31", "1800.30")
    assert (wang["clause"], wang["household_id"], wang["division"]) == ("8(5)", "H1", NORTH)
    assert "8(5)/duty" in wang["elements_open"].split(";")
    assert "8(5)/act" not in wang["elements_open"].split(";")
    evidence = json.loads(wang["evidence"])
    places = {(row["table"], row["file"], row["row"]) for row in evidence["rows"]}
    assert {
        ("deaths", "deaths.csv", 2),
        ("households", "低保家庭.csv", 2),
        ("members", "members.csv", 2),
    } <= places
    assert {row["row"] for row in evidence["rows"] if row["table"] == "payments"} == {8, 9, 10, 11, 12, 13}
    assert evidence["values"]["died_on"] == "2024-03-05"


def test_a_column_of_the_auditors_own_is_carried_along(folder: Path) -> None:
    wang = next(row for row in findings(run(folder)) if row["subject_id"] == WANG)
    household = next(row for row in json.loads(wang["evidence"])["rows"] if row["table"] == "households")
    assert household["values"]["包村干部"] == "张三"


def test_the_months_add_up_to_the_amount(folder: Path) -> None:
    outcome = run(folder)
    rows = duckdb.sql(
        f"SELECT finding_id, sum(amount)::DECIMAL(18,2)::VARCHAR, count(*) "
        f"FROM '{outcome.folder}/finding_months.csv' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [(i, a) for i, a, _ in rows] == sorted((f["finding_id"], f["amount"]) for f in findings(outcome))
    assert sorted(n for _, _, n in rows) == [4, 6]


def test_the_sentence_hides_the_person_unless_the_run_reveals(folder: Path) -> None:
    masked = next(row for row in findings(run(folder)) if row["subject_id"] == WANG)["explanation"]
    assert WANG not in masked
    assert "王大山" not in masked
    assert "可能涉及第八条第五项" in masked
    revealed = next(row for row in findings(run(folder, voice_open=True)) if row["subject_id"] == WANG)
    assert WANG in revealed["explanation"]
    assert json.loads((run(folder).folder / "run.json").read_text(encoding="utf-8"))["masked"] is True


def test_a_missing_table_is_no_silent_pass(folder: Path) -> None:
    with (run(folder).folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        answers = {(row["rule"], row["division"]): row for row in csv.DictReader(file)}
    assert answers["deceased-paid", "150423"]["answer"] == "findings"
    refused = answers["destitute-overlap", "150424"]
    assert refused["answer"] == "cannot_decide"
    assert "特困供养" in refused["reason"]


def test_an_extract_that_ends_too_early_cannot_say_none(folder: Path) -> None:
    lines(
        folder / "destitute.csv", "person_id,division,from_month,to_month", f"{WANG},150423,2010-01,2011-01"
    )
    lines(folder / "sources.toml", "[destitute]", 'provider = "民政局"', "to_day = 2024-06-30")
    with (run(folder).folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        reasons = [row["reason"] for row in csv.DictReader(file) if row["rule"] == "destitute-overlap"]
    assert len(reasons) == 2
    assert all("2024-06-30" in reason for reason in reasons)


def test_one_county_finds_what_the_whole_run_finds_there(folder: Path) -> None:
    whole = {row["finding_id"] for row in findings(run(folder)) if row["division"].startswith("150424")}
    part = {row["finding_id"] for row in findings(run(folder, Scope("150424")))}
    assert part == whole
    assert len(part) == 1
    assert {row["subject_id"] for row in findings(run(folder, Scope(household_id="H1")))} == {WANG}


def test_a_place_without_households_is_refused(folder: Path) -> None:
    with pytest.raises(Refusal, match="150999"):
        run(folder, Scope("150999"))


def test_the_second_run_builds_no_fact_again(folder: Path) -> None:
    first, second = run(folder), run(folder)
    assert first.facts_built
    assert second.facts_built == ()
    assert findings(first) == findings(second)


def test_what_holds_full_numbers_is_for_the_owner_alone(folder: Path) -> None:
    outcome = run(folder)
    for name in ("findings.parquet", "findings.csv", "finding_months.csv"):
        assert stat.S_IMODE((outcome.folder / name).stat().st_mode) == 0o600


def test_a_record_first_visible_after_the_day_of_the_run_is_not_used(folder: Path) -> None:
    lines(folder / "deaths.csv", "person_id,died_on,available_on", f"{WANG},2024-03-05,2025-01-20")
    assert findings(run(folder)) == []


def test_not_being_in_a_register_says_nothing_unless_the_register_is_complete(folder: Path) -> None:
    lines(folder / "hukou.csv", "person_id,hukou_no,division", f"{WANG},K1,{NORTH}")
    (folder / "deaths.csv").unlink()
    order = Order(date(2024, 12, 31), choose_rules(["unknown-person"]))
    store = folder.with_name("store")

    def answers() -> dict[str, str]:
        snapshot = check_folder(folder, store, encoding=None, progress=silent).snapshot
        out = store / "runs" / str(len(list((store / "runs").glob("*"))) if (store / "runs").exists() else 0)
        screen(snapshot, store, order, out)
        with (out / "answers.csv").open(encoding="utf-8", newline="") as file:
            return {row["division"]: row["answer"] for row in csv.DictReader(file)}

    assert set(answers().values()) == {"cannot_decide"}
    lines(folder / "sources.toml", "[hukou]", 'divisions = ["150424"]', "complete = true")
    assert answers() == {"150423": "cannot_decide", "150424": "findings"}


@pytest.mark.parametrize("code", ["150423", "150423000000"])
def test_an_empty_table_says_nobody_died_only_in_the_county_that_it_is_declared_complete_for(
    code: str, folder: Path
) -> None:
    lines(folder / "deaths.csv", "person_id,died_on,available_on")
    lines(folder / "sources.toml", "[deaths]", f'divisions = ["{code}"]', "complete = true")
    with (run(folder).folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        said = {row["division"]: row for row in csv.DictReader(file) if row["rule"] == "deceased-paid"}
    assert said["150423"]["answer"] == "none"
    assert said["150424"]["answer"] == "cannot_decide"
    assert (
        "“死亡信息”（deaths）没有任何数据行，sources.toml 也没有声明它对本地完整" in said["150424"]["reason"]
    )


def test_without_the_list_of_households_nothing_is_ruled_out(folder: Path) -> None:
    (folder / "低保家庭.csv").unlink()
    lines(
        folder / "batches.csv",
        "batch_id,division,period",
        *(f"B2024-{m:02d},150423,2024-{m:02d}" for m in range(1, 13)),
    )
    outcome = run(folder)
    with (outcome.folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        answers = {row["answer"] for row in csv.DictReader(file)}
    assert {row["subject_id"] for row in findings(outcome)} == {WANG, LI}
    assert "none" not in answers


def test_a_local_rule_of_a_misspelt_rule_is_not_ignored_in_silence(folder: Path) -> None:
    lines(folder / "local_rules.csv", "division,rule,parameter,value,from_day,document",
          "150423,deceased-payed,grace,2,2015-01-01,文号1", "150423,deceased-paid,grce,2,2015-01-01,文号1")  # fmt: skip
    with (run(folder).folder / "notes.csv").open(encoding="utf-8", newline="") as file:
        sentences = [row["sentence"] for row in csv.DictReader(file)]
    assert any("deceased-payed" in sentence for sentence in sentences)
    assert any("grce" in sentence for sentence in sentences)


def test_a_table_that_was_given_and_refused_is_not_called_missing(folder: Path) -> None:
    lines(folder / "destitute.csv", "person_id,from", f"{WANG},2010-01")
    with (run(folder).folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        reasons = {row["reason"] for row in csv.DictReader(file) if row["rule"] == "destitute-overlap"}
    assert reasons == {"数据表“特困供养”（destitute）已提供但整表未采用，见 mingjian check"}


def test_a_league_and_the_region_are_answered_for_where_something_is_found_there(folder: Path) -> None:
    budgets = ("150400,2023,900,900,0,90", "150423,2023,900,800,100,90")
    lines(folder / "funds.csv", "division,year,required,upper,local,local_required", *budgets)
    lines(
        folder / "checks.csv",
        "request_id,division,department,item,requested_on,replied_on,result,answered_by",
        "C1,150423,police,deaths,2024-05-06,2024-05-08,refused,150000",
    )
    outcome = run_of(folder, ["no-local-match", "check-refused"])
    with (outcome.folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        found = {
            (row["rule"], row["division"]) for row in csv.DictReader(file) if row["answer"] == "findings"
        }
    assert found == {("no-local-match", "1504"), ("check-refused", "15")}
    said = {row["rule"]: row["explanation"] for row in findings(outcome)}
    assert said["no-local-match"].startswith("赤峰市2023年度")
    assert said["check-refused"].startswith(
        "内蒙古自治区公安部门对2024年5月6日发起的核对请求（查死亡信息）予以拒绝"
    )


def test_an_office_in_none_of_the_articles_is_not_called_early(folder: Path) -> None:
    lines(
        folder / "checks.csv",
        "request_id,division,department,item,requested_on,replied_on,result",
        "C1,150423,bank,deposits,2024-05-06,2024-05-08,refused",
        "C2,150423,police,deaths,2014-05-06,2014-05-08,refused",
    )
    bank, police = findings(run_of(folder, ["check-refused"]))
    assert (bank["clause"], police["clause"]) == ("", "")
    assert "责任单位不明，或者不在办法第七至十一条之列" in bank["explanation"]
    assert "行为发生在办法施行前" in police["explanation"]


def test_money_of_no_month_stands_in_the_finding_and_in_no_month(folder: Path) -> None:
    lines(
        folder / "account_entries.csv",
        "entry_id,division,holder,at,direction,amount,counterparty",
        "E1,150423,finance,2024-05-06,out,1234.56,person",
    )
    outcome = run_of(folder, ["funds-diverted"])
    assert [row["amount"] for row in findings(outcome)] == ["1234.56"]
    with (outcome.folder / "finding_months.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == []


def test_a_county_that_handed_in_no_budget_is_not_passed_over_in_silence(folder: Path) -> None:
    lines(
        folder / "funds.csv",
        "division,year,required,upper,local,local_required",
        "150423,2023,900,800,100,90",
    )
    with (run_of(folder, ["no-local-match"]).folder / "answers.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        answers = {row["division"]: row for row in csv.DictReader(file)}
    assert answers["150423"]["answer"] == "none"
    assert answers["150424"]["answer"] == "cannot_decide"
    assert answers["150424"]["reason"] == "“资金预算”（funds）没有登记本旗县的任何情况"


def answers_of(outcome: Outcome) -> dict[str, tuple[str, str]]:
    with (outcome.folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        return {row["division"]: (row["answer"], row["reason"]) for row in csv.DictReader(file)}


def test_a_rule_that_judged_nothing_in_a_county_does_not_answer_none(folder: Path) -> None:
    lines(
        folder / "complaints.csv",
        "complaint_id,division,level,matter,named,received_on,accepted_on,closed_on",
        "T1,150423,county,official,1,2024-01-29,2024-02-01,",
        "T2,150424,county,claim,1,2024-01-29,2024-02-01,2024-03-01",
        "T3,150424,county,official,1,2024-01-29,2024-02-01,",
    )
    said = answers_of(run_of(folder, ["complaint-overdue"]))
    unread = "2022年5月1日以后受理的检举控告，“地方规定”（local_rules）没有登记规定办结天数的本地文件，不判断"
    # In the second county a claim was judged: nothing was found, and the answer says what was left out.
    assert said == {"150423": ("cannot_decide", unread), "150424": ("none", unread)}


def test_a_year_that_is_not_over_is_no_clean_year(folder: Path) -> None:
    lines(
        folder / "funds.csv",
        "division,year,required,upper,local,local_required",
        "150423,2024,900,800,100,90",
        "150424,2023,900,800,100,90",
        "150424,2024,900,800,100,90",
    )
    said = answers_of(run_of(folder, ["no-local-match"]))
    assert said == {
        "150423": ("cannot_decide", "2024年度到截至日还没有结束，不判断"),
        "150424": ("none", ""),
    }


def test_none_says_up_to_which_month_payments_are_known(folder: Path) -> None:
    lines(folder / "payments.csv", "household_id,period,kind,due,paid,paid_on,batch_id",
          *(f"H1,2024-{m:02d},allowance,300.05,300.05,2024-{m:02d}-08,B{m}" for m in range(1, 10)),
          *(f"H2,2024-{m:02d},allowance,300,300,2024-{m:02d}-08,B{m}" for m in range(1, 13)))  # fmt: skip
    said = answers_of(run_of(folder, ["approved-not-paid"]))
    assert said["150423"] == ("none", "发放数据只到2024年9月，其后各月是否发放没有判断")
    assert said["150424"] == ("none", "")


def test_a_row_that_was_corrected_is_told_as_such_and_no_longer_missed(folder: Path, capsys) -> None:
    lines(folder / "deaths.csv", "person_id,died_on,available_on", f"{WANG},2024-13-05,2024-03-20")
    store = folder.with_name("store")
    assert main(["screen", str(folder), "--store", str(store), "--as-of", "2024-12-31", "--rules", "A"]) == 0
    assert "有 1 行退回，未参加比对" in capsys.readouterr().err
    (folder / "deaths").mkdir()
    (rejects,) = (store / "rejects" / "deaths").iterdir()
    content = rejects.read_bytes().replace(b"2024-13-05", b"2024-03-05")
    (folder / "deaths" / "corrected.csv").write_bytes(content)
    assert main(["screen", str(folder), "--store", str(store), "--as-of", "2024-12-31", "--rules", "A"]) == 0
    assert "退回" not in capsys.readouterr().err
    out = store / "runs" / "2024-12-31-2"
    deaths = json.loads((out / "run.json").read_text(encoding="utf-8"))["tables"]["deaths"]
    assert (deaths["read"], deaths["rows"], deaths["rejected"], deaths["superseded"]) == (2, 1, 1, 1)
    assert "1（已更正 1）" in (out / "report.html").read_text(encoding="utf-8")


def test_a_document_that_loosens_a_national_limit_is_not_followed_and_the_run_says_so(
    folder: Path, capsys
) -> None:
    lines(folder / "local_rules.csv", "division,rule,parameter,value,from_day,document",
          "150423,deceased-paid,grace,6,2023-01-01,旗民发9号",
          "150424,deceased-paid,grace,2,2023-01-01,旗民发8号")  # fmt: skip
    store, out = folder.with_name("store"), folder.with_name("out")
    line = [
        "screen",
        str(folder),
        "--store",
        str(store),
        "--out",
        str(out),
        "--as-of",
        "2024-12-31",
        "--rules",
        "A",
    ]
    assert main([*line, "--json"]) == 0
    told = capsys.readouterr().err
    assert (
        "地方规定中巴林右旗“死亡后仍发放”的“死亡后办理停发的时间”写的是 6（旗民发9号），比全国规定的 3 宽，没有采用，"
        "2023-01-01起仍按全国规定判断" in told
    )
    assert "旗民发8号" not in told
    (said,) = json.loads((out / "run.json").read_text(encoding="utf-8"))["local_rules_not_followed"]
    assert (said["division"], said["parameter"], said["value"], said["national"]) == (
        "150423",
        "grace",
        "6",
        3.0,
    )
    assert "旗民发9号" in (out / "report.html").read_text(encoding="utf-8")
    assert "旗民发9号" in (out / "notes.csv").read_text(encoding="utf-8")
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["rule"] == "deceased-paid"]
    months = {row["subject_id"]: (row["first"], row["amount"]) for row in rows}
    # Three months of the nation for Wang, who died in March; two of the document for Li, who died in May.
    assert months == {WANG: ("2024-07-01", "1800.30"), LI: ("2024-08-01", "1500.25")}
