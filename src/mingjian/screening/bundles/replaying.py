"""Runs one rule, with those it builds on, over a set of rows, and tells its findings as plain records."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from mingjian.exchange.snapshots import Snapshot
from mingjian.screening.assembling import COLUMNS, assemble
from mingjian.screening.catalogue import Rule
from mingjian.screening.evidence import collect_evidence
from mingjian.screening.order import Order
from mingjian.screening.running import run_in_turn

Told = Mapping[str, Any]
"""A finding: the columns of findings.parquet but the snapshot as text, `evidence` as read from JSON, and `months`."""
ABOUT_THE_FINDING = tuple(name for name in COLUMNS.split(", ") if name not in ("snapshot", "evidence"))


def replay(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    order: Order,
    rules: Sequence[Rule],
) -> dict[str, Told]:
    """Run the rules in their order in a prepared session; the findings of the last one by their id."""
    findings = [hits for hits in run_in_turn(connection, rules, order) if not hits.are_notes]
    sources = {name: [(s.path, s.sheet) for s in t.sources] for name, t in snapshot.tables.items()}
    collect_evidence(connection, findings, sources)
    assemble(connection, findings, snapshot.id, order.voice)
    return _told(connection)


def _told(connection: duckdb.DuckDBPyConnection) -> dict[str, Told]:
    months: dict[str, dict[str, str]] = {}
    for finding_id, month, amount in connection.execute(MONTHS).fetchall():
        months.setdefault(finding_id, {})[month] = amount
    texts = ", ".join(f"coalesce(cast({name} AS VARCHAR), '') AS {name}" for name in ABOUT_THE_FINDING)
    rows = connection.execute(f"SELECT {texts}, evidence FROM finding").fetchall()
    found: dict[str, Told] = {}
    for row in rows:
        told = dict(zip(ABOUT_THE_FINDING, row, strict=False))
        found[told["finding_id"]] = told | {"evidence": json.loads(row[-1]), "months": months.get(row[0], {})}
    return found


MONTHS = (
    "SELECT f.finding_id, strftime(c.first_on, '%Y-%m'), "
    "concat(s.fen // 100, '.', lpad(cast(s.fen % 100 AS VARCHAR), 2, '0')) "
    "FROM month_sum AS s JOIN finding AS f ON f.number = s.number AND f.subject_id = s.subject_id "
    "JOIN kept.calendar AS c ON c.m = s.m ORDER BY f.finding_id, s.m"
)
