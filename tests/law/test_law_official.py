"""Official texts in parts: an invented regulation in many shapes, and the Measures where their text is at hand."""

import contextlib
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.law.beside import beside
from mingjian.law.measures import cites, provision
from mingjian.law.official import parse_official, read_official
from mingjian.wording import Refusal

INVENTED = """
　　海棠旗牧场饮水点管理办法（试行）

　　目　录
　　第一章　总　则
　　第二章　使 用

　　第一章　总　　则
　　第一条　为了让牲畜喝上干净水，制定本办法。
　　第 二 条  本办法适用于全旗饮水点。
　　冬季停用的饮水点另行规定。

　　第二章  使  用
　　第三条　使用人应当做到下列事项：
　　（一）排队取水；
　　（ 二 ）不得有下列行为：
　　1．洗涤衣物；
　　2. 倾倒废物。
　　（三）爱护设施。
　　违反第三条第一项的，按照
第五条规定处理。
　　第四条：水质每月检验1.5次以上的，不再抽检；其余包括：（一）水温；（二）水位。
　　第五条
　　责令改正。
　　第五条之一　拒不改正的，停止使用。
　　第六条　本办法自明年起施行。
"""


def official_text():
    """Where the official text of the Measures may lie; it is not part of this project."""
    named = os.environ.get("MINGJIAN_OFFICIAL_TEXT")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "regulation.txt"


needs_the_official_text = pytest.mark.skipif(
    not official_text().exists(), reason="the official text is not at hand"
)


@pytest.fixture
def invented():
    return parse_official(INVENTED)


def test_title_chapters_and_articles_are_found_and_the_table_of_contents_is_left_out(invented):
    assert invented.title == "海棠旗牧场饮水点管理办法（试行）"
    assert [(c.number, c.title) for c in invented.chapters] == [(1, "总则"), (2, "使用")]
    assert [a.label for a in invented.articles] == ["1", "2", "3", "4", "5", "5-1", "6"]
    assert [a.chapter for a in invented.articles] == [1, 1, 2, 2, 2, 2, 2]
    assert invented.notes == []


def test_an_article_may_have_several_paragraphs(invented):
    second = invented.articles[1]
    assert [p.text for p in second.paragraphs] == ["本办法适用于全旗饮水点。", "冬季停用的饮水点另行规定。"]


def test_items_hold_their_sub_items(invented):
    first, second = invented.articles[2].paragraphs
    assert [(i.number, i.text) for i in first.items] == [
        (1, "排队取水；"),
        (2, "不得有下列行为："),
        (3, "爱护设施。"),
    ]
    assert [(s.number, s.text) for s in first.items[1].subitems] == [(1, "洗涤衣物；"), (2, "倾倒废物。")]
    assert second.text == "违反第三条第一项的，按照第五条规定处理。"


def test_a_reference_at_the_start_of_a_broken_line_is_no_article(invented):
    assert invented.articles[4].paragraphs[0].text == "责令改正。"


def test_items_within_a_line_are_items_and_decimals_are_not(invented):
    (paragraph,) = invented.articles[3].paragraphs
    assert paragraph.text == "水质每月检验1.5次以上的，不再抽检；其余包括："
    assert [i.text for i in paragraph.items] == ["水温；", "水位。"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_does_not_change_the_parts(tmp_path, encoding, invented):
    path = tmp_path / "办法.txt"
    path.write_bytes(INVENTED.replace("\n", "\r\n").encode(encoding))
    read = read_official(path)
    assert read.articles == invented.articles
    assert read.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("　", ""),
        lambda text: text.replace("　", " \t\u00a0"),
        lambda text: text.replace("（", "(").replace("）", ")"),
        lambda text: text.replace("第三条", "第3条").replace("第四条", "第４条"),
        lambda text: text.replace("\n", "\u200b\n\n"),
    ],
    ids=["no spaces", "odd spaces", "narrow brackets", "figures", "invisible characters"],
)
def test_spacing_brackets_and_figures_do_not_change_the_parts(change, invented):
    def shape(text):
        return [(a.label, len(a.paragraphs), [len(i.subitems) for i in a.items]) for a in text.articles]

    assert shape(parse_official(change(INVENTED))) == shape(invented)


