"""Twelve rules against the same twelve written by hand, in Polars and in PostgreSQL: for agreement and for speed.

    python benchmarks/peers.py DIR [--runs 3] [--without-postgres]

DIR is a folder of data (`mingjian sample DIR --scale league --format parquet`); it is read into a store
beside it once, and every peer gets the tables of that snapshot. Our run is that of `mingjian screen DIR
--rules` with the twelve, reading and the report for people apart: **cold** builds the facts, runs the rules,
fetches the evidence and writes findings with their sentences; **kept** does so on the facts of the run
before. **Polars** (benchmarks/peers_polars.py says what it does and what it leaves out) reads the same
Parquet files and writes subjects, months and amounts. These three are run in turn, each in a process of its
own, and the CPU seconds of the whole process are taken, with those of the start.

**PostgreSQL** (benchmarks/peers.sql) is run once, on the server of tools/with_postgres.py. Its time is that
of the process that serves the connection, from the first rule to the last and with the tables the rules
share; loading stands apart.

The findings must be the same: of each rule the number of findings, of subjects and the sum of amounts, and
every subject with its amount. A difference is printed and makes the status 1. What is not installed is left
out, and that is said.
"""

import argparse
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import psycopg
from claims import Claim, told
from screening import AS_OF, cold, measured_command, run_into, store_of

from mingjian.exchange import identity
from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.exchange.snapshots import load_snapshot
from mingjian.law.calendar import numbered_days
from mingjian.law.calendar_file import official_calendar
from mingjian.screening.catalogue import choose_rules
from mingjian.screening.workdays import first_year

PERSONS = ("deceased-paid", "imprisoned-paid", "double-benefit", "payroll-recipient")
TWELVE = (
    *PERSONS, "vehicle-owner", "payee-outside-household", "paid-not-approved", "approved-not-paid", "survey-late",
    "late-payment", "check-late", "no-local-match",
)  # fmt: skip
TARGETS = {"cold": 0.7, "kept": 0.25}
HERE = Path(__file__).resolve().parent
FRAMES, STATEMENTS = HERE / "peers_polars.py", HERE / "peers.sql"
SERVER = HERE.parent / "tools" / "with_postgres.py"
DATABASE = "mingjian_peers"
# A backend that does all the work itself can be asked for its CPU seconds.
SETTINGS = ("max_parallel_workers_per_gather = 0", "work_mem = '512MB'", "jit = off")


# -- what a peer is given ---------------------------------------------------------------------------------------------
def write_order(store: Path, path: Path, as_of: date) -> None:
    """Write what the peers read: the files of the snapshot, the day, the working days; ValueError for local rules."""
    files = {name: str(table.path.resolve()) for name, table in load_snapshot(store).tables.items()}
    refuse_local_rules(files)
    calendar = official_calendar()
    days = numbered_days(date(first_year(calendar.years), 1, 1), date(max(calendar.years), 12, 31), calendar)
    given = {
        "files": files,
        "as_of": as_of.isoformat(),
        "workdays": [(day.isoformat(), n) for day, n in days],
    }
    path.write_text(json.dumps(given), encoding="utf-8")


def refuse_local_rules(files: dict[str, str]) -> None:
    """The peers know the national parameters alone."""
    if "local_rules" not in files:
        return
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT DISTINCT rule FROM '{files['local_rules']}'").fetchall()
    if set(TWELVE) & {rule for (rule,) in rows}:
        raise ValueError("a local rule sets a parameter of one of the twelve; the peers do not read it")


# -- PostgreSQL -------------------------------------------------------------------------------------------------------
def run_postgres(order: Path, out: Path) -> None:
    """Load the tables into a database of its own, run the statements, write findings and costs into `out`."""
    given = json.loads(order.read_text(encoding="utf-8"))
    server = os.environ["MINGJIAN_DATABASE"].rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        admin.execute(f"CREATE DATABASE {DATABASE}")
        try:
            with psycopg.connect(f"{server}/{DATABASE}", autocommit=True) as connection:
                serve(connection, given, out)
        finally:
            admin.execute(f"DROP DATABASE {DATABASE}")


