"""Reads a run folder: the findings as tables to ask, and run.json as values."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from mingjian.exchange.divisions import name_of
from mingjian.privacy.masking import mask_text
from mingjian.wording import Refusal, Text

SNOOZED = "snoozed.csv"
FINDINGS, MONTHS, ANSWERS, NOTES, RUN = (
    "findings.parquet",
    "finding_months.csv",
    "answers.csv",
    "notes.csv",
    "run.json",
)


@dataclass(frozen=True)
class DataUsed:
    """One table of the snapshot as the run used it; what sources.toml does not say is empty or None.

    `superseded` rows are among the `rejected` and were corrected in another file.
    """

    name: str
    hash: str
    read: int
    accepted: int
    rejected: int
    superseded: int
    provider: str
    to_day: str
    complete: bool | None


@dataclass(frozen=True)
class RuleUsed:
    """One rule as the run used it; `parameters` as run.json gives them, `outcomes` where any are known."""

    id: str
    version: str
    parameters: Any
    seconds: float
    outcomes: Mapping[str, Any] | None = None

    @property
    def is_advice_only(self) -> bool:
        """Whether the outcomes of its findings lie below the floor of the rule."""
        return bool(self.outcomes and self.outcomes.get("advice_only"))


@dataclass(frozen=True)
class RunInfo:
    """What run.json says; `unfollowed` are the rows of local_rules that would loosen a national limit."""

    program_version: str
    snapshot: str
    as_of: date
    seconds: float
    peak_memory_mib: float
    engine: str
    division: str
    household: str
    tables: tuple[DataUsed, ...]
    rules: tuple[RuleUsed, ...]
    unfollowed: tuple[Text, ...] = ()

    @property
    def scope(self) -> Text:
        """What part of the data the run looked at; empty for all of it. A household's number is masked."""
        if self.household:
            number = mask_text(self.household)
            return Text(f"家庭 {number}", f"household {number}")
        return Text(name_of(self.division), name_of(self.division))

    @property
    def advice_only(self) -> frozenset[str]:
        """The rules that are advice only, because too many of their findings turned out wrong."""
        return frozenset(rule.id for rule in self.rules if rule.is_advice_only)

    @property
    def providers(self) -> Mapping[str, str]:
        """The declared provider of each table that has one."""
        return {table.name: table.provider for table in self.tables if table.provider}


@dataclass(frozen=True)
class Finding:
    """One finding as the ledger shows it; `months` is None where the finding is not about payments."""

    finding_id: str
    rule: str
    clauses: tuple[str, ...]
    elements_open: tuple[str, ...]
    grade: str
    subject_kind: str
    subject_id: str
    divisions: tuple[str, ...]
    household_id: str
    first: date | None
    last: date | None
    months: int | None
    amount: Decimal | None
    explanation: str
    evidence: Mapping[str, Any]


@dataclass(frozen=True)
class RunFolder:
    """A run folder opened for reading.

    `db` holds the tables `finding` (without evidence; `clauses` and `divisions` as lists, counties at 6 digits),
    `month` (finding_id, month, amount), `answer` and `note`, and the view `evidence` (finding_id, evidence).
    `snoozed` gives the day and the reason of findings that are put off.
    """

    path: Path
    info: RunInfo
    db: duckdb.DuckDBPyConnection
    snoozed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """Every finding with its evidence, by place, household and rule; read in pieces."""
        cursor = self.db.cursor().execute(_FINDINGS_IN_ORDER)
        while rows := cursor.fetchmany(1000):
            yield from (_finding(row) for row in rows)


def open_run(path: Path) -> RunFolder:
    """Open a run folder; Refusal where a file of it is missing."""
    for name in (FINDINGS, MONTHS, ANSWERS, RUN):
        if not (path / name).is_file():
            raise Refusal(
                f"{path} 不是完整的筛查结果文件夹：缺少 {name}；请重新运行 mingjian screen。",
                f"{path} is no complete run folder: {name} is missing; run mingjian screen again.",
            )
    db = duckdb.connect()
    db.execute(_FINDING_TABLE.format(_literal(path / FINDINGS)))
    db.execute(f"CREATE VIEW evidence AS SELECT finding_id, evidence FROM {_literal(path / FINDINGS)}")
    for table, columns, name in _CSV_TABLES:
        _read_csv(db, table, columns, path / name)
    return RunFolder(path, read_info(path), db, _snoozed(path / SNOOZED))


