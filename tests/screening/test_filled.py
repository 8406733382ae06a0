"""Whether a column is filled in a county: of a large table a few rows are asked first, and never believed to be all."""

import pytest

from mingjian.exchange.progress import silent
from mingjian.screening import answers
from mingjian.screening.answers import Inventory
from mingjian.screening.catalogue import load_rules
from mingjian.screening.order import Order
from mingjian.screening.running import prepare, take_inventory
from mingjian.screening.workspace import session

ASKED = ("grants", "end_reason")
"""A column that no fact carries: the table itself is asked, with the households of its rows."""


@pytest.fixture
def inventory(village, tmp_path):
    files = {name: table.path for name, table in village.snapshot.tables.items()}
    with session(files, village.store, tmp_path) as connection:
        prepare(connection, village.snapshot, village.store, Order(village.as_of, load_rules()), silent)
        yield take_inventory(connection, village.snapshot)


@pytest.fixture
def statements(monkeypatch):
    """The statements that ask for counties, as they are asked; every table counts as large."""
    monkeypatch.setattr(answers, "LARGE", 0)
    asked, ask = [], Inventory._asked
    monkeypatch.setattr(Inventory, "_asked", lambda self, sql: (asked.append(sql), ask(self, sql))[1])
    return asked


def test_where_a_few_rows_show_it_for_every_county_no_others_are_asked(inventory, statements, monkeypatch):
    monkeypatch.setattr(answers, "SOME", "AND r.source_row % 1 = 0 ")
    assert inventory._counties_with(*ASKED) == set(inventory.counties)
    assert len(statements) == 1


def test_where_the_few_are_silent_all_are_asked(inventory, statements, monkeypatch):
    monkeypatch.setattr(answers, "SOME", "AND false ")
    assert inventory._counties_with(*ASKED) == set(inventory.counties)
    assert len(statements) == 2


def test_what_a_fact_says_is_not_asked_twice(inventory, statements):
    inventory._counties_with("grants", "category")
    assert len(statements) == 1
