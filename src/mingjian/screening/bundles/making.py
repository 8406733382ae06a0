"""Makes the bundle of one finding: the smallest reach of rows over which its rules find the very same again."""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from mingjian import __version__
from mingjian.exchange import identity
from mingjian.exchange.progress import Progress
from mingjian.exchange.snapshots import Snapshot, SourceFile, TableSnapshot
from mingjian.exchange.standard import tables
from mingjian.privacy.cells import harmless_cell
from mingjian.privacy.masking import COLUMNS as HOLDS
from mingjian.privacy.masking import Disclosure, mask_values
from mingjian.screening.bundles import packing
from mingjian.screening.bundles.closure import Reach, mark, rows_sql, tables_read
from mingjian.screening.bundles.disguising import Disguise
from mingjian.screening.bundles.replaying import Told, replay
from mingjian.screening.catalogue import Rule, in_running_order, load_rules, open_rules
from mingjian.screening.deciding import decide
from mingjian.screening.facts import facts_version
from mingjian.screening.order import Order
from mingjian.screening.parameters import make_parameter_table, read_local_values
from mingjian.screening.running import find, prepare, take_inventory
from mingjian.screening.sentences import MASKED, OPEN
from mingjian.screening.workspace import quoted, session
from mingjian.wording import Refusal, Text

# What a disguise must leave as it was; the subject, the sentence and the values name persons.
UNPERSONAL = (
    "rule",
    "clause",
    "elements_open",
    "grade",
    "division",
    "household_id",
    "first",
    "last",
    "amount",
    "months",
)
# Findings about these are never found again over the rows of a household.
OF_PLACES = ("village", "township", "county", "league", "department", "fund", "group")
VOICES = {Disclosure.MASKED: MASKED, Disclosure.FULL: OPEN}


@dataclass(frozen=True)
class Bundle:
    """A finished bundle: its bytes, the finding as it stands in it, how far its rows reach, and how many there are."""

    content: bytes
    finding: Told
    reach: Reach
    rows: int


@dataclass(frozen=True)
class Original:
    """A finding as the whole snapshot gives it, with all rules that ran for it, the finding's own last."""

    finding: Told
    rules: tuple[Rule, ...]
    order: Order


