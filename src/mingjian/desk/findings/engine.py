"""The one door between the desk and the engine: a run folder of `mingjian screen`, read as values."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from mingjian.exchange import identity
from mingjian.exchange.divisions import name_of
from mingjian.exchange.snapshots import load_snapshot
from mingjian.exchange.standard import tables
from mingjian.law.measures import elements, provision
from mingjian.screening.catalogue import FAMILIES, FLOOR, Rule, load_rules
from mingjian.screening.editions import may_warn_officers, question_of
from mingjian.screening.obstacles import missing_local
from mingjian.screening.outcomes import ENOUGH as ENOUGH
from mingjian.screening.outcomes import Record as Record
from mingjian.screening.reports.known import known_words
from mingjian.wording import Refusal, Text

CHUNK = 1000
COLUMNS = (
    "finding_id",
    "rule",
    "rule_version",
    "clause",
    "elements_open",
    "grade",
    "subject_kind",
    "subject_id",
    "division",
    "household_id",
    "first",
    "last",
    "amount",
    "evidence",
    "explanation",
    "snapshot",
)
YES_NO = {"true": Text("是", "yes"), "false": Text("否", "no")}
GONE = "~", Text("目录中已没有的规则", "Rules that the catalogue no longer has")
PERSONAL = ("person", "officer")


@dataclass(frozen=True)
class RunFacts:
    """What run.json says of a run: when the data stand, which program and rules, over which place, how many findings.

    `division` and `household` are empty for a run over all the data: what a run did not look at, it does not clear.
    """

    as_of: date
    snapshot: str
    version: str
    division: str
    household: str
    rules: tuple[str, ...]
    findings: int


@dataclass(frozen=True)
class Found:
    """One finding as a run holds it; `months` gives fen by month (`2024-03`)."""

    finding_id: str
    rule: str
    rule_version: str
    clauses: tuple[str, ...]
    elements_open: tuple[str, ...]
    grade: str
    subject_kind: str
    subject_id: str
    divisions: tuple[str, ...]
    households: tuple[str, ...]
    first: date | None
    last: date | None
    fen: int | None
    evidence: str
    explanation: str
    snapshot: str
    months: Mapping[str, int]


@dataclass(frozen=True)
class Missing:
    """One thing for want of which a question was not decided: the table that is owed, or '', and the sentence.

    `key` says what it is in ids, whatever the words are; empty where an earlier version made the run, which said the
    sentence and no more.
    """

    key: str
    table: str
    text: Text


@dataclass(frozen=True)
class Undecided:
    """A question that a run could not decide in a place, and why."""

    rule: str
    division: str
    missing: tuple[Missing, ...]


def read_run(folder: Path) -> RunFacts:
    """What the run says of itself; Refusal where the folder is no finished run."""
    path = folder / "run.json"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return RunFacts(
            as_of=date.fromisoformat(said["as_of"]),
            snapshot=str(said["snapshot"]),
            version=str(said["program_version"]),
            division=str(said["scope"]["division"]),
            household=str(said["scope"]["household"]),
            rules=tuple(said["rules"]),
            findings=_count(folder),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, duckdb.Error) as error:
        raise Refusal(
            f"{folder} 不是完整的筛查结果文件夹（run.json、findings.parquet 或 answers.csv 缺失、无法读取或缺列）；"
            "请指定 mingjian screen 的输出文件夹。",
            f"{folder} is no finished run (run.json, findings.parquet or answers.csv is missing, cannot be read or "
            "lacks a column); name the folder that mingjian screen wrote.",
        ) from error


def findings_of(folder: Path) -> Iterator[list[Found]]:
    """The findings of a run in lists of at most a thousand, ordered by their id."""
    with duckdb.connect() as connection:
        months = _months(connection, folder)
        cursor = connection.execute(
            f"SELECT {', '.join(COLUMNS)} FROM read_parquet(?) ORDER BY finding_id",
            [str(folder / "findings.parquet")],
        )
        while rows := cursor.fetchmany(CHUNK):
            yield [_found(dict(zip(COLUMNS, row, strict=True)), months) for row in rows]


def is_about_officers(rule_id: str) -> bool:
    """Whether a finding of the rule could warn an officer: so could one of a rule that the catalogue has no longer."""
    rule = rule_of(rule_id)
    return rule is None or may_warn_officers(rule)


def silent_households(folder: Path) -> frozenset[str]:
    """The households about which nothing is asked, since a finding of the run about them could warn an officer."""
    found = str(folder / "findings.parquet")
    with duckdb.connect() as connection:
        rules = connection.execute("SELECT DISTINCT rule FROM read_parquet(?)", [found]).fetchall()
        rows = connection.execute(
            "SELECT DISTINCT unnest(string_split(household_id, '|')) FROM read_parquet(?) "
            "WHERE list_contains(?::VARCHAR[], rule) AND household_id <> ''",
            [found, [rule for (rule,) in rules if is_about_officers(rule)]],
        ).fetchall()
    return frozenset(row[0] for row in rows)


def handlers_of(store: Path) -> Iterator[list[tuple[str, str]]]:
    """Who stands in the log of which household's procedure, of the latest snapshot of a store: household and number."""
    files = {name: table.path for name, table in load_snapshot(store).tables.items()}
    if not {"steps", "applications"} <= files.keys():
        return
    with duckdb.connect() as connection:
        cursor = connection.execute(
            "WITH logged AS (SELECT application_id, unnest([officer_id, officer2_id]) AS number FROM read_parquet(?)) "
            "SELECT DISTINCT a.household_id, l.number FROM logged AS l JOIN read_parquet(?) AS a "
            "ON a.application_id = l.application_id WHERE l.number IS NOT NULL AND a.household_id IS NOT NULL",
            [str(files["steps"]), str(files["applications"])],
        )
        while rows := cursor.fetchmany(CHUNK * 5):
            yield [(household, identity.id_text(number)) for household, number in rows]


