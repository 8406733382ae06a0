"""Writes report.html: one file without any outside address, for a deputy director to read and print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from mingjian.exchange import standard
from mingjian.exchange.divisions import name_of
from mingjian.screening.catalogue import Parameter, Rule
from mingjian.screening.reports import charts, owners
from mingjian.screening.reports.blind_spots import BlindSpots, blind_spots
from mingjian.screening.reports.run_folder import RuleUsed, RunInfo
from mingjian.screening.reports.totals import Line, Owed, Totals
from mingjian.screening.reports.words import (
    ADVICE_ONLY,
    GRADE_MEANINGS,
    GRADES,
    NOTHING_SCREENED,
    OFFICES,
    UNSEEN,
    Language,
    Office,
    clause_name,
    clause_wording,
    in_language,
    unit,
)
from mingjian.wording import Text

# How many rules the questions are printed of, and how many places a line of the undecided names.
MOST_ASKED, MOST_NAMED = 6, 8
_FOLDER = "templates"
TITLED = Text("{}（{}）", "{} ({})")

Say = Callable[[Text], str]


@dataclass(frozen=True)
class Row:
    """One line of a table with a bar: what it is called, a smaller word on it, and its counts."""

    title: str
    note: str
    line: Line
    bar: Markup


@dataclass(frozen=True)
class OfficeRows:
    """One office and the clauses of its article."""

    office: Row
    clauses: tuple[Row, ...]


def write_page(
    info: RunInfo, totals: Totals, rules: Mapping[str, Rule], path: Path, language: Language = "zh"
) -> None:
    """Write the report of a run to `path`. It names no person, so there is nothing in it to mask."""
    spots = blind_spots(path.parent, info.providers, language)
    path.write_text(page(info, totals, rules, language, spots), encoding="utf-8")


def page(
    info: RunInfo,
    totals: Totals,
    rules: Mapping[str, Rule],
    language: Language = "zh",
    spots: BlindSpots | None = None,
) -> str:
    """The report of a run as HTML, with its blind-spot map where it has one."""

    def say(text: Text) -> str:
        return in_language(text, language)

    return _template().render(
        info=info,
        spots=spots,
        totals=totals,
        rules=rules,
        language=language,
        t=lambda zh, en: say(Text(zh, en)),
        say=say,
        style=Markup(_source("style.css")),
        grades=[(grade, say(GRADES[grade]), say(GRADE_MEANINGS[grade])) for grade in GRADES],
        offices=_offices(totals, say),
        counties=_rows(
            totals.by_county, lambda key: (name_of(key), name_of(key[:4]) if len(key) > 4 else "")
        ),
        by_rule=_rows(totals.by_rule, lambda key: (_title(key, rules, say), _mark(key, info, say))),
        years=_years(totals, language),
        asked=[rules[line.key] for line in totals.by_rule[:MOST_ASKED] if line.key in rules],
        owed=[_owed(owed, info, rules, say) for owed in totals.owed],
        data=[(say(owners.table_title(table.name)), table) for table in info.tables],
        missing_tables=[say(owners.table_title(name)) for name in _missing(info)],
        unsaid=[say(owners.table_title(table.name)) for table in info.tables if not table.to_day],
        used=[
            (used, rules.get(used.id), parameters(used, rules.get(used.id), language)) for used in info.rules
        ],
        unseen=[say(text) for text in UNSEEN],
        records=[(_title(used.id, rules, say), used) for used in info.rules if used.outcomes],
        advice=say(ADVICE_ONLY),
        nothing_screened="" if totals.answers else say(NOTHING_SCREENED),
    )


def money(amount: Decimal, language: Language = "zh") -> str:
    """A sum for a head line: in 万元 from ten thousand yuan in Chinese, in yuan in English."""
    if language == "zh" and amount >= 10_000:
        return f"{amount / 10_000:,.2f} 万元"
    return f"{amount:,.2f} 元" if language == "zh" else f"{amount:,.2f} yuan"


def parameters(used: RuleUsed, rule: Rule | None, language: Language = "zh") -> str:
    """The parameters of a rule as the run used them, with the titles and the units of the catalogue."""
    known = {p.name: p for p in rule.parameters} if rule else {}
    pairs = used.parameters.items() if isinstance(used.parameters, Mapping) else _pairs(used.parameters)
    return "；".join(_parameter(name, value, known.get(name), language) for name, value in pairs)


def _parameter(name: str, value: Any, known: Parameter | None, language: Language) -> str:  # noqa: ANN401
    if known is None:
        return f"{name} = {_number(value)}".strip()
    called = in_language(TITLED, language).format(in_language(known.title, language), name)
    return f"{called} = {_number(value)} {in_language(unit(known.unit), language)}".strip()


def _pairs(entries: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  run.json may grow
    return [
        (str(e["name"]), e.get("value", "")) for e in entries or () if isinstance(e, Mapping) and "name" in e
    ]


def _number(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "、".join(
            dict.fromkeys(_number(v.get("value") if isinstance(v, Mapping) else v) for v in value)
        )
    return str(value)


def _offices(totals: Totals, say: Say) -> list[OfficeRows]:
    most = max((line.count for _, line in totals.by_office), default=0)
    found = []
    for office, line in totals.by_office:
        if not line.count and office in (Office.OTHER, Office.QUALITY):
            continue
        clauses = tuple(
            Row(say(clause_name(c.key)), say(clause_wording(c.key)), c, _bar(c, most))
            for c in totals.by_clause
            if c.key.partition("(")[0] == office.value
        )
        found.append(OfficeRows(Row(say(OFFICES[office]), "", line, _bar(line, most)), clauses))
    return found


def _rows(lines: Sequence[Line], name: Callable[[str], tuple[str, str]]) -> list[Row]:
    most = max((line.count for line in lines), default=0)
    named = ((*name(line.key), line) for line in lines)
    return [Row(title, note, line, _bar(line, most)) for title, note, line in named]


def _bar(line: Line, most: int) -> Markup:
    parts = (("strong", line.strong), ("lead", line.lead), ("weak", line.weak))
    return charts.stacked_bar([charts.Part(style, value) for style, value in parts], most)


def _years(totals: Totals, language: Language) -> Markup:
    columns = [charts.Column(year, amount, money(amount, language)) for year, amount, _ in totals.by_year]
    title = in_language(Text("各年度涉及低保金", "Allowance found by year"), language)
    return charts.column_chart(columns, title) if columns else Markup("")


def _title(key: str, rules: Mapping[str, Rule], say: Say) -> str:
    return say(rules[key].title) if key in rules else key


def _mark(key: str, info: RunInfo, say: Say) -> str:
    return f"{key} · {say(ADVICE_ONLY)}" if key in info.advice_only else key


def _owed(owed: Owed, info: RunInfo, rules: Mapping[str, Rule], say: Say) -> dict[str, Any]:
    places = [name_of(code) for code in owed.divisions]
    return {
        "table": say(owners.table_title(owed.table)) if owed.table else "",
        "owner": say(owners.owner(owed.table, info.providers)) if owed.table else "",
        "reasons": [say(reason) for reason in owed.reasons[:3]],
        "rules": [_title(rule, rules, say) for rule in owed.rules],
        "places": places[:MOST_NAMED],
        "more": max(len(places) - MOST_NAMED, 0),
    }


def _missing(info: RunInfo) -> list[str]:
    given = {table.name for table in info.tables}
    return [name for name in standard.tables() if name not in given and name not in standard.CUSTODIAN_TABLES]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["yuan"] = lambda amount: f"{amount:,.2f}" if amount else "—"
    environment.filters["money"] = money
    return environment.get_template("report.html.j2")


def _source(name: str) -> str:
    return resources.files(__package__).joinpath(_FOLDER, name).read_text(encoding="utf-8")
