"""Twelve rules written by hand in Polars find what ours find: the agreement of benchmarks/peers.py, on the village."""

import importlib
import importlib.util
from pathlib import Path

import duckdb
import pytest

from mingjian.screening.catalogue import choose_rules
from mingjian.screening.order import Order
from mingjian.screening.running import screen

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
ABSENT = "Polars is not installed: make bench installs what the rules are compared with"


@pytest.fixture
def peers(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("peers")


@pytest.mark.skipif(importlib.util.find_spec("polars") is None, reason=ABSENT)
def test_twelve_rules_written_by_hand_in_polars_find_the_same(peers, village, tmp_path):
    by_hand = importlib.import_module("peers_polars")
    order = Order(village.as_of, choose_rules(peers.TWELVE))
    screen(village.snapshot, village.store, order, tmp_path / "ours")
    (tmp_path / "theirs").mkdir()
    peers.write_order(village.store, tmp_path / "order.json", village.as_of)
    by_hand.run(tmp_path / "order.json", tmp_path / "theirs")
    ours, theirs = (tmp_path / name / "findings.parquet" for name in ("ours", "theirs"))
    assert peers.differences(ours, theirs) == []
    found = peers.tally(ours)
    # A village has no office with ten late answers, and no county that put in too little.
    assert {rule for rule, figures in found.items() if not figures[0]} == {"check-late", "no-local-match"}
    assert sum(fen for *_, fen in found.values()) > 0


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ("('late-payment', 'B1', NULL)", None),
        ("('late-payment', 'B2', NULL)", "2 rows on one side"),
        ("('late-payment', 'B1', 5)", "(1, 1, 0), theirs (1, 1, 5)"),
        ("('late-payment', 'B1', NULL), ('late-payment', 'B3', NULL)", "(1, 1, 0), theirs (2, 2, 0)"),
    ],
)
def test_a_peer_that_finds_something_else_is_told_by_rule(peers, tmp_path, theirs, told):
    with duckdb.connect() as engine:
        for name, rows in (("ours", "('late-payment', 'B1', NULL)"), ("theirs", theirs)):
            values = f"(VALUES {rows}) AS v(rule, subject, fen)"
            engine.execute(f"COPY (FROM {values}) TO '{tmp_path / name}.parquet'").fetchall()
    lines = peers.differences(tmp_path / "ours.parquet", tmp_path / "theirs.parquet")
    assert (told is None and lines == []) or (len(lines) == 1 and told in lines[0])
