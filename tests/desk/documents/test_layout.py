"""The layout of GB/T 9704, read back from the .docx it makes."""

import io
import re
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.shared import Mm, Pt

from mingjian.desk.documents.layout import (
    CHARACTERS_OF_A_LINE,
    DRAWN_TOGETHER,
    LINE,
    LINES_OF_A_PAGE,
    broken,
    lay_out,
)
from mingjian.desk.documents.sheets import Level, Paragraph, Sheet, Table

DAY = date(2026, 3, 1)


def sheet(**changed):
    usual = {
        "organ": "兴安盟民政局",
        "number": "兴民督〔2026〕3号",
        "title": "关于限期整改有关问题的通知",
        "recipients": ["阿尔山市民政局"],
        "body": [
            Paragraph("经检查，发现下列问题："),
            Paragraph("一、存在的问题", Level.FIRST),
            Paragraph("（一）动态管理", Level.SECOND),
            Table(["序号", "问题"], [["1", "定期复核超期"]], [1, 4]),
        ],
        "signed_on": DAY,
        "copies": ["兴安盟行政公署"],
    }
    return Sheet(**(usual | changed))


def read(made):
    return Document(io.BytesIO(made))


def parts(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fonts_of(document):
    return {p.text: p.runs[0].font.name for p in document.paragraphs if p.text}


def test_page_and_margins_are_those_of_the_standard():
    section = read(lay_out(sheet())).sections[0]
    found = [round(length.mm) for length in (section.page_width, section.page_height)]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert found == [210, 297]
    assert [round(length.mm) for length in margins] == [37, 35, 28, 26]


def test_a_page_holds_22_lines_of_28_characters():
    height, width = Mm(225).pt, Mm(156).pt
    pitch = 16 + DRAWN_TOGETHER / 20
    assert height // LINE == LINES_OF_A_PAGE == 22
    assert width // pitch == CHARACTERS_OF_A_LINE == 28


def test_title_headings_and_body_have_their_fonts():
    fonts = fonts_of(read(lay_out(sheet())))
    assert fonts["兴安盟民政局"] in ("方正小标宋简体", "仿宋_GB2312")
    assert fonts["关于限期整改有关问题的通知"] == "方正小标宋简体"
    assert fonts["一、存在的问题"] == "黑体"
    assert fonts["（一）动态管理"] == "楷体_GB2312"
    assert fonts["经检查，发现下列问题："] == "仿宋_GB2312"


def test_the_body_stands_in_lines_of_28_points_and_two_characters_in():
    body = next(p for p in read(lay_out(sheet())).paragraphs if p.text.startswith("经检查"))
    assert body.paragraph_format.line_spacing == Pt(28)
    assert body.paragraph_format.first_line_indent.pt == pytest.approx(2 * 15.75, abs=0.1)
    assert body.runs[0].font.size == Pt(16)


def test_the_head_is_red_and_a_red_line_stands_under_the_number():
    document = read(lay_out(sheet()))
    head = next(p for p in document.paragraphs if p.text == "兴安盟民政局")
    number = next(p for p in document.paragraphs if p.text == "兴民督〔2026〕3号")
    assert str(head.runs[0].font.color.rgb) == "E60012"
    assert re.search(r'<w:bottom [^>]*w:color="E60012"', number._p.xml)


def test_page_numbers_stand_between_dashes_outside_on_odd_and_even_pages():
    document = read(lay_out(sheet()))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        assert "PAGE" in line._p.xml
        assert line.text.startswith("— ")
        assert line.text.endswith(" —")
        assert f'<w:jc w:val="{side}"/>' in line._p.xml


def test_the_imprint_names_copies_printer_and_day_at_the_foot():
    xml = parts(lay_out(sheet()))["word/document.xml"].decode()
    box = xml[xml.index("<wps:txbx>") : xml.index("</wps:txbx>")]
    assert "抄送：兴安盟行政公署。" in box
    assert "2026年3月1日印发" in box
    assert '<wp:positionV relativeFrom="margin"><wp:align>bottom' in re.sub(r">\s+<", "><", xml)


def test_the_same_sheet_gives_the_same_bytes():
    assert lay_out(sheet()) == lay_out(sheet())


def test_nothing_in_the_file_says_who_made_it_when_or_with_what():
    made = lay_out(sheet())
    everything = b"".join(parts(made).values())
    assert b"python-docx" not in everything
    assert b"rsid" not in everything.lower()
    assert not re.search(rb"<dc:creator>|<dcterms:|<cp:lastModifiedBy>|<Application>|<Template>", everything)
    assert set(parts(made)) & {"docProps/app.xml", "docProps/thumbnail.jpeg", "customXml/item1.xml"} == set()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_draft_has_no_number_and_no_day():
    text = "\n".join(p.text for p in read(lay_out(sheet(number="", signed_on=None, stage="拟稿"))).paragraphs)
    assert "〔2026〕" not in text
    assert "2026年3月1日" not in text
    assert text.startswith("拟稿")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("督办单（蓝色）", ["督办单（蓝色）"]),
        (
            "关于开展城乡居民最低生活保障资金专项检查的通知",
            ["关于开展城乡居民最低生活", "保障资金专项检查的通知"],
        ),
    ],
)
def test_a_long_title_is_broken_into_even_lines(title, lines):
    assert broken(title, 18) == lines


def test_a_number_in_a_title_is_not_torn():
    lines = broken("关于核查编号为HC-2026-0012的最低生活保障事项有关情况的通知", 18)
    assert any("HC-2026-0012" in line for line in lines)
    assert "".join(lines) == "关于核查编号为HC-2026-0012的最低生活保障事项有关情况的通知"