def rule_of_finding(store: Path, finding_id: str) -> Rule | None:
    """The rule of a finding in the latest run folder of the store that holds it; None where no run does."""
    runs = sorted(
        (store / "runs").glob("[!.]*/findings.parquet"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for path in runs:
        with duckdb.connect() as connection:
            row = connection.execute(
                "SELECT rule FROM read_parquet(?) WHERE finding_id = ? LIMIT 1", [str(path), finding_id]
            ).fetchone()
        if row:
            return load_rules().get(row[0])
    return None


def make_bundle(
    snapshot: Snapshot, store: Path, order: Order, finding_id: str, disclosure: Disclosure, progress: Progress
) -> Bundle:
    """The bundle of a finding of the order's rules on its day.

    Raises Refusal where there is no such finding, or it cannot be found again without the persons in it.
    """
    rule = rule_of_finding(store, finding_id) or _found_by_running(
        snapshot, store, order, finding_id, progress
    )
    if rule and not rule.is_guarded:
        alone = replace(order, rules={rule.id: rule}, voice=VOICES[disclosure])
        with (
            tempfile.TemporaryDirectory(dir=_workplace(store), prefix="bundle-") as name,
            _prepared(snapshot, store, alone, progress) as connection,
        ):
            original = _original(connection, snapshot, alone, rule, finding_id)
            if original:
                return _smallest(connection, snapshot, original, disclosure, Path(name), progress)
    raise Refusal(
        f"以 {order.as_of} 为准的数据中没有编号为“{finding_id}”的线索；编号在 findings.csv 或台账“线索编号”一栏，"
        "并请用 --as-of 写明那次筛查的日期。",
        f"There is no finding '{finding_id}' in the data as of {order.as_of}; its id stands in findings.csv, and "
        "--as-of names the day of that run.",
    )


def _found_by_running(
    snapshot: Snapshot, store: Path, order: Order, finding_id: str, progress: Progress
) -> Rule | None:
    """The rule of the order that has this finding; None where none has."""
    order = replace(order, rules=open_rules(order.rules))
    files = {name: table.path for name, table in snapshot.tables.items()}
    with session(files, store, store) as connection:
        find(connection, snapshot, store, order, progress)
        row = connection.execute("SELECT rule FROM finding WHERE finding_id = ?", [finding_id]).fetchone()
    return load_rules()[row[0]] if row else None


def _workplace(store: Path) -> Path:
    (store / "tmp").mkdir(parents=True, exist_ok=True)
    return store / "tmp"


@contextmanager
def _prepared(
    snapshot: Snapshot, store: Path, order: Order, progress: Progress
) -> Iterator[duckdb.DuckDBPyConnection]:
    files = {name: table.path for name, table in snapshot.tables.items()}
    with session(files, store, store) as connection:
        prepare(connection, snapshot, store, order, progress)
        yield connection


def _original(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, order: Order, rule: Rule, finding_id: str
) -> Original | None:
    inventory = take_inventory(connection, snapshot)
    ran, rules = [], in_running_order({rule.id: rule})
    local_values = read_local_values(connection, rules)
    for each in rules:
        make_parameter_table(connection, each, local_values[each.id], order.settings)
        if any(not verdict.obstacles for verdict in decide(connection, inventory, each, order)):
            ran.append(each)
    if rule not in ran:
        return None
    finding = replay(connection, snapshot, order, ran).get(finding_id)
    return Original(finding, tuple(ran), order) if finding else None


def _smallest(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    original: Original,
    disclosure: Disclosure,
    workplace: Path,
    progress: Progress,
) -> Bundle:
    """The bundle with the smallest reach that gives the finding again."""
    for reach in Reach:
        if reach is Reach.HOUSEHOLD and original.finding["subject_kind"] in OF_PLACES:
            continue
        progress(Text(f"取行：{reach}", f"taking rows: {reach}"), 0, 0)
        folder = workplace / reach
        taken = _take(connection, snapshot, original, reach, folder, disclosure)
        again = found_again(taken.snapshot, folder, original.order, original.rules)
        finding = again.get(taken.expected["finding_id"])
        if finding and _is_same(taken.expected, finding, disclosure):
            return _bundle(snapshot, original, finding, taken, reach, disclosure)
        shutil.rmtree(folder)
    raise Refusal(
        "遮盖个人信息后，这条规则不能得出同一条线索（它比对姓名、出生日期、住址、文字或以往的核查结果）；"
        "请加 --reveal 写出完整的线索包，并专人保管。",
        "Without the persons in it the rule does not find the same again (it compares names, days of birth, addresses, "
        "free text or earlier outcomes); add --reveal for a full bundle, and keep it in one hand.",
    )


def found_again(snapshot: Snapshot, folder: Path, order: Order, rules: Sequence[Rule]) -> dict[str, Told]:
    """The findings of the last rule over the rows of a bundle, whose facts are built in its folder."""
    files = {name: table.path for name, table in snapshot.tables.items()}
    with session(files, folder, folder) as connection:
        prepare(connection, snapshot, folder, replace(order, rules={r.id: r for r in rules}), lambda *_: None)
        return replay(connection, snapshot, order, rules)


def _is_same(expected: Told, finding: Told, disclosure: Disclosure) -> bool:
    """Whether a finding is the expected one: in disguise all of it but what names persons, down to the rows."""
    if disclosure is Disclosure.FULL:
        return expected == finding
    return all(expected[name] == finding[name] for name in UNPERSONAL) and _unpersonal_evidence(
        expected
    ) == _unpersonal_evidence(finding)


def _unpersonal_evidence(finding: Told) -> tuple[object, ...]:
    """Which rows a finding rests on, how many more there are, and what was known when: nothing of their values."""
    evidence = finding["evidence"]
    rows = [[row.get(name) for name in ("table", "file", "sheet", "row")] for row in evidence["rows"]]
    return rows, evidence.get("more"), evidence.get("known")


@dataclass(frozen=True)
class Taken:
    """Rows taken into a folder as a snapshot of their own, and the finding as it must come out of them."""

    snapshot: Snapshot
    expected: Told


def _take(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    original: Original,
    reach: Reach,
    folder: Path,
    disclosure: Disclosure,
) -> Taken:
    finding = original.finding
    if reach is not Reach.EVERYTHING:
        mark(
            connection,
            reach,
            households=finding["household_id"].split("|"),
            divisions=[code for code in finding["division"].split("|") if code],
            words=finding["subject_id"].partition("@")[0].split("|"),
            persons=persons_in(finding),
        )
    names = tuple(name for name in tables_read(original.rules) if name in snapshot.tables)
    folder.mkdir(parents=True)
    select = {name: rows_sql(tables()[name], reach) for name in names}
    if disclosure is Disclosure.MASKED:
        disguise = Disguise(connection, lambda name: select[name], names)
        subject = disguise.subject(finding["subject_id"], finding["subject_kind"])
        finding = {
            **finding,
            "finding_id": _id_of(connection, finding, subject),
            "household_id": disguise.households(finding["household_id"]),
        }
        select = {name: disguise.select(name, sql) for name, sql in select.items()}
    written = {name: _write(connection, snapshot.tables[name], sql, folder) for name, sql in select.items()}
    declared = {name: said for name, said in snapshot.declared.items() if name in written}
    return Taken(Snapshot("bundle", written, declared, ()), finding)


def _id_of(connection: duckdb.DuckDBPyConnection, finding: Told, subject: str) -> str:
    row = connection.execute(
        "SELECT left(sha256(concat_ws(chr(9247), ?, ?, ?)), 32)",
        [finding["rule"], finding["subject_kind"], subject],
    ).fetchone()
    return str(row[0]) if row else ""


def persons_in(finding: Told) -> list[int]:
    """The identity numbers that stand in the subject and in the evidence of a finding."""
    words = {*finding["subject_id"].partition("@")[0].split("|")}
    for row in finding["evidence"]["rows"]:
        words |= {str(value) for value in row["values"].values()}
    numbers = (identity.id_number(word) for word in words if len(word) == 18)
    return sorted(number for number in numbers if number is not None)


def _write(
    connection: duckdb.DuckDBPyConnection, table: TableSnapshot, sql: str, folder: Path
) -> TableSnapshot:
    path = folder / f"{table.name}.parquet"
    order = "source_file, source_line" if "source_row" in {c.name for c in tables()[table.name].columns} else (
        "source_file, source_row"
    )  # fmt: skip
    connection.execute(
        f"COPY ({sql} ORDER BY {order}) TO '{quoted(path.resolve())}' (FORMAT parquet, COMPRESSION zstd)"
    ).fetchall()
    row = connection.execute(f"SELECT count(*) FROM read_parquet('{quoted(path.resolve())}')").fetchone()
    rows = int(row[0]) if row else 0
    sources = tuple(SourceFile(s.path, s.sheet, "", "", 0) for s in table.sources)
    return TableSnapshot(
        table.name, path, packing.digest(path.read_bytes()), rows, rows, 0, sources, table.present, ()
    )


def _bundle(
    snapshot: Snapshot, original: Original, finding: Told, taken: Taken, reach: Reach, disclosure: Disclosure
) -> Bundle:
    rows = {name: table for name, table in taken.snapshot.tables.items() if table.accepted}
    members = {f"rows/{name}.parquet": table.path.read_bytes() for name, table in rows.items()}
    for rule in original.rules:
        members |= rule_texts(rule)
    members["说明.txt"] = _readme(finding, original, reach, disclosure).encode()
    members["evidence.csv"] = _evidence(finding, disclosure).encode()
    manifest = {
        "format": packing.FORMAT,
        "disclosure": disclosure.value,
        "program_version": __version__,
        "engine": f"duckdb {duckdb.__version__}",
        "facts_version": facts_version(),
        "as_of": original.order.as_of.isoformat(),
        "snapshot": snapshot.id,
        "reach": str(reach),
        "rules": {rule.id: rule.version for rule in original.rules},
        "order": [rule.id for rule in original.rules],
        "settings": {f"{rule}.{name}": value for (rule, name), value in original.order.settings.items()},
        "finding": finding,
        "tables": {
            name: _table_entry(snapshot.tables[name], table) for name, table in taken.snapshot.tables.items()
        },
        "declared": {name: _declared_entry(said) for name, said in taken.snapshot.declared.items()},
    }
    total = sum(table.accepted for table in rows.values())
    return Bundle(packing.packed(manifest, members), finding, reach, total)


def rule_texts(rule: Rule) -> Mapping[str, bytes]:
    """The files of a rule's folder that say what it does."""
    folder = resources.files("mingjian.rules").joinpath(rule.id.replace("-", "_"))
    names = [name for name in ("rule.toml", "rule.sql", "judged.sql") if folder.joinpath(name).is_file()]
    return {f"rules/{rule.id}/{name}": folder.joinpath(name).read_bytes() for name in names}


def _table_entry(whole: TableSnapshot, table: TableSnapshot) -> dict[str, Any]:
    return {
        "rows": table.accepted,
        "of": whole.accepted,
        "snapshot_hash": whole.hash,
        "present": list(whole.present),
        "sources": [[source.path, source.sheet] for source in whole.sources],
    }


def _declared_entry(said: Any) -> dict[str, Any]:  # noqa: ANN401  what sources.toml says
    return {
        "divisions": list(said.divisions),
        "complete": said.complete,
        "from_day": said.from_day.isoformat() if said.from_day else None,
        "to_day": said.to_day.isoformat() if said.to_day else None,
        "provider": said.provider,
    }


def _readme(finding: Told, original: Original, reach: Reach, disclosure: Disclosure) -> str:
    masked = "个人信息已替换" if disclosure is Disclosure.MASKED else "含完整个人信息，专人保管"
    sentence = finding["explanation"]
    rule = original.rules[-1]
    return (
        f"明鉴线索包（{masked}）\n\n规则：{rule.title.zh}（{rule.id}，版本 {rule.version}）\n"
        f"数据截至：{original.order.as_of}；取行范围：{reach}\n\n{sentence}\n\n"
        "线索是“值得看一看”的理由，不是结论。\n"
        "核验：mingjian verify 本文件　在任何装有明鉴的机器上重新运行，答复“一致”或“不一致”。\n"
        "evidence.csv 是依据的各行；rows/ 是重新运行所需的全部行；rules/ 是规则的文字和参数；"
        "manifest.json 是版本和散列值。\n"
    )


def _evidence(finding: Told, disclosure: Disclosure) -> str:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(("table", "key", "file", "sheet", "row", "values"))
    for row in finding["evidence"]["rows"]:
        values = row["values"] if disclosure is Disclosure.FULL else mask_values(row["values"], HOLDS)
        key = row["key"] if disclosure is Disclosure.FULL else ""
        cells = (
            row["table"],
            key,
            row["file"],
            row["sheet"],
            row["row"],
            json.dumps(values, ensure_ascii=False),
        )
        writer.writerow([harmless_cell(str("" if cell is None else cell)) for cell in cells])
    return held.getvalue()
