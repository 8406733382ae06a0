"""The rows of a ledger: every value in its form, and nothing of it becomes a tag."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Engine

from mingjian.desk.core import rows
from mingjian.desk.core.ledgers import Column, ShownCell, ShownRow
from mingjian.wording import Text

EVIL = """<script>alert('x')</script>"&"""
SAFE = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&amp;"


def column(kind="text", name="name", **more):
    return Column(name, Text("名", EVIL), lambda line: line, kind=kind, **more)


def shown(*cells, line=None):
    return ShownRow(line if line is not None else {}, tuple(cells))


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", None, "—"),
        ("text", "", "—"),
        ("number", 0, "0"),
        ("money", 1234.5, "1,234.50"),
        ("money", 0, "0.00"),
        ("day", date(2026, 3, 1), "2026-03-01"),
        (
            "day",
            datetime(2026, 2, 28, 17, 0, tzinfo=UTC),
            "2026-03-01",
        ),  # in China it is the next day already
    ],
)
def test_a_value_is_said_as_people_write_it(kind, value, text):
    assert rows.said(column(kind), value) == text


def test_nothing_that_somebody_wrote_becomes_a_tag():
    one = column(address=lambda _line: EVIL)
    two = column(light=lambda _line: EVIL)
    line = shown(
        ShownCell(one, EVIL, EVIL, ""),
        ShownCell(two, EVIL, "", EVIL),
        ShownCell(column(), EVIL, "", ""),
        line={"id": "1"},
    )
    made = rows.body([line], (one, two, column()), "finding", None)
    assert "<script" not in made
    assert made.count(SAFE) == 7  # three texts, an address, a light, twice in the name of the box


def test_a_row_that_may_not_be_ticked_has_no_box_and_an_empty_cell_is_void():
    cells = (ShownCell(column(), "", "", ""),)
    made = rows.body(
        [shown(*cells, line={"id": "1", "may": False}), shown(*cells, line={"id": "2", "may": True})],
        (column(),),
        "finding",
        None,
    )
    assert made.count("<input") == 1
    assert 'value="2"' in made
    assert made.count(' void"') == 2


def test_what_stands_beside_a_row_is_given_its_line():
    made = rows.body([shown(line=SimpleNamespace(name="here"))], (), "", lambda line: f"<b>{line.name}</b>")
    assert made == "<tr><td><b>here</b></td></tr>"


def test_a_text_in_both_languages_is_escaped_with_its_values():
    engine = Engine(builtins=["mingjian.desk.core.templatetags.desk"])
    template = engine.from_string("""{% say "共 {n} 条 <" "{n} rows <" n=number %}{% say '"' '"' %}""")
    assert template.render(Context({"number": "<b>"})) == "共 &lt;b&gt; 条 &lt;&quot;"
