"""The report is one file that needs no network, names no person, and says the same numbers as the findings."""

import html
import re
from decimal import Decimal

import pytest

from mingjian.law import measures
from mingjian.privacy.scanning import find_numbers
from mingjian.screening.catalogue import load_rules
from mingjian.screening.coverage import Reason, Seen, Sight
from mingjian.screening.deciding import AnswerRow
from mingjian.screening.obstacles import missing_table
from mingjian.screening.recording import write_coverage
from mingjian.screening.reports import charts
from mingjian.screening.reports.ledger import Edition
from mingjian.screening.reports.page import money, page, parameters
from mingjian.screening.reports.run_folder import RuleUsed, open_run
from mingjian.screening.reports.totals import add_up
from mingjian.wording import Text
from tests.screening.reports.run_folder import (
    ANSWERS,
    RULES,
    a_finding,
    a_gap,
    in_other_words,
    make_run,
    plausible,
    undecided,
    write_reports,
)


def made(folder, language="zh", **what):
    run = open_run(make_run(folder, **what))
    return page(run.info, add_up(run, RULES), RULES, language)


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return made(tmp_path_factory.mktemp("page"))


def words(text):
    """What a reader sees, without marks and blanks."""
    body = re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(body))


def test_nothing_in_the_page_points_to_another_place(text):
    assert re.findall(r"(?:https?:)?//[a-z0-9]", text) == []
    assert re.findall(r"\b(?:src|href|action|srcset|@import|url)\s*[=(]", text) == []
    assert "<script" not in text
    assert "default-src 'none'" in text


def test_the_page_names_no_person_and_shows_no_number_of_one(text):
    assert list(find_numbers(words(text).split(" "))) == []
    assert "张三" not in text
    assert "张*" not in text


def test_the_head_says_how_many_findings_households_and_how_much_money(text):
    found = plausible()
    total = sum(f.amount or 0 for f in found)
    assert f"发现 {len(found)} 条值得核实的线索" in words(text)
    assert money(total) in words(text)
    assert "另有 4 项因缺少数据不能判断" in words(text)
    assert f"{total:,.2f}" in words(text)


def test_money_of_offices_stands_apart_from_that_of_households(tmp_path):
    found = [a_finding(2, months={"2024-05": "100.00"}), a_gap(2023, "5000000.00")]
    said = words(made(tmp_path / "run", findings=found))
    assert "500.00 万元 单位资金" in said
    assert "各线索相加 100.00 元" in said
    assert "5,000,100" not in said
    assert "500.01" not in said


def test_the_page_says_how_to_read_a_finding(text):
    assert "不是结论" in words(text)
    assert "可能涉及" in words(text)
    assert "数据看不到什么" in words(text)
    assert "先问什么" in words(text)
    assert "不等于没有问题" in words(text)


def test_every_clause_county_and_rule_found_stands_in_the_page(text):
    for name in (
        "第八条第五项",
        "第八条第六项",
        "第九条第三项",
        "第十条第三项",
        "巴林右旗",
        "锡林浩特市",
        "死亡后仍发放",
    ):
        assert name in words(text)


def test_what_could_not_be_decided_names_the_table_and_who_owes_it(text):
    section = words(text).partition("未能判断的事项")[2]
    for word in ("金融资产", "通常为金融机构", "死亡信息", "赤峰市公安局", "只提取到2024-06-30"):
        assert word in section


def test_tables_of_unknown_freshness_are_named_on_the_first_page(text):
    assert "有 1 张表没有说明截止日期" in words(text).partition("按责任单位和条款")[0]


def test_data_and_rules_are_listed_with_counts_versions_and_parameters(text):
    assert "1,190" in words(text)
    assert "0123456789ab" in words(text)
    assert "grace = 3" in words(text)


def test_what_a_folder_says_of_itself_cannot_act_in_the_page(tmp_path):
    answers = [*ANSWERS, undecided("deposits", "150402", in_other_words("<script>alert(1)</script>"))]
    assert "<script>" not in made(tmp_path, answers=answers)


