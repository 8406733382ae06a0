"""The last screen says what was found, what could not be decided, and what to open."""

import io

import pytest
from rich.console import Console

from mingjian.privacy.scanning import find_numbers
from mingjian.screening.reports import terminal
from mingjian.screening.reports.words import counted
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


def shown(folder, language="zh", width=110, **what):
    make_run(folder, **what)
    info, totals = write_reports(folder)
    screen = io.StringIO()
    terminal.show(info, totals, RULES, folder, Console(file=screen, width=width), language)
    return screen.getvalue()


def test_the_screen_says_what_was_found_by_clause_and_county(tmp_path):
    text = shown(tmp_path, width=200)
    assert f"发现 {len(plausible())} 条线索" in text
    for word in ("第八条第五项", "巴林右旗", "120,000.00", "4 项不能判断"):
        assert word in text


def test_the_screen_does_not_add_a_gap_in_a_budget_to_the_allowance(tmp_path):
    text = shown(
        tmp_path, width=200, findings=[a_finding(2, months={"2024-05": "100.00"}), a_gap(2023, "5000000.00")]
    )
    assert "低保金 100.00 元，另有单位资金 500.00 万元" in text
    assert "单位资金（元）" in text
    assert "单位资金" not in shown(tmp_path / "without", findings=[a_finding(2)])
    assert "至少" not in shown(tmp_path / "alone", findings=[a_gap(2023, "5000000.00")])


def test_the_screen_says_who_owes_what_and_what_to_open(tmp_path):
    text = shown(tmp_path)
    assert "赤峰市公安局" in text
    assert f"{tmp_path / 'report.html'}\n" in text
    assert f"{tmp_path / 'findings.xlsx'}\n" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_number_of_a_person_stands_on_a_screen_of_any_width(tmp_path, width):
    text = shown(tmp_path, width=width).replace(str(tmp_path), "")
    assert list(find_numbers(text.splitlines())) == []


def test_words_of_the_data_are_not_taken_for_marks_of_the_screen(tmp_path):
    text = shown(
        tmp_path, answers=[*ANSWERS, undecided("deposits", "150402", in_other_words("[/bold] 没有日历"))]
    )
    assert "[/bold] 没有日历" in text


def test_a_screen_without_findings_says_so(tmp_path):
    text = shown(tmp_path, findings=[])
    assert "发现 0 条线索" in text
    assert "什么也没有筛查" not in text


def test_without_a_county_to_answer_for_no_findings_are_no_good_news(tmp_path):
    assert "什么也没有筛查" in shown(tmp_path, findings=[], answers=[], width=200)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "什么也没有筛查" in page
    assert "没有发现线索" not in page
    assert "都作出了判断" not in page
    assert "nothing was screened" in shown(tmp_path / "en", "en", findings=[], answers=[], width=300)


def test_the_screen_speaks_english_where_asked(tmp_path):
    assert "undecided" in shown(tmp_path, "en")


def test_one_thing_is_counted_in_the_singular():
    assert [counted(number, "rule") for number in (0, 1, 2, 1200)] == [
        "0 rules",
        "1 rule",
        "2 rules",
        "1,200 rules",
    ]
