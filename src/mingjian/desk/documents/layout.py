"""The layout of GB/T 9704-2012 as a .docx: page, red head, title, body, signature, imprint, page numbers.

Sizes of the standard: 二号 22 pt, 三号 16 pt, 四号 14 pt. The text block is 156 mm × 225 mm and holds 22 lines of 28
characters: lines of 28 pt, and characters drawn together by a quarter of a point.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run

from mingjian.desk.documents.floating import floating_box
from mingjian.desk.documents.packing import packed
from mingjian.desk.documents.sheets import Level, Paragraph, Sheet, Table, written_day

FANGSONG, KAITI, HEITI = "仿宋_GB2312", "楷体_GB2312", "黑体"
TITLE_SONG, SONG = "方正小标宋简体", "宋体"
SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0
LINE = 28.0
LINES_OF_A_PAGE, CHARACTERS_OF_A_LINE = 22, 28
BLOCK_WIDTH = 156  # mm
RED = RGBColor(0xE6, 0x00, 0x12)
# A quarter of a point less per character, in twentieths: 28 × 15.75 pt are 441 pt, and the block has 442.
DRAWN_TOGETHER = -5
LEVEL_FONTS = {Level.BODY: FANGSONG, Level.FIRST: HEITI, Level.SECOND: KAITI}
USED_STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "No List"}
LARGEST_HEAD, SMALLEST_HEAD = 44.0, 22.0
HEAD_BELOW_TOP = 35  # mm from the top of the text block to the upper edge of the head


@dataclass(frozen=True)
class Style:
    """How a paragraph looks. Indents are counted in characters of its size."""

    font: str = FANGSONG
    size: float = SIZE_3
    line: float = LINE
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
    first: float = 0
    left: float = 0
    right: float = 0
    red: bool = False
    keep: bool = False


BODY = Style(align=WD_ALIGN_PARAGRAPH.JUSTIFY, first=2)
CENTRED = Style(align=WD_ALIGN_PARAGRAPH.CENTER)
SMALL = Style(size=SIZE_4, line=22)
CELL = Style(size=12, line=18)
SHORT_CELL = 8  # characters that still look well in the middle of a column
THICK, THIN = 0.35, 0.25  # mm
NOT_FIRST = "）》〉」』】〕，。、；：！？”’的"
IMPRINT = Style(size=SIZE_4, line=24, first=1)


def lay_out(sheet: Sheet) -> bytes:
    """The document as the bytes of a .docx: the same bytes for the same sheet, with blank metadata."""
    document = Document()
    _prepare(document)
    _page_numbers(document)
    _head(document, sheet)
    for block in sheet.body:
        if isinstance(block, Paragraph):
            style = replace(BODY, font=LEVEL_FONTS[block.level], keep=block.level is not Level.BODY)
            _write(document, block.text, style)
        else:
            _table(document, block)
    _foot(document, sheet)
    return packed(document)


def _prepare(document: DocxDocument) -> None:
    """Page, margins, the grid of lines, and one style that every paragraph starts from."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(22)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    # Lines are exact; a grid would stretch the lines of tables and of the imprint to its own pitch.
    _child(section._sectPr, "w:docGrid", linePitch=str(int(LINE * 20)))
    document.settings.odd_and_even_pages_header_footer = True
    normal = document.styles["Normal"]
    normal.font.size = Pt(SIZE_3)
    looks = normal.element.get_or_add_rPr()
    _fonts(looks, FANGSONG)
    _child(looks, "w:lang", val="en-US", eastAsia="zh-CN")
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.widow_control = False
    document.element.body.remove_all("w:p")
    _keep_used_styles(document)


def _keep_used_styles(document: DocxDocument) -> None:
    """Of the many styles of the empty document only those that are used stay: the file is a quarter of the size."""
    styles = document.styles.element
    styles.remove_all("w:latentStyles")
    for style in list(styles.style_lst):
        if style.name_val not in USED_STYLES:
            styles.remove(style)


