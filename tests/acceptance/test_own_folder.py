"""A folder of one's own, from the templates to findings, by the command line; and what a wrong line is told."""

import csv
import json

import openpyxl
import pytest

from mingjian.cli import main
from tests.acceptance.conftest import NARA, UNFILLED, VILLAGE, WANG, fill

TOWNSHIP_SHEET = "苏木乡镇（第八条）"
DAY = ["--as-of", "2024-12-31"]


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def screened(folder, *words):
    return main(["screen", str(folder), *DAY, *words])


def test_filled_templates_are_accepted_to_the_last_row(own_folder, capfd):
    assert main(["check", str(own_folder)]) == 0
    said = capfd.readouterr()
    assert "全部接收" in said.out
    assert UNFILLED in said.out, "an empty template is named as not given"


def test_the_dead_recipient_is_found_with_his_months_and_his_money(own_run):
    found = {row["rule"]: row for row in rows_of(own_run / "findings.csv")}["deceased-paid"]
    assert (found["subject_kind"], found["subject_id"], found["household_id"]) == ("person", WANG, "甲1")
    assert (found["clause"], found["division"]) == ("8(5)", VILLAGE)
    assert (found["first"], found["last"], found["amount"]) == ("2024-07-01", "2024-12-31", "1800.00")
    months = [r for r in rows_of(own_run / "finding_months.csv") if r["finding_id"] == found["finding_id"]]
    assert [(row["month"], row["amount"]) for row in months] == [
        (f"2024-{month:02d}", "300.00") for month in range(7, 13)
    ]
    places = {(r["table"], r["file"], r["row"]) for r in json.loads(found["evidence"])["rows"]}
    assert ("deaths", "死亡信息.xlsx", 2) in places


def test_nobody_else_is_held_to_be_dead_and_no_question_goes_unanswered_in_silence(own_run):
    answers = {row["rule"]: row for row in rows_of(own_run / "answers.csv")}
    assert answers["deceased-paid"]["answer"] == "findings"
    assert answers["deceased-paid"]["count"] == "1"
    assert answers["vehicle-owner"]["answer"] == "cannot_decide"
    assert "机动车" in answers["vehicle-owner"]["reason"]


def test_the_ledger_and_the_report_are_there_and_masked(own_run):
    book = openpyxl.load_workbook(own_run / "findings.xlsx")
    page = book[TOWNSHIP_SHEET]
    heads = [cell.value for cell in page[2]]
    ledger = [
        dict(zip(heads, (cell.value for cell in row), strict=True)) for row in page.iter_rows(min_row=3)
    ]
    (row,) = [row for row in ledger if row["规则"] == "死亡后仍发放"]
    assert (row["金额（元）"], row["月数"]) == (1800, 6)
    report = (own_run / "report.html").read_text(encoding="utf-8")
    cells = "".join(str(cell.value) for sheet in book for line in sheet for cell in line)
    assert "1,800.00" in report
    assert WANG not in report + cells
    assert "王大山" not in report + cells


@pytest.mark.usefixtures("own_run")
def test_the_folder_of_data_is_never_written_to(own_folder):
    assert {path.name for path in own_folder.iterdir()} == {
        "低保家庭.xlsx", "家庭成员.xlsx", "保障记录.xlsx", "发放明细.xlsx", "死亡信息.xlsx", UNFILLED, "sources.toml",
    }  # fmt: skip


def test_a_rejected_row_ends_the_check_with_1_and_the_screen_with_0(fill_own, tmp_path, capfd):
    folder = fill_own(tmp_path / "data")
    fill(folder / "死亡信息.xlsx", [{"身份证号": NARA, "死亡日期": "三月五日"}])
    assert main(["check", str(folder)]) == 1
    rejects = tmp_path / "data.mingjian" / "rejects" / "deaths" / "死亡信息.xlsx"
    assert str(rejects) in capfd.readouterr().out
    assert "三月五日" in str([[cell.value for cell in row] for row in openpyxl.load_workbook(rejects).active])
    assert screened(folder, "--out", str(tmp_path / "out")) == 0
    dead = [row for row in rows_of(tmp_path / "out" / "findings.csv") if row["rule"] == "deceased-paid"]
    assert [row["subject_id"] for row in dead] == [WANG]


