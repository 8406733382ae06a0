"""The pages of docs/reference that are made from the catalogue and the facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from mingjian.law import measures
from mingjian.screening.catalogue import Parameter, Rule, load_rules
from mingjian.screening.engine import Session
from mingjian.screening.examples import examples_of
from mingjian.screening.facts import fact_names, fact_sql, make_facts
from mingjian.screening.found import make_found_table
from mingjian.screening.ground import load_rows
from mingjian.screening.running import make_extract_table, make_run_tables
from mingjian.screening.scope import WHOLE, make_place_tables, make_views, view_names, view_text
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

Recall and precision are those of the synthetic samples ({samples}; `make accuracy` measures them anew): they prove that
the rule does what it says, at the edges that were planted, and say nothing of how often it is right about real people.
"""
CIRCUMSTANCES_HEAD = """## The 28 circumstances

| circumstance | rules that may touch it | planted | recall | precision |
|---|---|---|---|---|"""
RUN_TABLES = {
    "p": "This rule's parameters by place and period: division, from_on, to_on, one column per parameter, documented.",
    "run": "The day of the run and the months of its data: one row.",
    "extracts": "What sources.toml says of each table: '' in division stands for everywhere.",
}


def rule_tables_page() -> str:
    """The Markdown page of every table that a rule may read, with its columns and types."""
    views = (*fact_names(), *sorted(view_names()))
    ordered = tuple(dict.fromkeys(("members", "calendar", "pay", "households", "grants", *views)))
    connection = open_session()
    try:
        load_rows(connection, {})
        make_facts(connection, [n for n in ordered if n in fact_names()])
        make_place_tables(connection)
        make_run_tables(connection, date(2024, 12, 31))
        make_extract_table(connection, {})
        make_found_table(connection)
        make_views(connection, ordered, date(2024, 12, 31), WHOLE)
        sections = [_table_section(connection, name) for name in (*sorted(ordered), "run", "extracts")]
    finally:
        connection.close()
    return "\n".join([TABLES_HEAD, f"## p\n\n{RUN_TABLES['p']}\n", *sections])


def _table_section(connection: Session, name: str) -> str:
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
    text = fact_sql(name) if name in fact_names() else view_text(name)
    comments = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    return " ".join(comments)


def catalogue_page(measured: Mapping[str, Any]) -> str:
    """The Markdown page of every rule: what it looks for, its parameters, what to ask first, what it misses.

    `measured` is what tools/measure_accuracy.py wrote.
    """
    head = RULES_HEAD.format(samples=", ".join(f"`{name}`" for name in measured["samples"]))
    sections = [_rule_section(rule, measured["rules"].get(rule.id, {})) for rule in load_rules().values()]
    return "\n".join([head, *_circumstances(measured["circumstances"]), *sections])


def _circumstances(measured: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """One row per circumstance of Articles 7 to 11: its rules with their score, or why no row of data shows it."""
    yield CIRCUMSTANCES_HEAD
    for cite in measures.circumstances():
        rules = [rule.id for rule in load_rules().values() if cite in rule.clauses]
        said = ", ".join(rules) or "none"
        planted, recall, precision = _scores(measured.get(cite, {}))
        yield f"| {cite} {measures.provision(cite).title.en} | {said} | {planted} | {recall} | {precision} |"
    yield ""


def _scores(score: Mapping[str, int]) -> tuple[int, str, str]:
    """What was planted, the share of it that was found, and the share of the findings that had been planted."""
    planted, found = score.get("planted", 0), score.get("found", 0)
    findings = found + score.get("mistaken", 0) + score.get("unplanned", 0)
    return planted, _share(found, planted), _share(found, findings)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "—"


def _measured_line(score: Mapping[str, int]) -> str:
    planted, recall, precision = _scores(score)
    alike, mistaken = score.get("look_alikes", 0), score.get("mistaken", 0)
    return (
        f"- on the samples: {planted} planted, recall {recall}; {alike} look-alikes, {mistaken} mistaken; "
        f"precision {precision}"
    )


def _rule_section(rule: Rule, score: Mapping[str, int]) -> str:
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
        _measured_line(score),
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
        f"| {p.name} | {p.title.zh} · {p.title.en} | {_value(p)} | {p.basis} | {_period(p)} | {p.source.en} |"
        for p in parameters
    ]
    head = ["", "| parameter | title | value | basis | from–to | source |", "|---|---|---|---|---|---|"]
    return head + rows if rows else []


def _value(parameter: Parameter) -> str:
    value = parameter.value
    return f"{value:g} {parameter.unit}" if isinstance(value, float) else value


def _period(parameter: Parameter) -> str:
    start = "" if parameter.from_day.year == 1 else parameter.from_day.isoformat()
    end = "" if parameter.to_day.year == 9999 else parameter.to_day.isoformat()
    return f"{start}–{end}"


def _gap_lines(rule: Rule) -> list[str]:
    return ["Known gaps:", "", *(f"- {gap.en}" for gap in rule.known_gaps), ""] if rule.known_gaps else []


def pages(measured: Mapping[str, Any]) -> Mapping[str, str]:
    """The generated pages by file name in docs/reference."""
    return {"rule-tables.md": rule_tables_page(), "catalogue.md": catalogue_page(measured)}