def _head(document: DocxDocument, sheet: Sheet) -> None:
    """The red head with its line, the title two lines below, and whom the document is for."""
    gap = Mm(HEAD_BELOW_TOP).pt
    if sheet.stage:
        _write(document, sheet.stage, Style(font=HEITI))
        gap -= LINE
    _write(document, "", Style(line=gap))
    size = _head_size(sheet.organ)
    _write(document, sheet.organ, Style(TITLE_SONG, size, size * 1.3, WD_ALIGN_PARAGRAPH.CENTER, red=True))
    _empty(document, 2)
    number = _write(document, sheet.number, CENTRED)
    _borders(number, {"bottom": 0.7}, space_mm=4, colour=str(RED))
    _empty(document, 2)
    title = Style(TITLE_SONG, SIZE_2, 34, WD_ALIGN_PARAGRAPH.CENTER, keep=True)
    for line in broken(sheet.title, 18):
        _write(document, line, title)
    _empty(document, 1)
    if sheet.recipients:
        _write(document, "，".join(sheet.recipients) + "：", Style())


def _foot(document: DocxDocument, sheet: Sheet) -> None:
    """Attachments, signature and day, a note, and the imprint at the foot of the last page."""
    if sheet.attachments:
        _empty(document, 1)
        for place, name in enumerate(sheet.attachments, start=1):
            mark = f"{place}." if len(sheet.attachments) > 1 else ""
            lead = "附件：" if place == 1 else "　　　"
            _write(document, f"{lead}{mark}{name}", Style(left=2, keep=True))
    day = written_day(sheet.signed_on) if sheet.signed_on else "　　年　　月　　日"
    _empty(document, 2)
    right_of_organ, right_of_day = _places_of_signature(sheet.organ, day)
    _write(document, sheet.organ, Style(align=WD_ALIGN_PARAGRAPH.RIGHT, right=right_of_organ, keep=True))
    # What floats belongs to the paragraph behind it, which has to be the last one of the document.
    signed = Style(align=WD_ALIGN_PARAGRAPH.RIGHT, right=right_of_day, keep=bool(sheet.note))
    if sheet.note:
        _write(document, day, signed)
    _imprint(document, sheet, day)
    if sheet.note:
        _write(document, f"（{sheet.note}）", Style(first=2))
    else:
        _write(document, day, signed)


def _places_of_signature(organ: str, day: str) -> tuple[float, float]:
    """How many characters organ and day stand from the right: the day four, the organ centred over it.

    A name so long that it would come within two characters of the edge moves the day to the left instead.
    """
    right_of_organ = 4 + (_width(day) - _width(organ)) / 2
    return max(2.0, right_of_organ), 4 + max(0.0, 2 - right_of_organ)


def _imprint(document: DocxDocument, sheet: Sheet, day: str) -> None:
    """版记: copies, and who printed it when, between thick lines at the foot of the text block of the last page."""
    lines = ["抄送：" + "，".join(sheet.copies) + "。"] if sheet.copies else []
    lines.append(f"{sheet.printed_by or sheet.organ}\t{day}印发")
    per_line = Mm(BLOCK_WIDTH).pt / SIZE_4 - 2
    rows = sum(math.ceil(_width(text) / per_line) for text in lines)
    anchor, box = floating_box(width=Mm(BLOCK_WIDTH), height=Pt(rows * IMPRINT.line + 12))
    for number, text in enumerate(lines):
        line = DocxParagraph(_child(box, "w:p"), document._body)
        _dress(line, text, IMPRINT)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(BLOCK_WIDTH) - Pt(SIZE_4), WD_TAB_ALIGNMENT.RIGHT)
        sides = {"top": THICK if number == 0 else THIN}
        if number == len(lines) - 1:
            sides["bottom"] = THICK
        _borders(line, sides, space_mm=1)
    _write(document, "", Style(line=1))._p.append(anchor)


def _table(document: DocxDocument, table: Table) -> None:
    """A table of the body: thin lines, heads that repeat on every page, rows that are not torn."""
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    grid.style = document.styles["Table Grid"]
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    parts = sum(table.widths)
    for column, width in zip(grid.columns, table.widths, strict=True):
        column.width = Mm(BLOCK_WIDTH * width / parts)
    for number, texts in enumerate((table.heads, *table.rows)):
        row = grid.rows[number]
        marks = row._tr.get_or_add_trPr()
        _child(marks, "w:cantSplit")
        if number == 0:
            _child(marks, "w:tblHeader")
        for column, (cell, text, width) in enumerate(zip(row.cells, texts, table.widths, strict=True)):
            cell.width = Mm(BLOCK_WIDTH * width / parts)
            is_middle = number == 0 or _is_narrow(table, column)
            _cell(cell, text, HEITI if number == 0 else FANGSONG, is_middle=is_middle)


def _is_narrow(table: Table, column: int) -> bool:
    """Whether all that stands in a column is short: then all of it stands in the middle."""
    return all(_width(row[column]) <= SHORT_CELL for row in table.rows)


