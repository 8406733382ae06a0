"""Adds a run up: by office, clause, county, rule and year, and what could not be decided."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from mingjian.exchange.divisions import name_of
from mingjian.screening.catalogue import Rule
from mingjian.screening.reports.run_folder import RunFolder
from mingjian.screening.reports.words import Office, offices_of
from mingjian.wording import Text

NOTHING = Decimal("0.00")
# Subjects whose sums are money of offices; money of households is what has months of payment.
OF_OFFICES = ("fund", "entry")
KNOWN = """
SELECT coalesce(json_extract_string(evidence, '$.known.visible'), 'none') AS visible, count(*) FROM evidence
WHERE json_extract_string(evidence, '$.known.decided_on') IS NOT NULL GROUP BY ALL"""


@dataclass(frozen=True)
class Line:
    """Findings of one kind counted by grade; sums in yuan are those of the findings, each in full.

    `amount` is money of households, paid to them or due to them; `funds` is money of offices, such as the gap in a
    year's budget or an entry of an account. The two are never added. What is neither has no sum.
    """

    key: str
    strong: int
    lead: int
    weak: int
    households: int
    amount: Decimal
    funds: Decimal

    @property
    def count(self) -> int:
        """All findings of the line."""
        return self.strong + self.lead + self.weak


@dataclass(frozen=True)
class Reason:
    """One reason why a rule could not decide: the table that is behind it, or '', and the sentence."""

    table: str
    text: Text


@dataclass(frozen=True)
class Owed:
    """A table that kept rules from deciding: what is wrong with it, which rules wait, in which places."""

    table: str
    reasons: tuple[Text, ...]
    rules: tuple[str, ...]
    divisions: tuple[str, ...]


@dataclass(frozen=True)
class Undecided:
    """One rule that could not decide in one place."""

    rule: str
    division: str
    reasons: tuple[Reason, ...]

    @property
    def text(self) -> Text:
        """All its reasons as one."""
        return Text(
            "；".join(reason.text.zh for reason in self.reasons),
            "; ".join(reason.text.en for reason in self.reasons),
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables behind its reasons."""
        return tuple(dict.fromkeys(reason.table for reason in self.reasons if reason.table))


@dataclass(frozen=True)
class Totals:
    """A run added up. A finding about two offices, clauses or counties stands in both lines and once in `total`.

    `money_once` is what is at stake at least: of the findings about one household, only the largest sum of each month.
    `known` counts findings about a decision by what was visible on its day: `then`, `later` or `none`.
    """

    total: Line
    money_once: Decimal
    by_office: tuple[tuple[Office, Line], ...]
    by_clause: tuple[Line, ...]
    by_county: tuple[Line, ...]
    by_rule: tuple[Line, ...]
    by_year: tuple[tuple[str, Decimal, int], ...]
    answers: Mapping[str, int]
    undecided: tuple[Undecided, ...]
    owed: tuple[Owed, ...]
    notes: int
    known: Mapping[str, int]


def add_up(run: RunFolder, rules: Mapping[str, Rule]) -> Totals:
    """Add up a run; `rules` is the catalogue that the run was made with."""
    db = run.db
    _name_offices(db, rules)
    undecided = _undecided(db)
    return Totals(
        total=next(iter(_lines(db, "''")), _nothing("")),
        money_once=_money_once(db),
        by_office=_by_office(db),
        by_clause=_sorted_clauses(_lines(db, "unnest(clauses)")),
        by_county=tuple(sorted(_lines(db, "unnest(counties)"), key=lambda line: (-line.count, line.key))),
        by_rule=tuple(sorted(_lines(db, "rule"), key=lambda line: (-line.count, line.key))),
        by_year=_by_year(db),
        answers=dict(db.execute("SELECT answer, count(*) FROM answer GROUP BY ALL").fetchall()),
        undecided=undecided,
        owed=_owed(undecided),
        notes=_one(db, "SELECT count(*) FROM note"),
        known=dict(db.execute(KNOWN).fetchall()),
    )


def _lines(db: duckdb.DuckDBPyConnection, key: str, source: str = "finding") -> list[Line]:
    """One line per value of a key expression over `finding`, or over a query that widens it."""
    rows = db.execute(
        f"""
        WITH keyed AS (SELECT {key} AS key, grade, households, amount, subject_kind,
                              finding_id IN (SELECT finding_id FROM month) AS is_paid FROM {source}),
        household AS (SELECT key, count(DISTINCT household) AS households
                      FROM (SELECT key, unnest(households) AS household FROM keyed) GROUP BY key)
        SELECT k.key, count(*) FILTER (grade = 'strong'), count(*) FILTER (grade = 'lead'),
               count(*) FILTER (grade NOT IN ('strong', 'lead')), coalesce(any_value(h.households), 0),
               coalesce(sum(k.amount) FILTER (k.is_paid AND k.subject_kind NOT IN {OF_OFFICES}), 0)::DECIMAL(38, 2),
               coalesce(sum(k.amount) FILTER (k.subject_kind IN {OF_OFFICES}), 0)::DECIMAL(38, 2)
        FROM keyed AS k LEFT JOIN household AS h ON h.key = k.key
        GROUP BY k.key ORDER BY k.key
        """
    ).fetchall()
    return [Line(str(row[0]), *row[1:]) for row in rows]


