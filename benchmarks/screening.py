"""Screening against its floor: decode every column that the run reads once, and hash it.

    python benchmarks/screening.py DIR [--runs 3] [--county CODE] [--families A,B,F]

DIR is a folder of data (`mingjian sample DIR --scale region --format parquet`). It is read into a store beside
it once; then the floor, a cold run, a run on kept facts and one county on kept facts are each run several
times, every one in a process of its own. CPU seconds are those of the operating system for the whole process.
A new month is run beside them: a second store has read and screened the same folder without the payments and batches of
its last month, and now gets the whole of it. That needs the data as Parquet.
With --families the order holds the rules of those families alone, and the floor the columns that they read.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
from claims import Claim, told

from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.exchange.snapshots import load_snapshot
from mingjian.exchange.standard import tables
from mingjian.screening.catalogue import Rule, load_rules
from mingjian.screening.facts import fact_sql, with_dependencies
from mingjian.screening.order import Order
from mingjian.screening.running import ALWAYS, needed_names, screen
from mingjian.screening.scope import WHOLE, Scope, facts_behind
from mingjian.screening.workspace import session, words_after

AS_OF = date(2026, 10, 31)
# What a month before the last one lacks, by its month; the day on which it was screened.
MONTHLY = ("payments", "batches")
THE_MONTH_BEFORE = date(2026, 9, 30)

Rules = Mapping[str, Rule]


def rules_of(families: str) -> Rules:
    """The rules of families written as A,B,F; of all where none is named."""
    named = frozenset(families.split(",")) - {""}
    return {name: rule for name, rule in load_rules().items() if not named or rule.family in named}


def columns_read(rules: Rules) -> dict[str, tuple[str, ...]]:
    """The columns of the snapshot that the facts behind the rules and the rules themselves name, by table."""
    facts = facts_behind((*ALWAYS, *needed_names(rules.values())))
    texts = [fact_sql(name) for name in with_dependencies(facts)]
    read: dict[str, set[str]] = {}
    for text in texts:
        for table in words_after("raw", text):
            names = {c.name for c in tables()[table].columns}
            read.setdefault(table, set()).update(n for n in names if re.search(rf"\b{n}\b", text))
    for rule in rules.values():
        for word in rule.needs + rule.uses:
            table, _, column = word.partition(".")
            read.setdefault(table, set()).update({column} if column else set())
    return {table: tuple(sorted(columns)) for table, columns in sorted(read.items()) if columns}


def floor(store: Path, rules: Rules) -> None:
    """Decode and hash every column that the run reads."""
    snapshot = load_snapshot(store)
    files = {name: table.path for name, table in snapshot.tables.items()}
    with session(files, store, store) as connection:
        for table, columns in columns_read(rules).items():
            if table in files:
                hashed = ", ".join(f'"{c}"' for c in columns)
                connection.execute(f"SELECT bit_xor(hash({hashed})) FROM raw.{table}").fetchall()


def run_rules(store: Path, rules: Rules, scope: Scope) -> None:
    """Screen the latest snapshot into a folder that is thrown away."""
    with tempfile.TemporaryDirectory(dir=store) as out:
        run_into(store, rules, Path(out) / "run", scope)


def run_into(store: Path, rules: Rules, out: Path, scope: Scope = WHOLE) -> None:
    """Screen the latest snapshot into a folder."""
    outcome = screen(load_snapshot(store), store, Order(AS_OF, rules, scope), out)
    print(outcome.findings, "findings", file=sys.stderr)


def cold(store: Path, rules: Rules, out: Path | None = None) -> None:
    """A run that finds no facts, into a folder that is thrown away where none is named."""
    shutil.rmtree(store / "facts", ignore_errors=True)
    if out is None:
        run_rules(store, rules, WHOLE)
    else:
        run_into(store, rules, out)


def before(directory: Path, rules: Rules) -> None:
    """Read and screen all but the last month into a store of its own, read the whole, set aside what was kept."""
    store, earlier = months_of(directory)
    for path in (store, earlier):
        shutil.rmtree(path, ignore_errors=True)
    earlier.mkdir(parents=True)
    for path in (path for path in directory.resolve().rglob("*") if path.is_file()):
        inside = path.relative_to(directory.resolve())
        (earlier / inside).parent.mkdir(parents=True, exist_ok=True)
        if inside.parts[0].removesuffix(".parquet") in MONTHLY:
            leave_out_last_month(path, earlier / inside)
        else:
            os.link(path, earlier / inside)
    screen_month(earlier, store, THE_MONTH_BEFORE, rules)
    check_folder(directory, store, progress=silent)
    for name in ("facts", "results"):
        shutil.copytree(store / name, store / "aside" / name, copy_function=os.link)


def month(directory: Path, rules: Rules) -> None:
    """A run over the whole that takes over what the run of the month before kept."""
    store, _ = months_of(directory)
    with tempfile.TemporaryDirectory(dir=store) as out:
        order = Order(AS_OF, rules, is_incremental=True)
        screen(load_snapshot(store), store, order, Path(out) / "run")


def restore_month(directory: Path) -> None:
    """What the store kept after the month before, so that the new one can be run again."""
    store, _ = months_of(directory)
    for name in ("facts", "results"):
        shutil.rmtree(store / name)
        shutil.copytree(store / "aside" / name, store / name, copy_function=os.link)


def screen_month(directory: Path, store: Path, as_of: date, rules: Rules) -> None:
    """Read a folder and screen it as every month is screened."""
    snapshot = check_folder(directory, store, progress=silent).snapshot
    with tempfile.TemporaryDirectory(dir=store) as out:
        screen(snapshot, store, Order(as_of, rules, is_incremental=True), Path(out) / "run")


def leave_out_last_month(path: Path, target: Path) -> None:
    """Copy a file of Parquet without the rows of the month of AS_OF."""
    first = AS_OF.replace(day=1).isoformat()
    with duckdb.connect() as con:
        con.execute(
            f"COPY (FROM read_parquet('{path}') WHERE cast(period AS DATE) < DATE '{first}') "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def months_of(directory: Path) -> tuple[Path, Path]:
    """The store of the months, and the folder that lacks the last one."""
    store = store_of(directory).with_suffix(".months")
    return store, store.with_suffix(".earlier")


def measured(words: Sequence[str]) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak MiB of this program called with `words`, in a process of its own."""
    return measured_command([sys.executable, __file__, *words])


