"""The examples of a rule: a few rows written by hand, and the findings they must give."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import yaml

from mingjian.exchange import identity
from mingjian.exchange.snapshots import Declared
from mingjian.exchange.standard import Column, tables
from mingjian.screening.assembling import assemble
from mingjian.screening.catalogue import Rule, in_running_order
from mingjian.screening.engine import Session
from mingjian.screening.evidence import collect_evidence
from mingjian.screening.facts import make_facts
from mingjian.screening.found import make_found_table
from mingjian.screening.judging import look
from mingjian.screening.order import Order
from mingjian.screening.parameters import make_parameter_table, read_local_values
from mingjian.screening.reading import counts_working_days
from mingjian.screening.running import (
    ALWAYS,
    make_extract_table,
    make_run_tables,
    needed_names,
    run_in_turn,
)
from mingjian.screening.scope import facts_behind, make_place_tables, make_views
from mingjian.screening.sentences import OPEN
from mingjian.screening.workdays import make_workday_table
from mingjian.screening.workspace import open_session, stored_columns

Row = dict[str, Any]
Opening = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Example:
    """One example: rows by table, the day, and what is expected; `kind` is hit, miss or lawful.

    `judged` is what judged.sql says of a place, by its code: `judged`, or the reasons for which it judged nothing; None
    where the example does not speak of it.
    """

    name: str
    kind: str
    as_of: date
    rows: Mapping[str, Sequence[Row]]
    expect: Sequence[Row]
    judged: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True)
class Found:
    """A finding of an example, as examples.yaml writes it."""

    subject: str
    months: tuple[str, ...]
    amount: str
    grade: str
    clause: str
    explanation: str
    first: str
    last: str


def examples_of(rule: Rule) -> tuple[Example, ...]:
    """The examples that stand in the rule's folder; empty where it has none."""
    folder = resources.files("mingjian.rules").joinpath(rule.id.replace("-", "_"))
    file = folder.joinpath("examples.yaml")
    entries = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else ()
    return tuple(
        Example(e["name"], e["kind"], e["as_of"], e["rows"], e["expect"] or (), e.get("judged"))
        for e in entries
    )


def play(rule: Rule, example: Example, opening: Opening = open_session) -> tuple[Found, ...]:
    """What the rule finds in the example's rows, by subject; its notes stand among them with the grade `note`."""
    with stage(rule, example, opening) as (connection, order):
        # The rule itself comes last, after those that it builds on.
        rules = in_running_order(order.rules)
        hits = run_in_turn(connection, rules, order)
        collect_evidence(connection, [found for found in hits if not found.are_notes], {})
        assemble(connection, hits, "example", OPEN)
        return _found(connection, len(rules) - 1)


def judged(rule: Rule, example: Example, opening: Opening = open_session) -> dict[str, list[str]]:
    """What the rule's judged.sql says of the places in the example's rows, as an example writes it."""
    said: dict[str, list[str]] = {}
    with stage(rule, example, opening) as (connection, order):
        make_parameter_table(connection, rule, read_local_values(connection, [rule])[rule.id], order.settings)
        for row in look(connection, rule):
            reasons = said.setdefault(row.division, [])
            reasons.append(row.unjudged or "judged")
    return {division: sorted(set(reasons)) for division, reasons in said.items()}


@contextmanager
def stage(rule: Rule, example: Example, opening: Opening = open_session) -> Iterator[tuple[Session, Order]]:
    """A session over the example's rows in which the rule can run, on the engine that `opening` opens one of."""
    order = Order(example.as_of, {rule.id: rule})
    with opening() as session:
        load_rows(session, filled(example.rows))
        rules = in_running_order(order.rules)
        names = needed_names(rules)
        make_facts(session, facts_behind((*ALWAYS, *names)))
        make_place_tables(session)
        make_run_tables(session, example.as_of)
        if any(map(counts_working_days, rules)):
            make_workday_table(session, order.calendar)
        make_extract_table(session, _declared(example.rows.get("extracts", ())))
        make_found_table(session)
        make_views(session, names, example.as_of, order.scope)
        yield session, order


def _found(connection: Session, number: int) -> tuple[Found, ...]:
    rows = connection.execute(
        "SELECT f.subject_id, coalesce(list_sort(m.months), []), coalesce(cast(f.amount AS VARCHAR), ''), "
        "f.grade, f.clause, f.explanation, "
        "coalesce(cast(f.first AS VARCHAR), ''), coalesce(cast(f.last AS VARCHAR), '') FROM finding AS f "
        "LEFT JOIN (SELECT x.subject_id, list(DISTINCT strftime(c.first_on, '%Y-%m')) AS months "
        f"FROM settled AS x JOIN kept.calendar AS c ON c.m = x.m "
        f"WHERE x.number = {number} GROUP BY 1) AS m ON m.subject_id = f.subject_id "
        "UNION ALL SELECT subject_id, [], '', 'note', '', explanation, '', '' FROM note "
        "ORDER BY 1"
    ).fetchall()
    return tuple(Found(r[0], tuple(r[1]), *r[2:]) for r in rows)