def _cell(cell: _Cell, text: str, font: str, *, is_middle: bool) -> None:
    align = WD_ALIGN_PARAGRAPH.CENTER if is_middle else WD_ALIGN_PARAGRAPH.LEFT
    _dress(cell.paragraphs[0], text, Style(font, CELL.size, CELL.line, align))


def _page_numbers(document: DocxDocument) -> None:
    """— 1 — in 四号宋体, one character from the outer edge: right on odd pages, left on even ones."""
    section = document.sections[0]
    outer = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, align in outer:
        footer.is_linked_to_previous = False
        style = Style(SONG, SIZE_4, 20, align, left=1, right=1)
        line = footer.paragraphs[0]
        line.style = document.styles["Normal"]
        _dress(line, "— ", style)
        run = _run(line, "", style)
        for part, content in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
            _field_part(run, part, content)
        _run(line, " —", style)


def _field_part(run: Run, part: str, content: str) -> None:
    if part == "text":
        _child(run._r, "w:t").text = content
    elif part:
        _child(run._r, "w:fldChar", fldCharType=part)
    else:
        _child(run._r, "w:instrText").text = content


def _write(document: DocxDocument, text: str, style: Style) -> DocxParagraph:
    return _dress(document.add_paragraph(), text, style)


def _empty(document: DocxDocument, lines: int) -> None:
    for _ in range(lines):
        _write(document, "", Style(keep=True))


def _dress(paragraph: DocxParagraph, text: str, style: Style) -> DocxParagraph:
    """Put text and looks on a paragraph."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.line)
    form.alignment = style.align
    form.keep_with_next = style.keep or None
    for space in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # No gap between figures and characters: 2026年.
        mark = OxmlElement(space)
        mark.set(qn("w:val"), "0")
        paragraph._p.get_or_add_pPr().insert_element_before(mark, "w:spacing", "w:ind", "w:jc", "w:rPr")
    pitch = style.size + DRAWN_TOGETHER / 20
    for name, characters in (
        ("first_line_indent", style.first),
        ("left_indent", style.left),
        ("right_indent", style.right),
    ):
        if characters:
            setattr(form, name, Pt(characters * pitch))
    _run(paragraph, text, style)
    return paragraph


def _run(paragraph: DocxParagraph, text: str, style: Style) -> Run:
    run = paragraph.add_run(text)
    run.font.size = Pt(style.size)
    if style.red:
        run.font.color.rgb = RED
    properties = run._r.get_or_add_rPr()
    _fonts(properties, style.font)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(DRAWN_TOGETHER))
    properties.insert_element_before(spacing, "w:sz", "w:szCs")
    return run


def _fonts(properties: object, font: str) -> None:
    fonts = properties.get_or_add_rFonts()  # type: ignore[attr-defined]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def _borders(
    paragraph: DocxParagraph, sides: Mapping[str, float], *, space_mm: float, colour: str = "000000"
) -> None:
    """Lines at sides of a paragraph, by their widths in mm."""
    borders = OxmlElement("w:pBdr")
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    space = str(round(Mm(space_mm).pt))
    for side, width in sides.items():
        eighths = str(round(Mm(width).pt * 8))
        _child(borders, f"w:{side}", val="single", sz=eighths, space=space, color=colour)


def _child(parent: BaseOxmlElement, tag: str, **attributes: str) -> Any:  # noqa: ANN401  any kind of element
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _head_size(organ: str) -> float:
    """The largest size in which the name of the organ stands on one line with a little room at its sides."""
    return max(SMALLEST_HEAD, min(LARGEST_HEAD, float(Mm(BLOCK_WIDTH - 10).pt) / max(1.0, _width(organ))))


def _width(text: str) -> float:
    """The width of a text in Chinese characters; Latin letters and figures take half of one."""
    return sum(0.5 if ord(character) < 0x2000 else 1 for character in text)


def broken(text: str, longest: int) -> Sequence[str]:
    """A title on as many lines as it needs, of about the same width; a number or a Latin word is not torn."""
    count = math.ceil(_width(text) / longest)
    goal = _width(text) / max(count, 1)
    lines = [""]
    for word in re.findall(r"[!-~]+|.", text):
        is_full = _width(lines[-1]) + _width(word) > math.ceil(goal)
        if lines[-1] and is_full and word not in NOT_FIRST:
            lines.append("")
        lines[-1] += word
    return lines
