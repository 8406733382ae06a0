"""The examples of a rule: a few rows written by hand, and the findings they must give."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import yaml

from mingjian.exchange.snapshots import Declared
from mingjian.screening.assembling import assemble
from mingjian.screening.catalogue import Rule, in_running_order
from mingjian.screening.engine import Session
from mingjian.screening.evidence import collect_evidence
from mingjian.screening.facts import make_facts
from mingjian.screening.found import make_found_table
from mingjian.screening.ground import Row, checked, first_of, ground_of, load_rows
from mingjian.screening.hits import Hits
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

# The loader of libyaml, which is ten times as quick as that in Python, where PyYAML was built with it.
LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
    return _examples_in(rule.id.replace("-", "_"))


@cache
def _examples_in(name: str) -> tuple[Example, ...]:
    folder = resources.files("mingjian.rules").joinpath(name)
    file = folder.joinpath("examples.yaml")
    entries = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER) if file.is_file() else ()
    return tuple(
        Example(e["name"], e["kind"], e["as_of"], e["rows"], e["expect"] or (), e.get("judged"))
        for e in entries
    )


def play(rule: Rule, example: Example, opening: Opening | None = None) -> tuple[Found, ...]:
    """What the rule finds in the example's rows, by subject; its notes stand among them with the grade `note`."""
    with stage(rule, example, opening) as (connection, order):
        rules = _in_turn(example, order)
        hits = run_in_turn(connection, rules, order)
        if not _are_any(connection, hits):
            return ()
        collect_evidence(connection, [found for found in hits if not found.are_notes], {})
        assemble(connection, hits, "example", OPEN)
        return _found(connection, len(rules) - 1)


def judged(rule: Rule, example: Example, opening: Opening | None = None) -> dict[str, list[str]]:
    """What the rule's judged.sql says of the places in the example's rows, as an example writes it."""
    said: dict[str, list[str]] = {}
    with stage(rule, example, opening) as (connection, order):
        make_parameter_table(connection, rule, read_local_values(connection, [rule])[rule.id], order.settings)
        for row in look(connection, rule):
            reasons = said.setdefault(row.division, [])
            reasons.append(row.unjudged or "judged")
    return {division: sorted(set(reasons)) for division, reasons in said.items()}


@contextmanager
def stage(rule: Rule, example: Example, opening: Opening | None = None) -> Iterator[tuple[Session, Order]]:
    """A session over the example's rows in which the rule can run, on the engine that `opening` opens one of.

    Without one it is DuckDB's, on the ground that the example before it has left.
    """
    order = Order(example.as_of, {rule.id: rule})
    rules = _in_turn(example, order)
    names = needed_names(rules)
    rows, facts = filled(example.rows), facts_behind((*ALWAYS, *names))
    with _anew(rows, facts, opening) if opening else ground_of(rows, facts) as session:
        make_place_tables(session)
        make_run_tables(session, example.as_of)
        if any(map(counts_working_days, rules)):
            make_workday_table(session, order.calendar)
        make_extract_table(session, _declared(example.rows.get("extracts", ())))
        make_found_table(session)
        make_views(session, names, example.as_of, order.scope)
        yield session, order


def _in_turn(example: Example, order: Order) -> tuple[Rule, ...]:
    """The rules that run: those that the rule builds on, as far as their tables are given, and it itself as the last.

    As in a screening: where a table that a rule needs is neither filled nor declared, the rule is not run.
    """
    given = {name for name, rows in filled(example.rows).items() if rows}
    given |= set(_declared(example.rows.get("extracts", ())))
    return tuple(
        rule
        for rule in in_running_order(order.rules)
        if rule.id in order.rules or {need.partition(".")[0] for need in rule.needs} <= given
    )


@contextmanager
def _anew(rows: Mapping[str, Sequence[Row]], facts: Sequence[str], opening: Opening) -> Iterator[Session]:
    with opening() as session:
        load_rows(session, rows)
        # Of an engine that somebody opens nothing is known: the texts that ask for no order serve any.
        make_facts(session, facts, in_order=False)
        yield session


def _are_any(connection: Session, hits: Iterable[Hits]) -> bool:
    """Whether the rule found or noted anything: what found nothing has neither evidence nor a sentence."""
    numbers = ", ".join(str(some.number) for some in hits) or "NULL"
    (count,) = connection.execute(f"SELECT count(*) FROM gathered WHERE number IN ({numbers})").fetchone()
    return bool(count)


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
        row.setdefault("paid_on", first_of(row["period"]).replace(day=8))
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
    rows = [row | {"subject": checked(str(row["subject"]))} for row in example.expect]
    return tuple(sorted(rows, key=lambda row: row["subject"]))