def load_rows(connection: Session, rows: Mapping[str, Sequence[Row]]) -> None:
    """Make every table of the standard in schema raw with the given rows, typed as in a snapshot."""
    for table in tables().values():
        typed = stored_columns(table)
        columns = ", ".join(f'"{name}" {kind}' for name, kind in typed.items())
        connection.execute(f"CREATE TABLE raw.{table.name} ({columns})")
        for number, row in enumerate(rows.get(table.name, ()), start=1):
            values = [_cell(column, row.get(column.name)) for column in table.columns]
            marks = ", ".join("?" * len(typed))
            connection.execute(f"INSERT INTO raw.{table.name} VALUES ({marks})", [*values, 0, number, None])


def _declared(rows: Iterable[Row]) -> dict[str, Declared]:
    return {
        row["table_name"]: Declared(
            divisions=(row["division"],) if row.get("division") else (),
            complete=row.get("complete", True),
            from_day=row.get("from_day"),
            to_day=row.get("to_day"),
        )
        for row in rows
    }


def _cell(column: Column, value: object) -> object:
    if value is None:
        return None
    if column.kind == "id":
        return identity.id_number(_checked(str(value)))
    if column.kind == "month":
        return _month(value)
    if column.kind == "money":
        return Decimal(str(value))
    if column.kind == "time" and isinstance(value, str):
        return datetime.fromisoformat(value)
    if column.kind in ("text", "code", "enum"):
        return str(value)
    return value


def _checked(text: str) -> str:
    """An id of 17 digits and a question mark gets its check digit."""
    return text[:17] + identity.check_digit(text[:17]) if text.endswith("?") else text


def _month(value: object) -> date:
    if isinstance(value, date):
        return value.replace(day=1)
    year, month = str(value).split("-")[:2]
    return date(int(year), int(month), 1)


DEFAULTS: dict[str, Row] = {
    "households": {"area": "rural"},
    "members": {"covered": True, "monthly_income": "0", "relation": "户主"},
    "grants": {"from_month": "2023-01", "allowance": "300.00", "granted_on": date(2022, 12, 20),
               "granted_by": "county"},
    "payments": {"kind": "allowance", "due": "300.00", "paid": "300.00", "channel": "card", "batch_id": "B1",
                 "account_no": "6200000000000000001"},
}  # fmt: skip
STANDARD = {"division": "150423", "area": "rural", "from_month": "2010-01", "monthly": "500.00"}


def filled(given: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The given rows with neutral defaults for what an example does not speak of."""
    rows = {name: [DEFAULTS.get(name, {}) | row for row in entries] for name, entries in given.items()}
    rows["payments"] = [month for row in rows.get("payments", []) for month in _each_month(row)]
    rows.setdefault("standards", [STANDARD])
    heads = {row["household_id"]: row.get("head_id") for row in rows.get("households", [])}
    for row in rows["payments"]:
        row.setdefault("account_holder_id", heads.get(row["household_id"]))
        row.setdefault("paid_on", _month(row["period"]).replace(day=8))
    _number_grants(rows)
    return rows


def _number_grants(rows: dict[str, list[Row]]) -> None:
    for number, row in enumerate(rows.get("grants", []), start=1):
        row.setdefault("grant_id", f"G{number}")
        covered = [
            m for m in rows.get("members", []) if m["household_id"] == row["household_id"] and m["covered"]
        ]
        row.setdefault("covered_persons", max(len(covered), 1))


def _each_month(row: Row) -> list[Row]:
    found = re.fullmatch(r"(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})", str(row["period"]))
    if not found:
        return [row]
    from_year, from_month, to_year, to_month = map(int, found.groups())
    first, last = from_year * 12 + from_month - 1, to_year * 12 + to_month - 1
    return [row | {"period": f"{m // 12}-{m % 12 + 1:02d}"} for m in range(first, last + 1)]


def expected(example: Example) -> tuple[Row, ...]:
    """What the example expects, by subject, with check digits filled in."""
    rows = [row | {"subject": _checked(str(row["subject"]))} for row in example.expect]
    return tuple(sorted(rows, key=lambda row: row["subject"]))