def _nothing(key: str) -> Line:
    return Line(key, 0, 0, 0, 0, NOTHING, NOTHING)


def _name_offices(db: duckdb.DuckDBPyConnection, rules: Mapping[str, Rule]) -> None:
    """Make the table office(rule, clauses, office): whom each set of clauses found speaks of."""
    db.execute("CREATE OR REPLACE TABLE office (rule VARCHAR, clauses VARCHAR[], office VARCHAR)")
    found = db.execute("SELECT DISTINCT rule, clauses FROM finding").fetchall()
    rows = [
        [rule, clauses, office.value]
        for rule, clauses in found
        for office in offices_of(tuple(clauses), rules[rule].clauses if rule in rules else ())
    ]
    if rows:
        db.executemany("INSERT INTO office VALUES (?, ?, ?)", rows)


def _by_office(db: duckdb.DuckDBPyConnection) -> tuple[tuple[Office, Line], ...]:
    widened = "(SELECT o.office, f.* FROM finding AS f JOIN office AS o ON o.rule = f.rule AND o.clauses = f.clauses)"
    lines = {line.key: line for line in _lines(db, "office", widened)}
    return tuple((office, lines.get(office.value, _nothing(office.value))) for office in Office)


def _sorted_clauses(lines: Iterable[Line]) -> tuple[Line, ...]:
    def order(line: Line) -> tuple[int, int, str]:
        article, _, item = line.key.rstrip(")").partition("(")
        return int(article) if article.isdigit() else 99, int(item) if item.isdigit() else 0, line.key

    return tuple(sorted(lines, key=order))


def _money_once(db: duckdb.DuckDBPyConnection) -> Decimal:
    return Decimal(
        _one(
            db,
            """
            SELECT coalesce(sum(most), 0)::DECIMAL(38, 2)
            FROM (SELECT max(m.amount) AS most
                  FROM month AS m JOIN finding AS f ON f.finding_id = m.finding_id
                  WHERE len(f.households) = 1
                  GROUP BY f.households, m.month)
            """,
        )
    )


def _by_year(db: duckdb.DuckDBPyConnection) -> tuple[tuple[str, Decimal, int], ...]:
    rows = db.execute(
        "SELECT left(month, 4) AS year, coalesce(sum(amount), 0)::DECIMAL(38, 2), count(DISTINCT finding_id) "
        "FROM month GROUP BY year ORDER BY year"
    ).fetchall()
    return tuple((row[0], row[1], row[2]) for row in rows)


def _undecided(db: duckdb.DuckDBPyConnection) -> tuple[Undecided, ...]:
    rows = db.execute(
        "SELECT rule, coalesce(division, ''), reasons FROM answer WHERE answer = 'cannot_decide' ORDER BY ALL"
    ).fetchall()
    return tuple(Undecided(rule, division, _reasons(told)) for rule, division, told in rows)


def _reasons(told: str | None) -> tuple[Reason, ...]:
    """The reasons of an answer from the JSON of answers.csv."""
    return tuple(
        Reason(each.get("table", ""), Text(each["zh"], each["en"])) for each in json.loads(told or "[]")
    )


def _owed(undecided: Iterable[Undecided]) -> tuple[Owed, ...]:
    """What is owed by table, the table that most answers wait for first.

    A reason behind which no table is stands alone, with '' for its table.
    """
    waiting: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    words: dict[tuple[str, str], dict[Text, None]] = {}
    for answer in undecided:
        for reason in answer.reasons:
            key = (reason.table, "" if reason.table else reason.text.zh)
            waiting.setdefault(key, {})[answer.rule, answer.division] = None
            words.setdefault(key, {})[reason.text] = None
    ranked = sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Owed(
            key[0],
            tuple(words[key]),
            tuple(sorted({rule for rule, _ in answers})),
            tuple(sorted({place for _, place in answers}, key=lambda code: (name_of(code), code))),
        )
        for key, answers in ranked
    )


def _one(db: duckdb.DuckDBPyConnection, query: str) -> Any:  # noqa: ANN401  whatever the query counts
    row = db.execute(query).fetchone()
    return row[0] if row else 0
