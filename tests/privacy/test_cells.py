"""No cell of an export acts as a formula, and what was made harmless reads back as it was."""

import csv
import io

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjian.privacy.cells import cell_as_given, could_act, harmless_cell, harmless_cell_sql

ATTACKS = [
    "=1+1", "+1+1", "-1+cmd|'/c calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1+1", "＋1", "－1", "＠A1",
    "  =1", "'\r", "''\t", "\u3000=1", "\ufeff=1", "'=1", '"=1', "\u200b=HYPERLINK(\"http://x\")", "=cmd|'/C calc'!A0",
    "=IMPORTXML(\"x\")",
]  # fmt: skip
HARMLESS = ["-12.50", "+3", "0", "150423100201", "张三", "8(5);9(3)", "", "a=b", "2024-03-01", "O'Neil"]
cells = st.text(alphabet=st.sampled_from("=+-@＝＋－＠ '\"\t\r\nab1.0\ufeff\u3000\u200b|!"), max_size=8)


@pytest.mark.parametrize("text", ATTACKS)
def test_what_could_act_as_a_formula_begins_with_an_apostrophe(text):
    assert harmless_cell(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_plain_words_stay_as_they_are(text):
    assert harmless_cell(text) == text


@given(cells)
def test_a_file_sent_back_says_what_it_said_before(text):
    assert cell_as_given(harmless_cell(text)) == text


@given(cells)
def test_a_guarded_cell_can_never_act(text):
    guarded = harmless_cell(text)
    assert not could_act(text) or guarded.startswith("'")


def test_the_database_guards_cells_as_the_program_does():
    texts = [t for t in [*ATTACKS, *HARMLESS, "-", "1-", "-1.", " -1", "’=1", "\u2028=1"] if "\x00" not in t]
    rows = duckdb.execute(
        f"SELECT t, {harmless_cell_sql('t')} FROM (SELECT unnest(?) AS t)", [texts]
    ).fetchall()
    assert rows == [(t, harmless_cell(t)) for t in texts]


def test_a_guarded_row_survives_a_csv_file():
    line = io.StringIO()
    csv.writer(line).writerow([harmless_cell(t) for t in ATTACKS if t != "\x00=1"])
    read = next(csv.reader(io.StringIO(line.getvalue(), newline="")))
    assert [cell_as_given(t) for t in read] == [t for t in ATTACKS if t != "\x00=1"]