def undecided_of(folder: Path) -> list[Undecided]:
    """What the run could not decide, by rule and place."""
    with duckdb.connect() as connection:
        cursor = connection.execute(
            "SELECT rule, division, reason, * EXCLUDE (rule, division, reason) "
            "FROM read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"') "
            "WHERE answer = 'cannot_decide' ORDER BY rule, division",
            [str(folder / "answers.csv")],
        )
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [Undecided(row["rule"], row["division"] or "", _missing(row)) for row in rows]


def _missing(row: Mapping[str, str | None]) -> tuple[Missing, ...]:
    """What a row of answers.csv says is missing; one of an earlier version has its sentences alone."""
    if "reasons" not in row:
        return tuple(_missing_once(said) for said in (row["reason"] or "").split("；") if said)
    return tuple(
        Missing(
            said["key"],
            said["table"] if said.get("table") in table_names() else "",
            Text(said["zh"], said["en"]),
        )
        for said in json.loads(row["reasons"] or "[]")
    )


# The name of a table in a sentence of an earlier version: （housing）, （members.income）.
NAMED = re.compile(r"（([a-z_]+)(?:\.[a-z_]+)?）")


def _missing_once(said: str) -> Missing:
    if said in said_once():
        return said_once()[said]
    named = (name for name in NAMED.findall(said) if name in table_names())
    return Missing("", next(named, ""), Text(said, said))


@cache
def said_once() -> Mapping[str, Missing]:
    """Sentences that earlier versions wrote in other words, with ids of rules and parameters, and what they meant."""
    meant = (
        (rule.id, names, missing_local(rule, names))
        for rule in load_rules().values()
        for count in range(len(rule.needs_local))
        for names in combinations(rule.needs_local, count + 1)
    )
    return {
        f"“地方规定”（local_rules）没有本地关于 {rule} 的 {'、'.join(names)} 的文件": Missing(
            one.key, one.table, one.text
        )
        for rule, names, one in meant
    }


def rule_of(rule_id: str) -> Rule | None:
    """The rule as this program knows it; None for one that it does not have (any more)."""
    return load_rules().get(rule_id)


def known_then(evidence: str) -> Text | None:
    """What was on record on the day of the decision and what came later; None where the run did not say."""
    known = json.loads(evidence or "{}").get("known")
    return known_words(known) if known else None


def record_of(rule_id: str, *, right: int, wrong: int) -> Record:
    """How often a rule was right, with its interval and its own floor, as the screening reckons it."""
    rule = rule_of(rule_id)
    return Record(rule_id, right, 0, wrong, 0, 0, rule.floor if rule else FLOOR)


