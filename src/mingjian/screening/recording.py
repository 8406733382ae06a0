"""The files of a run folder: findings, their months, answers, notes and run.json."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mingjian import __version__
from mingjian.exchange.snapshots import Snapshot
from mingjian.privacy.cells import harmless_cell, harmless_cell_sql
from mingjian.screening.assembling import COLUMNS
from mingjian.screening.catalogue import Rule, load_rules
from mingjian.screening.coverage import Sight
from mingjian.screening.deciding import AnswerRow
from mingjian.screening.engine import Session
from mingjian.screening.hits import Hits
from mingjian.screening.increments import Memory
from mingjian.screening.obstacles import as_data, in_words
from mingjian.screening.order import Order
from mingjian.screening.outcomes import Past, Record, Snooze
from mingjian.screening.parameters import Unfollowed
from mingjian.screening.sentences import OPEN
from mingjian.screening.shadow import FINDINGS, Shadow
from mingjian.screening.workspace import quoted

# Full identity numbers stand in these: only the owner may read them.
PRIVATE = 0o600
COVERAGE, SNOOZED = "coverage.csv", "snoozed.csv"
# Full numbers of persons, or ids that can be guessed from them; the last two are not in every run.
PERSONAL_FILES = ("findings.parquet", "findings.csv", "finding_months.csv", FINDINGS, SNOOZED)
ANSWER_HEADS = ("rule", "division", "answer", "count", "reason", "reasons")
SIGHT_HEADS = ("circumstance", "element", "division", "seen", "rules", "why", "tables", "reason", "reasons")
TEXTS = ("subject_id", "household_id", "explanation", "evidence")


def write_findings(connection: Session, folder: Path) -> int:
    """Write findings.parquet, findings.csv and finding_months.csv; returns the number of findings."""
    ordered = f"SELECT {COLUMNS} FROM finding ORDER BY rule, division, subject_id"
    cells = ", ".join(f"{harmless_cell_sql(c)} AS {c}" if c in TEXTS else c for c in COLUMNS.split(", "))
    months = (
        "SELECT f.finding_id, strftime(c.first_on, '%Y-%m') AS month, "
        "concat(s.fen // 100, '.', lpad(cast(s.fen % 100 AS VARCHAR), 2, '0')) AS amount "
        "FROM month_sum AS s JOIN finding AS f ON f.number = s.number AND f.subject_id = s.subject_id "
        "JOIN kept.calendar AS c ON c.m = s.m ORDER BY f.finding_id, s.m"
    )
    _copy(connection, ordered, folder / "findings.parquet", "FORMAT parquet, COMPRESSION zstd")
    _copy(connection, f"SELECT {cells} FROM ({ordered})", folder / "findings.csv", "FORMAT csv, HEADER")
    _copy(connection, months, folder / "finding_months.csv", "FORMAT csv, HEADER")
    row = connection.execute("SELECT count(*) FROM finding").fetchone()
    return int(row[0]) if row else 0


def count_by_place(connection: Session, findings: Sequence[Hits]) -> Mapping[str, Mapping[str, int]]:
    """How many findings of each rule touch each county (or league): one over several counties counts in each."""
    rules = {hits.number: hits.rule for hits in findings}
    rows = connection.execute(
        "SELECT g.number, coalesce(p.county, left(g.place, 6)) AS county, count(DISTINCT subject_id) FROM ("
        "SELECT number, subject_id, unnest(string_split(division, '|')) AS place FROM gathered) AS g "
        "LEFT JOIN kept.places AS p ON p.division = g.place GROUP BY ALL"
    ).fetchall()
    counts: dict[str, dict[str, int]] = {rule.id: {} for rule in rules.values()}
    for number, county, count in rows:
        if number in rules:
            rule = rules[number]
            place = county[: 4 if rule.level == "league" else 6]
            counts[rule.id][place] = counts[rule.id].get(place, 0) + count
    return counts


def write_answers(answers: Sequence[AnswerRow], folder: Path) -> None:
    """Write answers.csv: one row per rule and county (league for rules about leagues)."""
    rows = (
        [a.rule, a.division, a.answer, a.count, in_words(a.reasons, "zh"), _in_json(map(as_data, a.reasons))]
        for a in answers
    )
    _write_rows(folder / "answers.csv", ANSWER_HEADS, rows)


def _in_json(reasons: Iterable[Mapping[str, object]]) -> str:
    """Reasons for a program; empty where there is none."""
    told = list(reasons)
    return json.dumps(told, ensure_ascii=False) if told else ""


def write_coverage(sights: Sequence[Sight], folder: Path) -> None:
    """Write coverage.csv: the blind-spot map, one row per circumstance or element and county."""
    write_sights(sights, folder / COVERAGE)


def write_sights(sights: Sequence[Sight], path: Path) -> None:
    """Write the rows of a blind-spot map to a CSV file."""
    _write_rows(path, SIGHT_HEADS, (sight_row(sight) for sight in sights))


def sight_row(sight: Sight) -> list[str]:
    """A row of coverage.csv."""
    return [
        sight.circumstance,
        sight.element,
        sight.county,
        str(sight.seen),
        ";".join(sight.rules),
        ";".join(dict.fromkeys(reason.why for reason in sight.reasons)),
        ";".join(dict.fromkeys(reason.table for reason in sight.reasons if reason.table)),
        harmless_cell("；".join(dict.fromkeys(reason.text.zh for reason in sight.reasons))),
        _in_json(reason.data for reason in sight.reasons),
    ]


def write_notes(
    connection: Session,
    rules: Mapping[str, Rule],
    loose: Sequence[Unfollowed],
    past: Past,
    folder: Path,
) -> None:
    """Write notes.csv: what a reader should know and that is no finding."""
    _write_rows(
        folder / "notes.csv",
        ("rule", "subject_kind", "subject_id", "division", "sentence"),
        [
            *_notes_of_rules(connection),
            *_rows_without_household(connection),
            *_unread_local_rules(connection, rules),
            *([each.rule.id, "", "", each.row.division, harmless_cell(each.told.zh)] for each in loose),
            *_unusable_outcomes(past),
        ],
    )


def _notes_of_rules(connection: Session) -> Iterable[list[str]]:
    rows = connection.execute("SELECT * FROM note ORDER BY ALL").fetchall()
    return ([harmless_cell(cell or "") for cell in row] for row in rows)


def _rows_without_household(connection: Session) -> Iterable[list[str]]:
    for table, zh in (("members", "家庭成员"), ("grants", "保障记录")):
        # The fact holds the rows whose household is known, each once.
        row = connection.execute(
            f"SELECT (SELECT count(*) FROM raw.{table}) - (SELECT count(*) FROM kept.{table})"
        ).fetchone()
        if row and row[0]:
            yield ["", "", "", "", f"“{zh}”表有 {row[0]} 行的家庭编号不在“低保家庭”表中，这些行未参加比对。"]
    row = connection.execute("SELECT count(*) FROM kept.households WHERE NOT listed").fetchone()
    if row and row[0]:
        yield [
            "",
            "",
            "",
            "",
            f"有 {row[0]} 个家庭编号只见于发放明细，不在“低保家庭”表中，按无保障记录比对。",
        ]


def _unusable_outcomes(past: Past) -> Iterable[list[str]]:
    if past.unreasoned:
        said = f"“核查结果”表有 {past.unreasoned} 条写了暂缓日期而没有写理由，未作暂缓处理。"
        yield ["", "", "", "", said]
    if past.unknown:
        said = f"“核查结果”表有 {past.unknown} 条的线索编号不在本次和本库以往的结果中，未计入规则的准确率。"
        yield ["", "", "", "", said]


def write_snoozes(snoozes: Sequence[Snooze], folder: Path) -> None:
    """Write snoozed.csv: the findings of the run that are put off, until when and why; nothing where none is."""
    if snoozes:
        rows = [[each.finding_id, each.until.isoformat(), harmless_cell(each.reason)] for each in snoozes]
        _write_rows(folder / SNOOZED, ("finding_id", "until", "reason"), rows)
        (folder / SNOOZED).chmod(PRIVATE)


def _unread_local_rules(connection: Session, rules: Mapping[str, Rule]) -> Iterable[list[str]]:
    rows = connection.execute("SELECT rule, parameter, division FROM raw.local_rules ORDER BY ALL").fetchall()
    for rule, parameter, division in rows:
        if rule not in load_rules():
            yield [
                rule,
                "",
                "",
                division,
                f"地方规定中的规则编号“{rule}”不在规则目录中，该行未使用；请核对编号。",
            ]
        if rule in rules and parameter not in {p.name for p in rules[rule].parameters}:
            sentence = (
                f"地方规定中的参数“{parameter}”不是规则“{rules[rule].title.zh}”的参数，未使用；请核对参数名。"
            )
            yield [rule, "", "", division, sentence]


@dataclass(frozen=True)
class Beside:
    """What run.json says beside the rules: their records, the drafts in shadow, local rules that are not followed."""

    records: Mapping[str, Record]
    shadows: Sequence[Shadow]
    loose: Sequence[Unfollowed]
    memory: Memory | None = None


@dataclass(frozen=True)
class Effort:
    """What a run cost: seconds in all, and the most memory in MiB."""

    seconds: float
    peak_mib: float


def write_run(
    snapshot: Snapshot,
    order: Order,
    seconds: Mapping[str, float],
    effort: Effort,
    beside: Beside,
    folder: Path,
) -> None:
    """Write run.json: what was run over what, with which versions and parameters."""
    record = {
        "program_version": __version__,
        "engine": order.engine.label,
        "snapshot": snapshot.id,
        "as_of": order.as_of.isoformat(),
        "scope": {"division": order.scope.division, "household": order.scope.household_id or ""},
        "masked": order.voice is not OPEN,
        "tables": {name: _table(snapshot, name) for name in snapshot.tables},
        "rules": {
            rule.id: _rule(rule, order, seconds[rule.id]) | _precision(beside.records.get(rule.id))
            for rule in order.rules.values()
        },
        "local_rules_not_followed": [_unfollowed(each) for each in beside.loose],
        "seconds": round(effort.seconds, 3),
        "peak_memory_mib": round(effort.peak_mib, 1),
        "personal_data": [name for name in PERSONAL_FILES if (folder / name).is_file()],
    }
    if beside.memory:
        record["increment"] = {
            "facts_taken_over": list(beside.memory.borrowed),
            "rules_taken_over": beside.memory.reused,
        }
    if beside.shadows:
        record["drafts"] = [_draft(shadow) for shadow in beside.shadows]
    text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")


def _draft(shadow: Shadow) -> dict[str, Any]:
    said = {"rule": shadow.rule, "version": shadow.version, "findings": shadow.findings}
    return said | ({"fault": {"zh": shadow.fault.zh, "en": shadow.fault.en}} if shadow.fault else {})


def _precision(record: Record | None) -> dict[str, Any]:
    """How the rule has done so far, where anything is known of it."""
    if record is None:
        return {}
    low, high = record.interval or (None, None)
    counts = {
        name: getattr(record, name) for name in ("confirmed", "partly", "harmless", "record_wrong", "open")
    }
    return {
        "outcomes": counts
        | {"precision": _rounded(record.precision), "low": _rounded(low), "high": _rounded(high)}
        | {"floor": record.floor, "advice_only": record.is_advice_only}
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def _unfollowed(each: Unfollowed) -> dict[str, Any]:
    return {
        "rule": each.rule.id,
        "division": each.row.division,
        "parameter": each.row.parameter,
        "value": each.row.value,
        "document": each.row.document,
        "national": each.limit.value,
        "from_day": each.from_day,
        "to_day": each.to_day,
        "zh": each.told.zh,
        "en": each.told.en,
    }


def _table(snapshot: Snapshot, name: str) -> dict[str, Any]:
    table = snapshot.tables[name]
    said = snapshot.declared.get(name)
    return {
        "hash": table.hash,
        "read": table.read,
        "rows": table.accepted,
        "rejected": table.rejected,
        "superseded": len(table.superseded),
        "extra": list(table.extra),
        "declared": said is not None,
    } | ({key: value for key, value in asdict(said).items() if value} if said else {})


def _rule(rule: Rule, order: Order, seconds: float) -> dict[str, Any]:
    parameters = {name: _values(rule, name) for name in dict.fromkeys(p.name for p in rule.parameters)}
    parameters |= {name: value for (of, name), value in order.settings.items() if of == rule.id}
    return {
        "version": rule.version,
        "family": rule.family,
        "title_zh": rule.title.zh,
        "title_en": rule.title.en,
        "parameters": parameters,
        "seconds": round(seconds, 3),
    }


def _values(rule: Rule, name: str) -> object:
    """The value of a parameter; where it changed, every value with its period."""
    dated = [p for p in rule.parameters if p.name == name]
    if len(dated) == 1:
        return dated[0].value
    return [{"value": p.value, "from": p.from_day.isoformat(), "to": p.to_day.isoformat()} for p in dated]


def _copy(connection: Session, sql: str, path: Path, how: str) -> None:
    connection.execute(f"COPY ({sql}) TO '{quoted(path.resolve())}' ({how})").fetchall()
    path.chmod(PRIVATE)


def _write_rows(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
