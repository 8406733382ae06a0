"""The look of the ledger: every cell format by what the cell is."""

from enum import Enum
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format


class Style(Enum):
    """What a cell is."""

    TITLE = "title"
    HEAD = "head"
    TEXT = "text"
    SMALL = "small"
    CENTRE = "centre"
    COUNT = "count"
    MONEY = "money"
    HAND = "hand"
    NOTE = "note"
    LABEL = "label"
    LINK = "link"


FONT_POINTS = 10
# Office programs measure the width of columns in digits of this font: with the font of the cells, a column of width 30
# holds 15 Chinese characters, whatever font stands in for one that a machine lacks.
STANDARD_FONT = {"font_name": "宋体", "font_size": FONT_POINTS, "font_scheme": False}

_INK, _LINE, _SHADE, _PALE = "#1F2D33", "#C9D1D3", "#E4ECEC", "#FBFAF5"
_CELL = {
    "font_size": FONT_POINTS,
    "font_color": _INK,
    "border": 1,
    "border_color": _LINE,
    "valign": "top",
    "text_wrap": True,
}
# `quote_prefix` and the number format "@" keep a text a text, also after someone has edited the cell.
_TEXT = {"num_format": "@", "quote_prefix": True}

_LOOKS: dict[Style, dict[str, Any]] = {
    Style.TITLE: {"font_name": "黑体", "font_size": 15, "font_color": _INK, "valign": "vcenter"},
    Style.HEAD: _CELL
    | _TEXT
    | {"font_name": "黑体", "bg_color": _SHADE, "align": "center", "valign": "vcenter"},
    Style.TEXT: _CELL | _TEXT,
    Style.SMALL: _CELL | _TEXT | {"font_size": 8, "font_color": "#5A686D"},
    Style.CENTRE: _CELL | _TEXT | {"align": "center"},
    Style.COUNT: _CELL | {"num_format": "#,##0", "align": "center"},
    Style.MONEY: _CELL | {"num_format": "#,##0.00_ ", "text_wrap": False, "shrink": True},
    Style.HAND: _CELL | {"bg_color": _PALE},
    Style.NOTE: _TEXT | {"font_size": 10, "font_color": _INK, "valign": "top", "text_wrap": False},
    Style.LABEL: _CELL | _TEXT | {"bg_color": _SHADE, "valign": "vcenter"},
    Style.LINK: _CELL | {"font_color": "#1F5A6B", "underline": 1},
}


class Styles:
    """The formats of one workbook, made once."""

    def __init__(self, book: Workbook) -> None:
        self._formats = {
            style: book.add_format({"font_name": "宋体"} | look) for style, look in _LOOKS.items()
        }

    def __getitem__(self, style: Style) -> Format:
        return self._formats[style]
