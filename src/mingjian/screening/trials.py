"""A trial: what a changed rule text or parameter would add and remove, before it goes live, by county and area."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from mingjian.exchange.progress import Progress, silent
from mingjian.exchange.snapshots import Snapshot
from mingjian.screening.catalogue import Rule
from mingjian.screening.hits import BrokenRule
from mingjian.screening.order import Order
from mingjian.screening.running import prepare, run_rules, take_inventory
from mingjian.screening.tallies import Sketch, Tally, compared, sketches_of
from mingjian.screening.workspace import session
from mingjian.wording import Refusal, Text


@dataclass(frozen=True)
class Trial:
    """The tallies of a trial, and the counties in which the live or the tried text cannot decide."""

    tallies: tuple[Tally, ...]
    undecided_before: frozenset[str]
    undecided_after: frozenset[str]


def attempt(
    snapshot: Snapshot, store: Path, order: Order, live: Rule | None, tried: Rule, progress: Progress
) -> Trial:
    """Run the live rule with no settings and the tried one with those of the order, over the order's place."""
    before: Mapping[str, Sketch] = {}
    blind: frozenset[str] = frozenset()
    if live:
        progress(Text("运行现行规则", "running the live rule"), 0, 2)
        before, blind = _sketches(snapshot, store, replace(order, settings={}), live, progress)
    progress(Text("运行改后的规则", "running the changed rule"), 1, 2)
    after, blind_after = _sketches(snapshot, store, order, tried, progress)
    return Trial(compared(before, after), blind, blind_after)


def _broken(rule: Rule, error: BrokenRule | duckdb.Error) -> Refusal:
    """What is wrong with the SQL of a rule that is tried, in the words of the engine."""
    said = error.text if isinstance(error, BrokenRule) else Text(str(error), str(error))
    return Refusal(
        f"规则 {rule.id} 不能试行：{said.zh}；请改正 rule.sql 或 judged.sql。",
        f"The rule {rule.id} cannot be tried: {said.en}; correct rule.sql or judged.sql.",
    )


def _sketches(
    snapshot: Snapshot, store: Path, order: Order, rule: Rule, progress: Progress
) -> tuple[Mapping[str, Sketch], frozenset[str]]:
    order = replace(order, rules={rule.id: rule})
    files = {name: table.path for name, table in snapshot.tables.items()}
    with session(files, store, store) as connection:
        prepare(connection, snapshot, store, order, progress)
        try:
            ran = run_rules(connection, take_inventory(connection, snapshot), order, silent)
        except (BrokenRule, duckdb.ProgrammingError, duckdb.DataError) as error:
            raise _broken(rule, error) from error
        found = next((hits for hits in ran.hits if not hits.are_notes), None)
        blind = frozenset(verdict.place for verdict in ran.verdicts if verdict.obstacles)
        return sketches_of(connection, found) if found else {}, blind