def test_gaps_in_the_numbering_are_told():
    text = parse_official("第一条　甲：\n（一）子。\n（三）丑。\n第四条　乙。\n")
    assert [a.label for a in text.articles] == ["1", "4"]
    assert ["1, 3" in text.notes[0].zh, "第4条" in text.notes[1].zh] == [True, True]


def test_circled_numbers_are_sub_items():
    text = parse_official("第一条 甲：\n（一）子：\n①寅。\n②卯。\n")
    assert [(s.number, s.text) for s in text.articles[0].items[0].subitems] == [(1, "寅。"), (2, "卯。")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "第一条"),
        ("这是一封信，没有条文。".encode(), "第一条"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "UTF-8"),
        ("第一条 甲。".encode("utf-16"), "GB18030"),
        (b"x" * 2_000_001, "2 MB"),
    ],
)
def test_what_is_no_official_text_is_refused(tmp_path, content, says):
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        read_official(path)
    assert says in refused.value.text.zh


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refusal, match="读不到"):
        read_official(tmp_path / "none.txt")


def test_another_regulation_is_not_set_beside_the_measures(invented):
    with pytest.raises(Refusal, match="办法的全文"):
        beside(invented)


def measures_shaped(**changed):
    """A text with the articles and item counts of the Measures, in words of no meaning."""
    lines = []
    for cite in cites():
        if "(" not in cite:
            count = changed.get(f"article_{cite}", len(provision(cite).items))
            lines.append(f"第{cite}条　某事：" if count else f"第{cite}条　某事。")
            lines += [f"（{'一二三四五六七八九'[n]}）第{n + 1}事。" for n in range(count)]
    return parse_official("\n".join(lines))


def test_a_text_shaped_like_the_measures_is_paired_item_by_item():
    pairs = {pair.ours.cite: pair.official for pair in beside(measures_shaped())}
    assert list(pairs) == list(cites())
    assert (pairs["8"], pairs["8(4)"]) == ("某事：", "第4事。")


@pytest.mark.parametrize("changed", [{"article_8": 7}, {"article_13": 1}])
def test_a_text_with_other_item_counts_is_not_paired(changed):
    with pytest.raises(Refusal):
        beside(measures_shaped(**changed))


@needs_the_official_text
def test_the_official_text_of_the_measures_has_the_articles_and_items_we_hold():
    text = read_official(official_text())
    assert [a.label for a in text.articles] == [str(n) for n in range(1, 16)]
    assert [len(a.items) for a in text.articles[6:11]] == [4, 8, 7, 5, 4]
    assert len(text.chapters) == 5
    assert all(len(a.paragraphs) == 1 for a in text.articles)
    assert text.notes == []
    assert len(beside(text)) == len(cites())


@needs_the_official_text
def test_our_wording_repeats_no_sentence_of_the_official_text():
    official = re.sub(r"\s", "", read_official(official_text()).__repr__())
    names = re.compile(r"[^《》]{0,30}〔\d{4}〕\d+号|事业单位工作人员处分暂行规定|行政机关公务员处分条例")
    for cite in cites():
        for words in (provision(cite).wording.zh, *(e.phrase.zh for e in provision(cite).elements)):
            own = names.sub("", words)
            longest = 14
            for start in range(len(own) - longest + 1):
                assert own[start : start + longest] not in official, (cite, own[start : start + longest])


@given(st.text("第一二三条章（）()、.1①规定的。；：\n　 甲", max_size=200))
def test_any_text_is_read_without_an_error(content):
    text = parse_official(content)
    assert all(article.number >= 0 for article in text.articles)


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(content)
    with contextlib.suppress(Refusal):
        read_official(path)
