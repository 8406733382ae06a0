"""Where the CPU seconds of a run go: what benchmarks/statements.py says of a small one."""

import importlib
import shutil
from pathlib import Path

import pytest

from mingjian.exchange.snapshots import load_snapshot
from mingjian.screening.catalogue import choose_rules
from mingjian.screening.facts import PASSING
from mingjian.screening.order import Order
from mingjian.screening.running import screen

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def statements(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("statements")


@pytest.fixture
def folder(village, tmp_path):
    """A folder of data whose store holds what was read and no facts."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copytree(village.store, data.with_suffix(".mingjian"), ignore=shutil.ignore_patterns("facts"))
    return data


def test_a_cold_run_is_told_by_fact_and_by_rule_and_a_kept_one_makes_no_fact(statements, folder):
    rules = choose_rules(("deceased-paid", "missing-step"))
    whole, engine = statements.run(folder, "cold", rules)
    built = {name.removeprefix("fact ") for name in engine.spent if name.startswith("fact ")}
    store, order = statements.store_of(folder), Order(statements.AS_OF, rules)
    # The same without a clock beside it says itself what it had to build.
    shutil.rmtree(store / "facts")
    again = screen(load_snapshot(store), store, order, store / "run")
    assert built == set(again.facts_built)
    assert built >= PASSING
    asked = {f"rule {name}" for name in rules}
    assert {name for name in engine.spent if name.startswith("rule ")} == asked
    assert {"evidence", "rest"} <= set(engine.spent)
    assert 0 < engine.spent.total() <= whole
    _, kept = statements.run(folder, "kept", rules)
    assert not any(name.startswith("fact ") for name in kept.spent)
    assert asked <= set(kept.spent)


def test_joins_that_hold_many_rows_to_look_up_few_are_named_by_rule(statements, folder, monkeypatch):
    rules = choose_rules(("deceased-paid", "missing-step"))
    # A village holds no join of two hundred thousand rows.
    assert statements.joins(folder, "cold", rules) == []
    monkeypatch.setattr(statements, "MANY_HELD", 0)
    held, words = statements.joins(folder, "cold", rules)[0]
    assert held > 0
    assert words.startswith(("rule ", "fact "))
    assert f"looked up in {held:,}" in words


def test_of_a_join_the_second_side_is_the_one_held(statements, monkeypatch):
    monkeypatch.setattr(statements, "MANY_HELD", 100)
    scans = [{"type": "TABLE_SCAN", "intermediate_rows": rows, "children": []} for rows in (5, 1000)]
    told = {"Join Type": "INNER", "Conditions": "household = household"}
    join = {"type": "HASH_JOIN", "intermediate_rows": 5, "extra_info": told, "children": scans}
    plan = [{"type": "PROJECTION", "intermediate_rows": 5, "children": [join]}]
    assert list(statements.joins_of(plan)) == [(1000, "INNER, 5 looked up in 1,000, household = household")]
    scans.reverse()
    assert list(statements.joins_of(plan)) == []
