"""`mingjian law`: provisions by day, limits, instruments, official texts and calendars on the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mingjian.cli import main
from mingjian.law.export import as_json
from mingjian.law.measures import cites
from mingjian.law.reference import document

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "law.md"


@pytest.fixture
def law(capsys):
    """Run `mingjian law …`; gives status, standard output and standard error."""

    def run(*words):
        status = main(["law", *words])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


@pytest.fixture
def law_json(law):
    def run(*words):
        status, out, _ = law(*words, "--json")
        assert status == 0
        return json.loads(out)

    return run


def test_a_provision_shows_wording_elements_limits_and_sanctions_of_the_day(law):
    status, out, _ = law("8(4)", "--on", "2019-05-01")
    assert status == 0
    for words in (
        "第八条第四项",
        "不是官方原文",
        "8(4)/damage",
        "6(2)/inspections",
        "A-04",
        "处分条例第20条",
        "〔记忆〕",
    ):
        assert words in out
    assert "B-04" not in out
    assert "政务处分法第39条" not in out
    assert "2012年程序" in out


def test_the_same_provision_shows_later_law_on_a_later_day(law):
    _, out, _ = law("8(4)", "--on", "2024-05-01")
    assert "政务处分法第39条" in out
    assert "B-04" in out
    assert "A-04" not in out


def test_an_act_before_the_measures_is_told_so(law):
    _, out, _ = law("9(3)", "--on", "2014-11-30")
    assert "2014-12-01施行" in out


def test_an_element_shows_alone(law):
    _, out, _ = law("8(4)/act")
    assert "8(4)/act" in out
    assert "8(4)/who" not in out


@pytest.mark.parametrize("cite", cites())
def test_every_provision_has_a_page_in_both_languages(cite, law, monkeypatch):
    for language in ("zh", "en"):
        monkeypatch.setenv("MINGJIAN_LANG", language)
        status, out, err = law(cite, "--on", "2022-11-01")
        assert (status, err) == (0, "")
        assert ("our own short wording" in out) == (language == "en")
        assert "：" not in out or language == "zh"


def test_the_whole_answer_is_one_json_document(law_json):
    answer = law_json("第八条第四项", "--on", "2019-05-01")
    assert answer["provision"]["cite"] == "8(4)"
    assert [e["id"] for e in answer["elements"]] == ["8(4)/who", "8(4)/duty", "8(4)/act", "8(4)/damage"]
    assert {limit["id"] for limit in answer["limits"]} >= {"A-04", "A-13"}
    assert answer["procedure"] == "A"
    assert answer["sanctions"][0]["provisions"][0]["basis"]["instrument"] == "assistance-2014"


def test_without_a_cite_the_articles_are_listed(law, law_json):
    _, out, _ = law()
    assert "（8项）" in out
    assert [entry["cite"] for entry in law_json()] == list(cites())


@pytest.mark.parametrize("name", ["P-04", "p4", "P04"])
def test_a_limit_shows_all_its_periods_or_that_of_a_day(name, law):
    _, out, _ = law(name)
    assert "信访条例第33条" in out
    assert "信访工作条例第34条" in out
    _, out, _ = law(name, "--on", "2019-05-01")
    assert "信访工作条例" not in out


def test_limits_and_instruments_are_listed_by_day(law, law_json):
    _, out, _ = law("limits", "--on", "2019-05-01")
    assert "A-03" in out
    assert "B-03" not in out
    assert len(law_json("limits")) > len(law_json("limits", "--on", "2019-05-01"))
    _, out, _ = law("instruments", "--on", "2019-05-01")
    assert "allowance-procedure-2012" in out
    assert "allowance-procedure-2021  " not in out
    assert law_json("instruments")[0]["until_on"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["8(99)"], "8(1) 至 8(8)"),
        (["Z-1"], "mingjian law limits"),
        (["8(4)", "--on", "2019-13-01"], "2019-05-01"),
        (["8", "4"], "引号"),
        (["8", "--beside"], "--beside"),
        (["read"], "mingjian law read"),
        (["read", "没有这个文件.txt"], "读不到"),
        (["calendar", "没有这个文件.toml"], "读不到"),
        (["limits", "x"], "多出了"),
        (["A-03", "--on", "2024-01-01"], "2021-06-30"),
    ],
)
def test_a_wrong_line_is_refused_with_what_to_write(words, says, law):
    status, out, err = law(*words)
    assert status == 2
    assert says in err
    assert out == ""


def test_an_official_text_is_shown_in_parts(law, law_json, tmp_path):
    path = tmp_path / "办法.txt"
    path.write_bytes("某办法\n第一章 总则\n第一条 甲：\n（一）子：\n1. 丑。\n第三条 乙。".encode("gb18030"))
    status, out, err = law("read", str(path))
    assert status == 0
    assert "1(1)" in out
    assert "第一章 总则" in out
    assert "第1条之后是第3条" in err
    answer = law_json("read", str(path))
    assert answer["encoding"] == "gb18030"
    assert answer["articles"][0]["paragraphs"][0]["items"][0]["subitems"] == [
        {"number": 1, "text": "丑。", "subitems": []}
    ]


def test_the_measures_are_shown_beside_our_wording(law, law_json, tmp_path):
    path = tmp_path / "办法.txt"
    counts = {4: 5, 6: 6, 7: 4, 8: 8, 9: 7, 10: 5, 11: 4, 12: 4}
    lines = []
    for number in range(1, 16):
        lines.append(f"第{number}条 原文{number}{'：' if number in counts else '。'}")
        lines += [f"（{'一二三四五六七八'[n]}）原文{number}之{n + 1}。" for n in range(counts.get(number, 0))]
    path.write_text("\n".join(lines), encoding="utf-8")
    status, out, _ = law("read", str(path), "--beside")
    assert status == 0
    assert "原文8之4" in out
    pairs = {pair["ours"]["cite"]: pair["official"] for pair in law_json("read", str(path), "--beside")}
    assert pairs["8(4)"] == "原文8之4。"


def test_a_calendar_file_is_checked_and_its_changes_shown(law, law_json, tmp_path):
    path = tmp_path / "2026.toml"
    path.write_text(
        '[[years]]\nyear = 2026\nsource = "更正"\nwork = [2026-01-04]\n'
        'rest = [{ name = "元旦", from = 2026-01-01, to = 2026-01-02 }]\n'
        '[[extra]]\nname = "那达慕"\nfrom = 2026-08-03\nto = 2026-08-03\n',
        encoding="utf-8",
    )
    status, out, _ = law("calendar", str(path))
    assert status == 0
    assert "2026-02-16 星期一  上班" in out
    assert "2026-08-03 星期一  休息" in out
    assert "请对照放假通知" in out
    answer = law_json("calendar", str(path))
    assert {"day": "2026-08-03", "works": False} in answer["changes"]


def test_the_calendar_of_the_program_is_listed_by_year(law, law_json):
    _, out, _ = law("calendar")
    assert "2024年：放假" in out
    assert next(iter(law_json("calendar")["years"])) == "2012"


def test_the_reference_page_is_fresh():
    assert REFERENCE.read_text(encoding="utf-8") == document(), (
        "docs/reference/law.md is stale: run `python -m mingjian.law.reference > docs/reference/law.md`"
    )


def test_the_reference_page_is_written_to_standard_output():
    made = subprocess.run([sys.executable, "-m", "mingjian.law.reference"], capture_output=True, check=True)
    assert made.stdout.decode("utf-8") == document()


def test_what_has_no_json_form_is_an_error_of_the_program():
    with pytest.raises(TypeError):
        as_json(object())