def serve(connection: psycopg.Connection, given: dict[str, object], out: Path) -> None:
    """Load, run every part in turn, and write what was found and what it cost."""
    for setting in SETTINGS:
        connection.execute(f"SET {setting}")
    connection.execute(f"SET peers.as_of = '{given['as_of']}'")
    began = backend_seconds(connection), time.perf_counter()
    load_tables(connection, given, out)
    loaded = backend_seconds(connection), time.perf_counter()
    parts = re.split(r"^-- part: (\S+)$", STATEMENTS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    seconds: dict[str, float] = {}
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        before = backend_seconds(connection)
        connection.execute(text)
        seconds[name] = backend_seconds(connection) - before
    costs = {
        "load_cpu": loaded[0] - began[0],
        "load_wall": loaded[1] - began[1],
        "cpu": sum(seconds.values()),
        "wall": time.perf_counter() - loaded[1],
        "parts": seconds,
    }
    write_found(connection, out / "findings.parquet")
    (out / "costs.json").write_text(json.dumps(costs), encoding="utf-8")


def backend_seconds(connection: psycopg.Connection) -> float:
    """CPU seconds of the process that serves the connection, on this machine."""
    fields = Path(f"/proc/{connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load_tables(connection: psycopg.Connection, given: dict[str, object], out: Path) -> None:
    """The columns that the statements name, with an index where they are looked up by one."""
    text = STATEMENTS.read_text(encoding="utf-8")
    files: dict[str, str] = given["files"]  # type: ignore[assignment]
    with duckdb.connect() as engine:
        for table in sorted(name for name in files if re.search(rf"\b{name}\b", text)):
            described = engine.execute(f"DESCRIBE FROM '{files[table]}'").fetchall()
            columns = {row[0]: row[1] for row in described if re.search(rf"\b{row[0]}\b", text)}
            typed = ", ".join(f"{name} {kind.replace('DOUBLE', 'FLOAT8')}" for name, kind in columns.items())
            connection.execute(f"CREATE UNLOGGED TABLE {table} ({typed})")
            path = out / f"{table}.csv"
            wanted = ", ".join(f'"{name}"' for name in columns)
            engine.execute(
                f"COPY (SELECT {wanted} FROM '{files[table]}') TO '{path}' (FORMAT csv, HEADER false)"
            )
            copy_in(connection, table, path)
            path.unlink()
    connection.execute("CREATE UNLOGGED TABLE workday (day date PRIMARY KEY, n int)")
    with connection.cursor() as cursor, cursor.copy("COPY workday FROM STDIN") as rows:
        for day in given["workdays"]:  # type: ignore[attr-defined]
            rows.write_row(day)
    for table, column in (
        ("payments", "household_id"),
        ("households", "household_id"),
        ("steps", "application_id"),
    ):
        connection.execute(f"CREATE INDEX ON {table} ({column})")
    connection.execute("VACUUM ANALYZE")


def copy_in(connection: psycopg.Connection, table: str, path: Path) -> None:
    """Copy one CSV file into a table."""
    copying = f"COPY {table} FROM STDIN (FORMAT csv)"
    with path.open("rb") as file, connection.cursor() as cursor, cursor.copy(copying) as rows:
        while piece := file.read(1 << 20):
            rows.write(piece)


def write_found(connection: psycopg.Connection, path: Path) -> None:
    """The findings as the other peer writes them."""
    rows = connection.execute(
        "SELECT rule, subject, sum(fen)::bigint FROM hit GROUP BY rule, subject"
    ).fetchall()
    with duckdb.connect() as engine:
        engine.execute("CREATE TABLE found (rule VARCHAR, subject VARCHAR, fen BIGINT)")
        if rows:
            engine.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)
        engine.execute(f"COPY found TO '{path}'")


# -- agreement --------------------------------------------------------------------------------------------------------
Tally = dict[str, tuple[int, int, int]]
"""By rule: findings, subjects, and the sum of amounts in fen."""


def found_by(path: Path) -> str:
    """SQL for rule, subject and fen of a file of findings, ours or a peer's, subjects as we write them."""
    with duckdb.connect() as engine:
        columns = {row[0] for row in engine.execute(f"DESCRIBE FROM '{path}'").fetchall()}
    if "subject_id" in columns:
        return f"SELECT rule, subject_id AS subject, cast(amount * 100 AS BIGINT) AS fen FROM '{path}'"
    number = identity.id_text_sql("try_cast(subject AS BIGINT)")
    return f"SELECT rule, CASE WHEN rule IN {PERSONS} THEN {number} ELSE subject END AS subject, fen FROM '{path}'"


def tally(path: Path) -> Tally:
    """What a file of findings says of each of the twelve rules."""
    with duckdb.connect() as engine:
        rows = engine.execute(
            f"SELECT rule, count(*), count(DISTINCT subject), cast(coalesce(sum(fen), 0) AS BIGINT) "
            f"FROM ({found_by(path)}) GROUP BY rule"
        ).fetchall()
    return dict.fromkeys(TWELVE, (0, 0, 0)) | {rule: tuple(figures) for rule, *figures in rows}


def differences(ours: Path, theirs: Path) -> list[str]:
    """A line for every rule of which the two say something else; subjects are counted, not named."""
    mine, other = tally(ours), tally(theirs)
    with duckdb.connect() as engine:
        loose = engine.execute(
            f"SELECT rule, count(*) FROM (({found_by(ours)} EXCEPT ALL {found_by(theirs)}) UNION ALL "
            f"({found_by(theirs)} EXCEPT ALL {found_by(ours)})) GROUP BY rule"
        ).fetchall()
    apart = dict.fromkeys((rule for rule in mine if mine[rule] != other[rule]), 0) | dict(loose)
    return [
        f"{rule}: ours {mine[rule]}, theirs {other[rule]} (findings, subjects, fen); {apart[rule]} rows on one side"
        for rule in sorted(apart)
    ]


# -- the run ----------------------------------------------------------------------------------------------------------
def has_polars() -> bool:
    """Whether Polars is installed (the lock of the measurements has it)."""
    return importlib.util.find_spec("polars") is not None


def measure(directory: Path, runs: int, place: Path) -> dict[str, list[tuple[float, float, float]]]:
    """CPU seconds, wall seconds and peak MiB of each work, in turn; findings are left in `place`/<work>."""
    itself = [sys.executable, __file__, str(directory), "--out", str(place)]
    works = {name: [*itself, "--only", name] for name in TARGETS}
    if has_polars():
        works["polars"] = [sys.executable, str(FRAMES), str(place / "order.json"), str(place / "polars")]
    for name in works:
        (place / name).mkdir()
    figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name in works}
    for _ in range(runs):
        for name, words in works.items():
            figures[name].append(measured_command(words))
    return figures


