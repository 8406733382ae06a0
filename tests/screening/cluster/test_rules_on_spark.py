"""A rule finds on a cluster what it finds on one machine: in its examples, in one county and in a league."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mingjian.cli import main
from mingjian.exchange.checking import check_folder
from mingjian.exchange.snapshots import Snapshot
from mingjian.screening.catalogue import Rule, load_rules
from mingjian.screening.cluster.connecting import open_cluster
from mingjian.screening.engine import BrokenStatement
from mingjian.screening.examples import examples_of, judged, play
from mingjian.screening.order import Order
from mingjian.screening.running import screen
from mingjian.screening.scope import Scope

pytestmark = pytest.mark.spark
SAME = ("findings.csv", "finding_months.csv", "answers.csv", "notes.csv", "coverage.csv")


@pytest.mark.slow
@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_finds_in_an_example_what_it_finds_here_when_all_of_it_is_the_clusters(
    rule: Rule, cluster
) -> None:
    example = next(e for e in examples_of(rule) if e.kind == "hit")
    assert play(rule, example, cluster) == play(rule, example)


@pytest.mark.slow
@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_a_rule_finds_in_every_example_what_it_finds_here(rule: Rule, rules_there) -> None:
    for example in examples_of(rule):
        assert play(rule, example, rules_there) == play(rule, example), example.name
        if example.judged is not None:
            assert judged(rule, example, rules_there) == judged(rule, example), example.name


def both(
    snapshot: Snapshot, order: Order, remote: str, store: Path, folder: Path
) -> Iterator[tuple[str, list[list[str]], list[list[str]]]]:
    """Each file of a run on one machine and on the cluster, row by row."""
    here, there = folder / "here", folder / "there"
    screen(snapshot, store, order, here)
    screen(snapshot, store, replace(order, engine=open_cluster(remote)), there)
    for name in SAME:
        yield name, rows_of(here / name), rows_of(there / name)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.reader(file))


def test_a_place_is_screened_alike_on_both_engines(village, remote: str, tmp_path: Path) -> None:
    rules = {
        name: load_rules()[name]
        for name in ("deceased-paid", "double-benefit", "missing-step", "shared-account")
    }
    order = Order(village.as_of, rules, Scope("150423"))
    for name, here, there in both(village.snapshot, order, remote, village.store, tmp_path):
        assert there == here, name


def test_a_league_is_screened_alike_on_both_engines(remote: str, tmp_path: Path) -> None:
    data, store = tmp_path / "data", tmp_path / "store"
    assert main(["sample", str(data), "--scale", "league", "--format", "parquet"]) == 0
    snapshot = check_folder(data, store).snapshot
    for name, here, there in both(snapshot, Order(date(2026, 10, 31), load_rules()), remote, store, tmp_path):
        assert there == here, name
        assert len(here) > 1, name


def test_a_statement_that_the_cluster_refuses_is_a_fault_of_the_rule(cluster) -> None:
    with cluster() as session:
        session.execute("CREATE TABLE raw.t AS SELECT 1 AS a")
        with pytest.raises(BrokenStatement, match="b"):
            session.execute("SELECT t.b AS b FROM raw.t AS t").fetchall()
