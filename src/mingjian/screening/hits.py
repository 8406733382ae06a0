"""The rows of one rule's SELECT, each with its subject, place, clauses and grade settled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb

from mingjian.exchange import identity
from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import Session
from mingjian.wording import Text

# The Measures came into force on this day; what was over before it carries no clause of Articles 7 to 11.
IN_FORCE = "DATE '2014-12-01'"
SUBJECT_COLUMNS = {
    "household": "h.household_id",
    "account": "x.account_no",
    "batch": "x.batch_id",
    "application": "x.application_id",
    "village": "x.division",
    "township": "x.division",
    "county": "x.division",
    "league": "x.division",
}
PERSONAL = ("person", "officer")
# Notes of a rule are gathered as its findings are, in tables of their own.
FIRST_NOTE = 1000
OPTIONAL = {
    "household": "INTEGER",
    "division": "VARCHAR",
    "m": "INTEGER",
    "fen": "BIGINT",
    "shared_by": "INTEGER",
    "first_on": "DATE",
    "last_on": "DATE",
    "known_assumed": "BOOLEAN",
    "documented": "BOOLEAN",
}


class BrokenRule(Exception):
    """A rule whose SQL does not give what its rule.toml declares: a fault of the rule, not of the data."""

    def __init__(self, rule: Rule, reason: str) -> None:
        self.text = Text(f"规则 {rule.id} 有误：{reason}", f"Rule {rule.id} is broken: {reason}")
        super().__init__(str(self.text))


@dataclass(frozen=True)
class Hits:
    """The hits of a rule in the session: table `hit_<number>` with the columns of the SELECT and more, and its rows."""

    rule: Rule
    number: int
    types: Mapping[str, str]
    rows: int

    @property
    def table(self) -> str:
        """The table of the rows of the SELECT."""
        return f"hit_{self.number}"

    def as_notes(self) -> "Hits":
        """The same as notes of the rule, with the sentence and the number of notes."""
        return replace(
            self, rule=replace(self.rule, sentence=self.rule.note), number=FIRST_NOTE + self.number
        )

    @property
    def are_notes(self) -> bool:
        """Whether these are notes of the rule and no findings."""
        return self.number >= FIRST_NOTE


def run_rule(connection: Session, rule: Rule, number: int) -> tuple[Hits, ...]:
    """Run the rule's SELECT and keep its rows with subject, place, clause and grade settled.

    Rows of the grade `note` are no findings: a rule that has a sentence for them gives second hits with that sentence.
    Hits without a row are left out.
    Raises BrokenRule where the SELECT fails or lacks a declared column.
    """
    # The text stands on lines of its own: a rule may end in a comment.
    body = rule.sql.strip().rstrip(";")
    try:
        found = connection.execute(f"CREATE OR REPLACE TEMP TABLE hit AS\n{body}\n").fetchall()
    except duckdb.Error as error:
        raise BrokenRule(rule, str(error)) from error
    described = connection.execute("DESCRIBE hit").fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    columns = frozenset(types)
    missing = {"grade", "clause", *(v.name for v in rule.values)} - columns
    if missing:
        raise BrokenRule(rule, f"missing {', '.join(sorted(missing))}")
    if not found[0][0]:
        return ()
    split = [Hits(rule, number, OPTIONAL | types, 0)]
    if rule.note:
        split.append(split[0].as_notes())
    counted = []
    for hits in split:
        made = connection.execute(f"CREATE TEMP TABLE {hits.table} AS {_settled(hits, columns)}").fetchone()
        counted.append(replace(hits, rows=int(made[0]) if made else 0))
    return tuple(hits for hits in counted if hits.rows)


def _settled(hits: Hits, columns: frozenset[str]) -> str:
    rule = hits.rule
    wanted = f"WHERE x.grade {'=' if hits.are_notes else '<>'} 'note'" if rule.note else ""
    filled = [f"cast(NULL AS {kind}) AS {name}" for name, kind in OPTIONAL.items() if name not in columns]
    own = [f"x.{name}" for name in sorted(columns - {"grade", "clause", "division"})]
    household = "x.household" if "household" in columns else "NULL"
    division = "coalesce(x.division, h.division)" if "division" in columns else "h.division"
    capped = "AND coalesce(x.documented, true)" if "documented" in columns else ""
    capped += "".join(_declared(table, division) for table in rule.strong_if_complete)
    ended = f"coalesce(c.last_on, {'x.last_on' if 'last_on' in columns else 'NULL'})"
    month = "x.m" if "m" in columns else "NULL"
    parts = [
        f"{_subject(rule, columns)} AS subject_id",
        f"{division} AS division",
        "h.household_id AS home_id",
        "h.division AS home_division",
        f"CASE WHEN {ended} < {IN_FORCE} THEN '' ELSE x.clause END AS clause",
        f"CASE WHEN x.grade = 'strong' {capped} THEN 3 WHEN x.grade IN ('strong', 'lead') THEN 2 ELSE 1 END AS grade",
        *(part for part in own if part != "x.subject_id"),
        *(part for part in filled if not part.endswith("AS division")),
    ]
    return (
        f"SELECT {', '.join(parts)}\nFROM hit AS x\nLEFT JOIN kept.households AS h ON h.household = {household}\n"
        f"LEFT JOIN kept.calendar AS c ON c.m = {month}\n{wanted}"
    )


def _declared(table: str, division: str) -> str:
    """SQL for: sources.toml declares the table complete for the place, so that a row that is missing says something."""
    return (
        f" AND EXISTS (SELECT 1 FROM extracts AS e WHERE e.complete AND e.table_name = '{table}' "
        f"AND starts_with({division}, e.division))"
    )


def _subject(rule: Rule, columns: frozenset[str]) -> str:
    if rule.subject in PERSONAL:
        return identity.id_text_sql("x.person_id")
    # A pair of households has an id of its own, and a row for each of the two.
    if rule.subject == "household" and "subject_id" in columns:
        return "x.subject_id"
    return SUBJECT_COLUMNS.get(rule.subject, "x.subject_id")