def postgres_costs(directory: Path, place: Path) -> dict[str, float] | None:
    """Costs of the run on PostgreSQL, findings in `place`/postgres; None where it is not installed."""
    (place / "postgres").mkdir()
    words = [sys.executable, str(SERVER), sys.executable, __file__, str(directory)]
    subprocess.run([*words, "--only", "postgres", "--out", str(place)], check=True, stdout=sys.stderr)
    costs = place / "postgres" / "costs.json"
    return json.loads(costs.read_text(encoding="utf-8")) if costs.exists() else None


def work(name: str, directory: Path, place: Path) -> None:
    """Reading, or one of the measured works, in this process."""
    store, rules = store_of(directory), choose_rules(TWELVE)
    if name == "read":
        check_folder(directory, store, progress=silent)
    elif name == "postgres":
        run_postgres(place / "order.json", place / "postgres")
    elif name == "cold":
        cold(store, rules, place / name)
    else:
        run_into(store, rules, place / name)


def report(
    figures: dict[str, list[tuple[float, float, float]]], costs: dict[str, float] | None
) -> dict[str, object]:
    """Print the medians, the ratios to Polars and what is promised; returns the same as data."""
    medians = {n: [statistics.median(f) for f in zip(*runs, strict=True)] for n, runs in figures.items()}
    base = medians["polars"][0] if "polars" in medians else None
    print(f"{'':10}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}{'x Polars':>10}  promise")
    for name, (cpu, wall, peak) in medians.items():
        ratio = f"{cpu / base:10.2f}" if base else f"{'':10}"
        promise = f"  at most {TARGETS[name]}" if name in TARGETS else ""
        print(f"{name:10}{cpu:9.2f}{wall:9.2f}{peak:10.0f}{ratio}{promise}")
    if costs:
        ratio = f"{costs['cpu'] / base:10.2f}" if base else ""
        figures_of = f"{costs['cpu']:9.2f}{costs['wall']:9.2f}{'':10}{ratio}"
        print(f"{'postgres':10}{figures_of}  (loading {costs['load_wall']:.0f} s)")
    rows = {name: dict(zip(("cpu", "wall", "peak_mib"), row, strict=True)) for name, row in medians.items()}
    return {
        **rows,
        **({"postgres": costs} if costs else {}),
        "cpu_runs": {n: [r[0] for r in f] for n, f in figures.items()},
    }


def claims_of(figures: dict[str, list[tuple[float, float, float]]]) -> list[Claim]:
    """What is promised beside Polars; nothing where it is not installed."""
    if "polars" not in figures:
        return []
    cpu = {name: statistics.median(run[0] for run in runs) for name, runs in figures.items()}
    return [
        Claim(f"twelve rules, {name}", cpu[name] / cpu["polars"], "× Polars, CPU", "at most", promise)
        for name, promise in TARGETS.items()
    ]


def main() -> int:
    """Measure, compare and print; status 1 where a peer found something else."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without-postgres", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--only", choices=["read", *TARGETS, "postgres"], help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only:
        work(args.only, args.directory, args.out)
        return 0
    # In a process of its own: what this one has held would count as the peak of those that it starts.
    subprocess.run([sys.executable, __file__, str(args.directory), "--only", "read"], check=True)
    store = store_of(args.directory)
    with tempfile.TemporaryDirectory(prefix="mingjian-peers-") as folder:
        place = Path(folder)
        write_order(store, place / "order.json", AS_OF)
        figures = measure(args.directory, args.runs, place)
        costs = None if args.without_postgres else postgres_costs(args.directory, place)
        data = report(figures, costs)
        ours = place / "cold" / "findings.parquet"
        agreed = agree(ours, {name: place / name for name in ("polars", "postgres")})
        print(told({**data, "agreed": agreed, "found": tally(ours)}, claims_of(figures)))
    return 0 if agreed else 1


def agree(ours: Path, peers: dict[str, Path]) -> bool:
    """Print what each peer found beside ours; whether all found the same."""
    agreed = True
    for name, folder in peers.items():
        theirs = folder / "findings.parquet"
        if not theirs.exists():
            print(f"{name}: not installed or not asked for, left out")
            continue
        apart = differences(ours, theirs)
        agreed &= not apart
        found = tally(ours)
        same = f"the same {sum(n for n, *_ in found.values()):,} findings of {len(TWELVE)} rules"
        print(f"{name}: " + ("; ".join(apart) or same))
    return agreed


if __name__ == "__main__":
    sys.exit(main())