def test_runs_of_one_day_are_numbered_and_the_store_stands_beside_the_data(fill_own, tmp_path):
    folder = fill_own(tmp_path / "data")
    words = ("--rules", "deceased-paid")
    assert screened(folder, *words) == screened(folder, *words) == 0
    runs = sorted(path.name for path in (tmp_path / "data.mingjian" / "runs").iterdir())
    assert runs == ["2024-12-31-1", "2024-12-31-2"]
    first, second = (tmp_path / "data.mingjian" / "runs" / name / "findings.csv" for name in runs)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--as-of", "2024-13-01"], "“2024-13-01”不是日期；写成 2026-03-01。"),
        (
            ["--rules", "deceased-payed"],
            "没有名为“deceased-payed”的规则；是否为 deceased-paid？用 mingjian rules 查看全部规则编号。",
        ),
        (["--division", "赤峰"], "“赤峰”不是行政区划代码；写 2、4、6、9 或 12 位数字，例如 150423。"),
        (
            ["--division", "150999"],
            "数据中没有“150999”的家庭；请核对区划代码（有效位数）或家庭编号。",
        ),
        (
            ["--household", "乙9"],
            "数据中没有“乙9”的家庭；请核对区划代码（有效位数）或家庭编号。",
        ),
        (["--set", "deceased-paid.grace"], "--set deceased-paid.grace 无法识别"),
        (["--encoding", "morse"], "morse"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_word_is_refused_with_the_value_and_what_to_do(own_folder, words, sentence, tmp_path, capfd):
    assert main(["screen", str(own_folder), "--out", str(tmp_path / "out"), *words]) == 2
    assert_one_sentence(capfd.readouterr(), sentence)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["check", "screen"])
def test_a_missing_folder_is_refused(command, tmp_path, capfd):
    assert main([command, str(tmp_path / "没有")]) == 2
    assert_one_sentence(capfd.readouterr(), f"找不到数据目录 {tmp_path / '没有'}；请检查路径。")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "screen"])
def test_an_empty_folder_is_refused(command, tmp_path, capfd):
    (tmp_path / "空").mkdir()
    assert main([command, str(tmp_path / "空")]) == 2
    assert_one_sentence(capfd.readouterr(), f"目录 {tmp_path / '空'} 中没有数据标准中的表")


def test_results_are_never_written_over_anything(own_folder, tmp_path, capfd):
    (tmp_path / "笔记.txt").write_text("我的", encoding="utf-8")
    assert screened(own_folder, "--out", str(tmp_path)) == 2
    assert_one_sentence(capfd.readouterr(), f"结果位置 {tmp_path} 已有内容")
    assert [path.name for path in tmp_path.iterdir()] == ["笔记.txt"]


def test_a_template_overwrites_nothing(own_folder, capfd):
    assert main(["template", str(own_folder)]) == 2
    assert_one_sentence(capfd.readouterr(), "已存在，不会覆盖")


@pytest.mark.usefixtures("own_run")
@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["check", "DATA"], {"snapshot", "tables", "unread", "rejects", "clean"}),
        (
            ["screen", "DATA", *DAY, "--rules", "A"],
            {"out", "findings", "cannot_decide", "facts_built", "seconds"},
        ),
        (["template", "NEW"], {"files"}),
        (
            ["sample", "NEW", "--scale", "village", "--households", "20", "--format", "csv"],
            {"rows", "scenes"},
        ),
        (["sql", "DATA", "-c", "SELECT count(*) AS n FROM households"], {"columns", "rows"}),
        (["law", "8(5)"], {"provision", "limits"}),
        (["rules", "deceased-paid"], None),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_json_is_one_document_and_nothing_else(own_folder, words, keys, tmp_path, capfd):
    places = {"DATA": str(own_folder), "NEW": str(tmp_path / "新")}
    capfd.readouterr()
    assert main([*(places.get(word, word) for word in words), "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document
    assert keys is None or keys <= document.keys()


def test_a_refusal_under_json_is_a_document_too(own_folder, capfd):
    assert screened(own_folder, "--rules", "没有", "--json") == 2
    assert json.loads(capfd.readouterr().out)["error"].keys() == {"zh", "en"}


def assert_one_sentence(said, sentence):
    """One line on standard error that holds the sentence, and nothing on standard output."""
    assert sentence in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
