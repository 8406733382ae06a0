"""Keeps a cell of a spreadsheet or CSV file from acting as a formula."""

import re

# What office programs take for the beginning of a formula, also after blanks, quotes and invisible characters.
_SKIPPED = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2060\u3000\ufeff'’‘\"“”"
_ACTS = rf"(?:'*[\t\r\n\x00]|[{_SKIPPED}]*[=+\-@＝＋－＠])"
_NUMBER = r"[+\-]?[0-9]+(?:\.[0-9]+)?"


def could_act(text: str) -> bool:
    """Whether an office program might run the text as a formula; a plain signed number is only a number."""
    return bool(re.match(_ACTS, text)) and not re.fullmatch(_NUMBER, text)


def harmless_cell(text: str) -> str:
    """The text as a CSV cell that cannot act as a formula: an apostrophe goes before what could.

    `cell_as_given` takes it away again, so that a file sent back says what it said before. In a workbook the
    text stays as it is: there it is written as a string, in a cell marked as text.
    """
    return "'" + text if could_act(text) else text


def cell_as_given(text: str) -> str:
    """The text that `harmless_cell` made harmless."""
    return text[1:] if text.startswith("'") and could_act(text[1:]) else text


def harmless_cell_sql(text: str) -> str:
    """`harmless_cell` as a DuckDB expression over a text expression."""
    acts, number = _sql_pattern(f"^{_ACTS}"), _sql_pattern(f"^{_NUMBER}$")
    condition = f"regexp_matches({text}, {acts}) AND NOT regexp_matches({text}, {number})"
    return f"CASE WHEN {condition} THEN '''' || {text} ELSE {text} END"


def _sql_pattern(pattern: str) -> str:
    # RE2 writes a code point as \x{...}.
    return "'" + re.sub(r"\\u([0-9a-f]{4})", r"\\x{\1}", pattern).replace("'", "''") + "'"
