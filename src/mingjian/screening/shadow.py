"""Drafts in shadow: run beside the live rules over the same session, counted apart, in no finding of the run."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from mingjian.privacy.cells import harmless_cell, harmless_cell_sql
from mingjian.screening.answers import Inventory
from mingjian.screening.assembling import leave_outside, values_sql
from mingjian.screening.catalogue import Rule
from mingjian.screening.deciding import decide
from mingjian.screening.engine import Session
from mingjian.screening.found import FINDING_ID, GRADE_WORD, rules_sql, show_found
from mingjian.screening.gathering import gather
from mingjian.screening.hits import BrokenRule, Hits, run_rule
from mingjian.screening.order import Order
from mingjian.screening.parameters import make_parameter_table, read_local_values
from mingjian.screening.tallies import Sketch, Tally, compared, sketches_of
from mingjian.screening.workspace import quoted
from mingjian.wording import Refusal, Text

COUNTS, FINDINGS = "shadow.csv", "shadow_findings.csv"
COUNT_HEADS = ("rule", "rule_version", "division", "area", "live", "draft", "added", "removed", "changed",
               "added_amount", "removed_amount", "fault")  # fmt: skip
PRIVATE = 0o600
FIRST_NUMBER = 500
"""Drafts have numbers of their own between the live rules and the notes."""


@dataclass(frozen=True)
class Shadow:
    """What a draft found beside the live rules, by county and area, or why it could not be run."""

    rule: str
    version: str
    findings: int
    tallies: tuple[Tally, ...] = ()
    fault: Text | None = None
    hits: Hits | None = None


def run_drafts(
    connection: Session, inventory: Inventory, order: Order, live: Sequence[Hits]
) -> tuple[Shadow, ...]:
    """Run the drafts of the order in a session in which the live rules have run; a broken one stops nothing."""
    found = {hits.rule.id: hits for hits in live if not hits.are_notes}
    return tuple(
        _shadow(connection, inventory, (number, draft), order, found.get(draft.id))
        for number, draft in enumerate(order.drafts, FIRST_NUMBER)
    )


def _shadow(
    connection: Session,
    inventory: Inventory,
    numbered: tuple[int, Rule],
    order: Order,
    live: Hits | None,
) -> Shadow:
    number, draft = numbered
    try:
        hits = _hits_of(connection, inventory, draft, number, order)
    except (BrokenRule, Refusal, duckdb.Error) as error:
        said = Text(str(error), str(error)) if isinstance(error, duckdb.Error) else error.text
        return Shadow(draft.id, draft.version, 0, fault=said)
    mine = next((one for one in hits if not one.are_notes), None)
    before: Mapping[str, Sketch] = sketches_of(connection, live) if live else {}
    after: Mapping[str, Sketch] = sketches_of(connection, mine) if mine else {}
    return Shadow(draft.id, draft.version, len(after), compared(before, after), hits=mine)


def _hits_of(
    connection: Session, inventory: Inventory, draft: Rule, number: int, order: Order
) -> tuple[Hits, ...]:
    """The hits of a draft, gathered by themselves so that one that breaks takes no other with it."""
    show_found(connection, draft)
    local_values = read_local_values(connection, [draft])[draft.id]
    make_parameter_table(connection, draft, local_values, order.settings)
    if all(verdict.obstacles for verdict in decide(connection, inventory, draft, order)):
        return ()
    hits = run_rule(connection, draft, number)
    gather(connection, hits)
    leave_outside(connection, order.scope)
    return hits


def write_shadows(connection: Session, shadows: Sequence[Shadow], folder: Path) -> None:
    """Write shadow.csv and shadow_findings.csv; nothing where there was no draft."""
    if not shadows:
        return
    with (folder / COUNTS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COUNT_HEADS)
        writer.writerows(row for shadow in shadows for row in _rows(shadow))
    selects = [_select(shadow.hits) for shadow in shadows if shadow.hits]
    path = folder / FINDINGS
    connection.execute(
        f"COPY ({' UNION ALL '.join(selects) or _NOTHING} ORDER BY rule, division, subject_id) "
        f"TO '{quoted(path.resolve())}' (FORMAT csv, HEADER)"
    ).fetchall()
    path.chmod(PRIVATE)


def _rows(shadow: Shadow) -> Iterator[Sequence[object]]:
    fault = harmless_cell(shadow.fault.zh) if shadow.fault else ""
    for t in shadow.tallies:
        counts = (t.before, t.after, t.added, t.removed, t.changed)
        money = (f"{t.added_fen / 100:.2f}", f"{t.removed_fen / 100:.2f}")
        yield (shadow.rule, shadow.version, t.county, t.area, *counts, *money, fault)
    if not shadow.tallies:
        yield (shadow.rule, shadow.version, "", "", 0, 0, 0, 0, 0, "0.00", "0.00", fault)


def _select(hits: Hits) -> str:
    """The findings of a draft for whoever judges it: the values that its SQL gives, no sentence."""
    rule = hits.rule
    values = ", ".join(f"'{v.name}', cast(v.{v.name} AS VARCHAR)" for v in rule.values)
    return (
        f"SELECT {FINDING_ID} AS finding_id, '{rule.id}' AS rule, "
        f"'{rule.version}' AS rule_version, {GRADE_WORD} AS grade, '{rule.subject}' AS subject_kind, "
        f"{harmless_cell_sql('g.subject_id')} AS subject_id, g.division AS division, "
        f"{harmless_cell_sql('g.household_id')} AS household_id, g.first AS first, g.last AS last, g.months AS months, "
        f'cast(g.fen AS DECIMAL(18, 2)) / 100 AS amount, cast(json_object({values}) AS VARCHAR) AS "values" '
        f"FROM {rules_sql([hits])} JOIN gathered AS g ON g.number = r.number "
        f"JOIN ({values_sql(hits)}) AS v ON v.subject_id = g.subject_id"
    )


_NOTHING = (
    "SELECT '' AS finding_id, '' AS rule, '' AS rule_version, '' AS grade, '' AS subject_kind, '' AS subject_id, "
    "'' AS division, '' AS household_id, NULL AS first, NULL AS last, 0 AS months, NULL AS amount, '' AS \"values\" "
    "WHERE false"
)