def _snoozed(path: Path) -> dict[str, tuple[str, str]]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["finding_id"]: (row["until"], row["reason"]) for row in csv.DictReader(file)}


def read_info(path: Path) -> RunInfo:
    """What run.json of a run folder says."""
    entry = json.loads((path / RUN).read_text(encoding="utf-8"))
    return RunInfo(
        program_version=str(entry.get("program_version", "")),
        snapshot=str(entry.get("snapshot", "")),
        as_of=date.fromisoformat(entry["as_of"]),
        seconds=float(entry.get("seconds", 0)),
        peak_memory_mib=float(entry.get("peak_memory_mib") or 0),
        engine=str(entry.get("engine", "")),
        division=str((entry.get("scope") or {}).get("division") or ""),
        household=str((entry.get("scope") or {}).get("household") or ""),
        tables=tuple(_table(name, said) for name, said in entry.get("tables", {}).items()),
        rules=tuple(_rule(name, said) for name, said in entry.get("rules", {}).items()),
        unfollowed=tuple(Text(row["zh"], row["en"]) for row in entry.get("local_rules_not_followed", ())),
    )


# The header decides what is read, so that columns may be added to the contract.
_CSV_TABLES = (
    ("month", {"finding_id": "VARCHAR", "month": "VARCHAR", "amount": "DECIMAL(18,2)"}, MONTHS),
    (
        "answer",
        dict.fromkeys(("rule", "division", "answer", "reasons"), "VARCHAR") | {"count": "BIGINT"},
        ANSWERS,
    ),
    ("note", dict.fromkeys(("rule", "subject_kind", "subject_id", "division", "sentence"), "VARCHAR"), NOTES),
)

_FINDING_TABLE = """
CREATE TABLE finding AS
SELECT finding_id, rule, grade, subject_kind, subject_id, coalesce(household_id, '') AS household_id,
       coalesce(division, '') AS division, elements_open, first, last, amount, explanation,
       list_filter(string_split(coalesce(clause, ''), ';'), lambda c: c <> '') AS clauses,
       list_distinct(list_transform(string_split(coalesce(division, ''), '|'), lambda d: left(d, 6))) AS counties,
       list_filter(string_split(coalesce(household_id, ''), '|'), lambda h: h <> '') AS households
FROM {}"""

_FINDINGS_IN_ORDER = """
SELECT f.finding_id, f.rule, f.clauses, f.elements_open, f.grade, f.subject_kind, f.subject_id, f.division,
       f.household_id, f.first, f.last, m.months, f.amount, f.explanation, e.evidence
FROM finding AS f
JOIN evidence AS e ON e.finding_id = f.finding_id
LEFT JOIN (SELECT finding_id, count(DISTINCT month) AS months FROM month GROUP BY finding_id) AS m
  ON m.finding_id = f.finding_id
ORDER BY f.division, f.household_id, f.rule, f.subject_id"""


def _read_csv(db: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], path: Path) -> None:
    if not path.is_file():
        declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        db.execute(f"CREATE TABLE {table} ({declared})")
        return
    selected = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())
    source = f"read_csv({_literal(path)}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
    db.execute(f"CREATE TABLE {table} AS SELECT {selected} FROM {source}")


def _finding(row: tuple[Any, ...]) -> Finding:
    return Finding(
        finding_id=row[0],
        rule=row[1],
        clauses=tuple(row[2]),
        elements_open=tuple(e for e in (row[3] or "").split(";") if e),
        grade=row[4],
        subject_kind=row[5],
        subject_id=row[6],
        divisions=tuple(dict.fromkeys(row[7].split("|"))),
        household_id=row[8],
        first=row[9],
        last=row[10],
        months=row[11],
        amount=row[12],
        explanation=row[13] or "",
        evidence=json.loads(row[14] or "{}"),
    )


def _table(name: str, said: Mapping[str, Any]) -> DataUsed:
    return DataUsed(
        name=name,
        hash=str(said.get("hash", "")),
        read=int(said.get("read", said.get("rows", 0))),
        accepted=int(said.get("accepted", said.get("rows", 0))),
        rejected=int(said.get("rejected", 0)),
        superseded=int(said.get("superseded", 0)),
        provider=str(said.get("provider") or ""),
        to_day=str(said.get("to_day") or ""),
        complete=said.get("complete"),
    )


def _rule(name: str, said: Mapping[str, Any]) -> RuleUsed:
    return RuleUsed(
        name,
        str(said.get("version", "")),
        said.get("parameters"),
        float(said.get("seconds") or 0),
        said.get("outcomes"),
    )


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
