"""The Measures as data: articles, items, elements, and how they are cited."""

import pytest

from mingjian.law import measures
from mingjian.law.cites import chinese_number, parse_cite, read_number
from mingjian.law.texts import load
from mingjian.wording import Refusal

NEED_A_CONSEQUENCE = [
    "7(1)",
    "7(2)",
    "7(3)",
    "8(4)",
    "8(5)",
    "8(8)",
    "9(1)",
    "9(6)",
    "10(1)",
    "10(2)",
    "10(3)",
    "10(5)",
]


def test_the_measures_have_fifteen_articles_with_their_items():
    counts = {c: len(measures.provision(c).items) for c in measures.cites() if "(" not in c}
    assert list(counts) == [str(n) for n in range(1, 16)]
    assert {c: n for c, n in counts.items() if n} == {
        "4": 5, "6": 6, "7": 4, "8": 8, "9": 7, "10": 5, "11": 4, "12": 4,
    }  # fmt: skip


def test_there_are_twenty_eight_circumstances_each_with_who_duty_and_act():
    found = measures.circumstances()
    assert len(found) == 28
    for cite in found:
        kinds = [element.kind for element in measures.elements(cite)]
        assert kinds[:3] == ["who", "duty", "act"], cite


def test_thirteen_circumstances_need_a_consequence_and_false_data_must_affect_the_comparison():
    needing = [c for c in measures.circumstances() if any(e.kind == "damage" for e in measures.elements(c))]
    assert needing == [*NEED_A_CONSEQUENCE, "11(2)"]
    assert [e.id for e in measures.elements("11(3)")] == [
        "11(3)/who",
        "11(3)/duty",
        "11(3)/act",
        "11(3)/threshold",
    ]


def test_only_circumstances_are_cut_into_elements():
    assert all(not measures.elements(c) for c in measures.cites() if c not in measures.circumstances())


def texts(value):
    """Every { zh, en } below a value of a data file."""
    entries = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    here = [value] if isinstance(value, dict) and set(value) == {"zh", "en"} else []
    return here + [text for entry in entries for text in texts(entry)]


@pytest.mark.parametrize(
    "name", ["measures", "instruments", "limits", "sanctions", "duties", "procedures", "calendar"]
)
def test_every_text_stands_in_both_languages(name):
    found = texts(load(f"{name}.toml"))
    assert found
    for text in found:
        assert text["zh"].strip(), text
        assert text["en"].strip(), text


@pytest.mark.parametrize(
    "written",
    [
        "8(4)",
        "８（４）",
        " 8 ( 4 ) ",
        "第八条第四项",
        "第八条第（四）项",
        "第八条（四）",
        "第8条第4项",
        "第八条第一款第四项",
        "八条四项",
    ],
)
def test_a_provision_is_found_however_it_is_cited(written):
    found = measures.provision(written)
    assert (found.cite, found.spoken) == ("8(4)", "第八条第四项")


def test_an_element_is_cited_behind_its_provision():
    (element,) = measures.elements("8(4)/act")
    assert (element.id, element.kind) == ("8(4)/act", "act")
    assert measures.provision("8(4)/act").cite == "8(4)"
    assert measures.elements("第八条第四项/act") == (element,)


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("16", "1 至 15"),
        ("0", "1 至 15"),
        ("8(9)", "8(1) 至 8(8)"),
        ("第十五条第一项", "请写 15"),
        ("8(1)/damage", "who、duty、act"),
        ("6(1)/act", "没有要素"),
        ("第八条第二款", "8(4)"),
        ("", "8(4)"),
        ("八", "8(4)"),
        ("8(4", "8(4)"),
        ("9" * 5000, "8(4)"),
    ],
)
def test_a_wrong_cite_is_answered_with_what_to_write(wrong, remedy):
    with pytest.raises(Refusal) as refused:
        measures.elements(wrong)
    assert remedy in refused.value.text.zh


def test_numbers_of_law_texts_are_read_and_written():
    for number in range(1, 100):
        assert read_number(chinese_number(number)) == number
    assert [read_number(n) for n in ("一百二十", "一百零二", "二千三百", "〇", "12")] == [
        120,
        102,
        2300,
        0,
        12,
    ]
    assert str(parse_cite("第十二条第三项")) == "12(3)"


def test_the_words_of_favour_cases_are_marked_as_working_meanings():
    terms = [pattern.term.zh for pattern in measures.patterns()]
    assert terms[:7] == ["人情保", "关系保", "合户保", "拆户保", "轮流保", "搭车保", "漏保"]
