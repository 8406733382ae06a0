"""The pages of docs/reference that are made from the catalogue and the facts."""

from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources

import duckdb

from mingjian.screening.catalogue import Parameter, Rule, load_rules
from mingjian.screening.examples import examples_of, load_rows
from mingjian.screening.facts import fact_names, fact_sql, make_facts
from mingjian.screening.running import make_extract_table, make_run_tables
from mingjian.screening.scope import WHOLE, make_place_tables, make_views
from mingjian.screening.workspace import open_session

TABLES_HEAD = """# The tables a rule may read

Made from the SQL of the engine by `make reference`; do not edit.

A rule reads these tables as they stand on `as_of` and within the scope of the run. Money ends in `_fen` and is in
whole fen; identity numbers are integers (first 17 digits × 11 + check value); `m` is a month as year × 12 + month − 1;
`household` is a number that holds within one snapshot. Every table of the data standard that is not named here
stands under its own name, with months as the first day and money as DECIMAL(18,2).
"""
RULES_HEAD = """# The rule catalogue

Made from `src/mingjian/rules` by `make reference`; do not edit. `mingjian rules ID` shows the same for one rule.
A finding is a reason to look, never a verdict.
"""
RUN_TABLES = {
    "p": "This rule's parameters by place and period: division, from_on, to_on, one column per parameter, documented.",
    "run": "The day of the run and the months of its data: one row.",
    "extracts": "What sources.toml says of each table: '' in division stands for everywhere.",
}


def rule_tables_page() -> str:
    """The Markdown page of every table that a rule may read, with its columns and types."""
    views = (*fact_names(), "benefits", "relatives")
    ordered = tuple(dict.fromkeys(("members", "calendar", "pay", "households", "grants", *views)))
    connection = open_session()
    try:
        load_rows(connection, {})
        make_facts(connection, [n for n in ordered if n in fact_names()])
        make_place_tables(connection)
        make_run_tables(connection, date(2024, 12, 31))
        make_extract_table(connection, {})
        make_views(connection, ordered, date(2024, 12, 31), WHOLE)
        sections = [_table_section(connection, name) for name in (*sorted(ordered), "run", "extracts")]
    finally:
        connection.close()
    return "\n".join([TABLES_HEAD, f"## p\n\n{RUN_TABLES['p']}\n", *sections])


def _table_section(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    columns = connection.execute(f"DESCRIBE {name}").fetchall()
    rows = [f"| {column[0]} | {column[1]} |" for column in columns]
    return "\n".join([f"## {name}\n", _about(name), "\n| column | type |", "|---|---|", *rows, ""])


def _about(name: str) -> str:
    if name in RUN_TABLES:
        return RUN_TABLES[name]
    if name.startswith("recipient_"):
        registry = name.removeprefix("recipient_")
        return (
            f"The rows of `{registry}` about persons who are members of a listed household, known by as_of."
        )
    text = fact_sql(name) if name in fact_names() else _view_text(name)
    comments = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    return " ".join(comments)


def _view_text(name: str) -> str:
    return resources.files(__package__).joinpath("sql", "views", f"{name}.sql").read_text(encoding="utf-8")


def catalogue_page() -> str:
    """The Markdown page of every rule: what it looks for, its parameters, what to ask first, what it misses."""
    return "\n".join([RULES_HEAD, *(_rule_section(rule) for rule in load_rules().values())])


def _rule_section(rule: Rule) -> str:
    clauses = ", ".join(rule.clauses) or "none (quality of the data)"
    lines = [
        f"## {rule.id} · {rule.title.zh}",
        "",
        f"{rule.title.en}. {rule.logic.en}",
        "",
        rule.logic.zh,
        "",
        f"- clauses it may touch: {clauses}; the rows show: {', '.join(rule.shows) or 'none'}",
        f"- one finding per {rule.subject}; at most {rule.grade}; closed by {rule.closes_by}",
        f"- needs: {', '.join(rule.needs)}; uses: {', '.join(rule.uses) or '—'}",
        f"- examples: {'; '.join(e.name for e in examples_of(rule))}",
        *_parameter_lines(rule.parameters),
        "",
        "Ask first:",
        "",
        *(f"- {i.reason.en} — {i.question.en}（{i.reason.zh}：{i.question.zh}）" for i in rule.innocent),
        "",
        *_gap_lines(rule),
    ]
    return "\n".join(lines)


def _parameter_lines(parameters: Iterable[Parameter]) -> list[str]:
    rows = [
        f"| {p.name} | {p.value:g} {p.unit} | {p.basis} | {_period(p)} | {p.source.en} |"
        if isinstance(p.value, float)
        else f"| {p.name} | {p.value} | {p.basis} | {_period(p)} | {p.source.en} |"
        for p in parameters
    ]
    head = ["", "| parameter | value | basis | from–to | source |", "|---|---|---|---|---|"]
    return head + rows if rows else []


def _period(parameter: Parameter) -> str:
    start = "" if parameter.from_day.year == 1 else parameter.from_day.isoformat()
    end = "" if parameter.to_day.year == 9999 else parameter.to_day.isoformat()
    return f"{start}–{end}"


def _gap_lines(rule: Rule) -> list[str]:
    return ["Known gaps:", "", *(f"- {gap.en}" for gap in rule.known_gaps), ""] if rule.known_gaps else []


def pages() -> Mapping[str, str]:
    """The generated pages by file name in docs/reference."""
    return {"rule-tables.md": rule_tables_page(), "catalogue.md": catalogue_page()}