def title_of(rule_id: str) -> Text:
    """The title of a rule; its id where the rule is not known."""
    rule = rule_of(rule_id)
    return rule.title if rule else Text(rule_id, rule_id)


def family_of(rule_id: str) -> tuple[str, Text]:
    """The letter by which the family of a rule is in its order, and its title; a rule that is gone stands last."""
    rule = rule_of(rule_id)
    return (rule.family, FAMILIES[rule.family]) if rule else GONE


@cache
def ask_of(rule_id: str) -> Text | None:
    """What a finding of the rule lets one ask of the household, naming no office; None where it asks nothing."""
    rule = rule_of(rule_id)
    return question_of(rule) if rule else None


def clause_text(cite: str) -> Text:
    """What an item of the Measures says, in the project's own words."""
    return provision(cite).wording


def element_text(element_id: str) -> Text:
    """What one element of a circumstance asks for, such as `8(5)/damage`."""
    cite = element_id.partition("/")[0]
    for element in elements(cite):
        if element.id == element_id:
            return element.phrase
    return Text(element_id, element_id)


def place_name(code: str) -> str:
    """The Chinese name of a place."""
    return name_of(code)


def table_title(name: str) -> Text:
    """The title of a table of the data standard."""
    table = tables().get(name)
    return Text(table.zh, name) if table else Text(name, name)


def table_names() -> frozenset[str]:
    """The names of all tables of the data standard."""
    return frozenset(tables())


def column_title(table_name: str, column: str) -> Text:
    """The header of a column of the data standard; the name itself where the standard does not know it."""
    table = tables().get(table_name)
    for known in table.columns if table else ():
        if known.name == column:
            return Text(known.zh, column)
    return Text(column, column)


def value_words(table_name: str, column: str, value: object) -> Text:
    """A value of a row as people read it: the words of a list, yes and no, a place by its name."""
    table = tables().get(table_name)
    known = next((each for each in table.columns if each.name == column), None) if table else None
    said = str(value)
    if known is None:
        return Text(said, said)
    if known.kind == "bool":
        return YES_NO.get(said.lower(), Text(said, said))
    if known.kind == "enum":
        chinese = (word for word, meant in known.words.items() if meant == said and not word.isascii())
        return Text(next(chinese, said), said)
    if known.kind == "code" and said.isdecimal():
        return Text(f"{name_of(said)}（{said}）", f"{name_of(said)} ({said})")
    return Text(said, said)


def _count(folder: Path) -> int:
    """How many findings there are; duckdb.Error where a file is none or lacks a column."""
    with duckdb.connect() as connection:
        found = str(folder / "findings.parquet")
        connection.execute(f"SELECT {', '.join(COLUMNS)} FROM read_parquet(?) LIMIT 0", [found])
        row = connection.execute("SELECT count(*) FROM read_parquet(?)", [found]).fetchone()
    undecided_of(folder)
    return int(row[0]) if row else 0


def _months(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, dict[str, int]]:
    path = folder / "finding_months.csv"
    if not path.is_file():
        return {}
    rows = connection.execute(
        "SELECT finding_id, month, cast(round(cast(amount AS DECIMAL(18, 2)) * 100) AS BIGINT) "
        "FROM read_csv(?, header = true, all_varchar = true)",
        [str(path)],
    ).fetchall()
    months: dict[str, dict[str, int]] = {}
    for finding_id, month, fen in rows:
        months.setdefault(finding_id, {})[month] = fen
    return months


def _found(row: Mapping[str, Any], months: Mapping[str, Mapping[str, int]]) -> Found:
    amount = row["amount"]
    return Found(
        finding_id=row["finding_id"],
        rule=row["rule"],
        rule_version=row["rule_version"],
        clauses=_split(row["clause"], ";"),
        elements_open=_split(row["elements_open"], ";"),
        grade=row["grade"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        divisions=_split(row["division"], "|"),
        households=_split(row["household_id"], "|"),
        first=row["first"],
        last=row["last"],
        fen=None if amount is None else int(Decimal(str(amount)) * 100),
        evidence=row["evidence"],
        explanation=row["explanation"],
        snapshot=row["snapshot"],
        months=months.get(row["finding_id"], {}),
    )


def _split(text: str | None, by: str) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split(by) if part)