def measured_command(command: Sequence[str]) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak MiB of a command, in a process of its own that may keep what it compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    child = subprocess.Popen(command, env=kept)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"a measured run ended with status {status}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024


WORKS: dict[str, Callable[[Path, Rules, str], None]] = {
    "read": lambda directory, *_: (check_folder(directory, store_of(directory), progress=silent), None)[1],
    "floor": lambda directory, rules, _: floor(store_of(directory), rules),
    "cold": lambda directory, rules, _: cold(store_of(directory), rules),
    "kept": lambda directory, rules, _: run_rules(store_of(directory), rules, WHOLE),
    "county": lambda directory, rules, county: run_rules(store_of(directory), rules, Scope(county)),
    "month": lambda directory, rules, _: month(directory, rules),
    "before": lambda directory, rules, _: before(directory, rules),
}
# What is measured, in turn.
IN_TURN = ("floor", "cold", "kept", "county", "month")


def main() -> None:
    """Measure and print a table and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--county", default="", help="default: one in the middle of the data")
    parser.add_argument("--families", default="", help="such as A,B,F; default: all")
    parser.add_argument("--only", choices=WORKS, help="do this once and print no figures")
    args = parser.parse_args()
    if args.only:
        WORKS[args.only](args.directory, rules_of(args.families), args.county)
        return
    _, wall, peak = measured([str(args.directory), "--only", "read"])
    print(f"reading {args.directory.name}: {wall:.1f} s, {peak:.0f} MiB", file=sys.stderr)
    county = args.county or first_county(store_of(args.directory))
    has_months = not any(args.directory.rglob("*.csv")) and not any(args.directory.rglob("*.xlsx"))
    works = IN_TURN if has_months else IN_TURN[:-1]
    if has_months:
        measured([str(args.directory), "--only", "before", "--families", args.families])
    figures: dict[str, list[tuple[float, float, float]]] = {name: [] for name in works}
    for _ in range(args.runs):
        for name, runs in figures.items():
            words = [str(args.directory), "--only", name, "--county", county, "--families", args.families]
            if name == "month":
                restore_month(args.directory)
            runs.append(measured(words))
    report({name: [statistics.median(f) for f in zip(*runs, strict=True)] for name, runs in figures.items()})


def store_of(directory: Path) -> Path:
    """The store beside the folder."""
    return directory.resolve().with_name(directory.resolve().name + ".mingjian")


def first_county(store: Path) -> str:
    """A county in the middle of the data."""
    snapshot = load_snapshot(store)
    with session({name: t.path for name, t in snapshot.tables.items()}, store, store) as connection:
        rows = connection.execute(
            "SELECT DISTINCT left(division, 6) FROM raw.households ORDER BY 1"
        ).fetchall()
    return str(rows[len(rows) // 2][0])


def report(medians: dict[str, list[float]]) -> None:
    """Print the medians and their ratios to the floor and to the cold run."""
    base, first = medians["floor"][0], medians["cold"][0]
    print(f"{'':8}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}{'x floor':>9}{'x cold':>8}")
    for name, (cpu, wall, peak) in medians.items():
        print(f"{name:8}{cpu:9.2f}{wall:9.2f}{peak:10.0f}{cpu / base:9.2f}{cpu / first:8.2f}")
    rows = {name: dict(zip(("cpu", "wall", "peak_mib"), row, strict=True)) for name, row in medians.items()}
    print(told(rows, claims_of(medians)))


def claims_of(medians: dict[str, list[float]]) -> list[Claim]:
    """What is promised of a run."""
    cpu = {name: row[0] for name, row in medians.items()}
    if "month" in cpu:
        new_month = [
            Claim("screening a new month", cpu["month"] / cpu["cold"], "× cold, CPU", "at most", 0.5)
        ]
    else:
        new_month = []
    return [
        *new_month,
        Claim("screening, cold run", cpu["cold"] / cpu["floor"], "× floor, CPU", "at most", 8),
        Claim("screening, cold run", medians["cold"][2] / 1024, "GB at its peak", "at most", 4),
        Claim("screening on kept facts", cpu["kept"] / cpu["cold"], "× cold, CPU", "at most", 0.5),
        Claim("screening one county", cpu["county"] / cpu["cold"], "× cold, CPU", "at most", 0.1),
    ]


if __name__ == "__main__":
    main()