def test_a_run_that_found_nothing_makes_a_page(tmp_path):
    text = words(made(tmp_path, findings=[], answers=[AnswerRow("deceased-paid", "150423", "none", 0)]))
    assert "没有发现线索" in text
    assert "都作出了判断" in text


def test_the_page_speaks_english_where_asked(tmp_path):
    text = words(made(tmp_path, language="en"))
    assert "Report on findings" in text
    assert "Paid after death" in text
    assert "What could not be decided" in text


def test_a_bar_is_as_wide_as_its_share_and_parts_of_nothing_are_left_out():
    bar = charts.stacked_bar([charts.Part("strong", 1), charts.Part("lead", 0), charts.Part("weak", 3)], 8)
    assert re.findall(r'class="(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"', bar) == [
        ("strong", "0", "12.5"),
        ("weak", "12.5", "37.5"),
    ]
    assert "<rect" not in charts.stacked_bar([charts.Part("strong", 0)], 0)


def test_columns_are_as_high_as_their_share_and_labels_are_escaped():
    chart = charts.column_chart([charts.Column("2023", 50, "<b>"), charts.Column("2024", 100, "x")], "t")
    assert re.findall(r'class="column"[^>]*height="([\d.]+)"', chart) == ["60", "120"]
    assert "&lt;b&gt;" in chart


@pytest.mark.parametrize(
    ("amount", "zh"), [("9999.99", "9,999.99 元"), ("10000", "1.00 万元"), ("123456789", "12,345.68 万元")]
)
def test_large_sums_are_said_in_ten_thousands(amount, zh):
    assert money(Decimal(amount)) == zh


def test_parameters_are_shown_as_the_run_used_them():
    assert (
        parameters(RuleUsed("r", "v", {"grace": 3.0, "kinds": "car,truck"}, 0), None)
        == "grace = 3；kinds = car,truck"
    )
    assert parameters(RuleUsed("r", "v", None, 0), None) == ""


def test_a_parameter_has_its_title_and_its_unit_in_the_language_of_the_page():
    rule = load_rules()["payroll-recipient"]
    used = RuleUsed(rule.id, rule.version, {"months": 1.0}, 0)
    assert parameters(used, rule) == "财政供养的月数（months） = 1 个月"
    assert parameters(used, rule, "en") == "months of public pay (months) = 1 month"


def test_the_blind_spots_of_a_run_stand_in_its_page_and_name_the_table_that_hides_them(tmp_path):
    folder = make_run(tmp_path / "run")
    deaths = missing_table("deaths").text
    blind, nature = Text("没有检查的记录", "no inspection"), Text("收费不留数据", "a fee leaves no data")
    sights = [
        Sight(cite, "", "150423", Seen.DATA, ("deceased-paid",), ()) for cite in measures.circumstances()
    ]
    sights[0] = Sight("7(1)", "", "150423", Seen.NONE, (), (Reason("unwatched", "oversight", blind),))
    hidden = Reason("missing", "deaths", deaths)
    sights.append(Sight("8(5)", "8(5)/act", "150423", Seen.INSPECTION, (), (hidden,)))
    by_nature = Reason("by_nature", "", nature)
    sights.append(Sight("8(7)", "8(7)/act", "150423", Seen.INSPECTION, (), (by_nature,)))
    write_coverage(sights, folder)
    write_reports(folder)
    said = words((folder / "report.html").read_text(encoding="utf-8"))
    assert "盲区图" in said
    assert "死亡信息 缺少数据表“死亡信息”（deaths） 赤峰市公安局 8(5)/act 1" in said
    assert "收费不留数据：8(7)/act" in said
    assert (said.count("×"), said.count("●")) == (2, 28)
    write_reports(folder, Edition(language="en"))
    said = words((folder / "report.html").read_text(encoding="utf-8"))
    assert deaths.en in said
    assert "a fee leaves no data" in said
    assert deaths.zh not in said
