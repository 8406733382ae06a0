"""Where the CPU seconds of one run go: by fact, by rule, and the rest, statement by statement.

    python benchmarks/statements.py DIR [--only cold|kept|month] [--families A,B,F] [--most 40] [--joins]

With --joins it names instead the joins of facts and rules that hold many rows in memory to look up few: where the
engine took the wrong side for the small one, a text that takes the few first is often several times as quick.

DIR has been read (`benchmarks/screening.py DIR --only read`, for a new month `--only before`). CPU seconds are those of
the whole process from the statement's beginning until its rows are fetched; a run lasts a little longer for
being watched. For ratios and memory see `benchmarks/screening.py`.
"""

import argparse
import json
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from screening import AS_OF, months_of, restore_month, rules_of, store_of

from mingjian.exchange.snapshots import load_snapshot
from mingjian.screening import workspace
from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import ON_THIS_MACHINE, Rows, Session
from mingjian.screening.order import Order
from mingjian.screening.running import screen

FACT = re.compile(r"COPY \(.*\) TO '[^']*/(?P<file>\w+)\.part'|CREATE TABLE kept\.(?P<held>\w+)", re.DOTALL)
REST = {
    "INSERT INTO evidence_row": "evidence",
    "CREATE OR REPLACE TEMP TABLE wanted": "evidence",
    "SELECT count(*), coalesce(sum(cast(hash(t)": "hashes of what rules read",
}
# A join is named where it held more rows than this, and looked up fewer than half as many.
MANY_HELD = 200_000


@dataclass(frozen=True)
class Timed:
    """DuckDB on this machine, with the CPU seconds of what it is told."""

    spent: Counter[str] = field(default_factory=Counter)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    label: str = ON_THIS_MACHINE.label
    mark: str = ON_THIS_MACHINE.mark
    keeps_order: bool = True
    plans: Path | None = None
    joins: list[tuple[int, str]] = field(default_factory=list)

    @contextmanager
    def session(self, parquet: Mapping[str, Path], store: Path, out: Path) -> Iterator[Session]:
        """A session of DuckDB that is watched."""
        with workspace.session(parquet, store, out) as connection:
            yield Planned(connection, self, self.plans) if self.plans else Watched(connection, self)

    def name_of(self, query: str) -> str:
        """What a statement is for: a fact, a rule, or one of the other works of a run."""
        fact = FACT.match(query.lstrip())
        if fact:
            return f"fact {fact['file'] or fact['held']}"
        for rule in self.rules.values():
            if rule.sql.strip() in query:
                return f"rule {rule.id}"
        text = " ".join(query.split())
        return next((name for start, name in REST.items() if text.startswith(start)), "rest")


@dataclass(frozen=True)
class Watched:
    """A session that notes what its statements cost."""

    connection: Session
    engine: Timed

    def execute(self, query: str, parameters: Any = None) -> Rows:  # noqa: ANN401  DuckDB says the same
        """Run one statement."""
        name, begun = self.engine.name_of(query), time.process_time()
        rows = self.connection.execute(query, parameters)
        self.engine.spent[name] += time.process_time() - begun
        return Fetched(rows, name, self.engine)


@dataclass(frozen=True)
class Planned(Watched):
    """A session that looks at what the statements of facts and rules did, row for row of their plans."""

    path: Path

    def execute(self, query: str, parameters: Any = None) -> Rows:  # noqa: ANN401  DuckDB says the same
        """Run one statement."""
        name = self.engine.name_of(query)
        if not name.startswith(("fact ", "rule ")) or not query.lstrip().startswith(("COPY", "CREATE")):
            return self.connection.execute(query, parameters)
        self.connection.execute("PRAGMA enable_profiling = 'json'")
        self.connection.execute(f"PRAGMA profiling_output = '{self.path}'")
        rows = Counted(self.connection.execute(query, parameters).fetchall())
        self.connection.execute("PRAGMA disable_profiling")
        for held, words in joins_of(json.loads(self.path.read_text(encoding="utf-8"))["operator"]):
            self.engine.joins.append((held, f"{name}: {words}"))
        return rows


@dataclass(frozen=True)
class Counted:
    """The rows that a statement said it made."""

    rows: list[Any]

    def fetchall(self) -> list[Any]:
        """Every row."""
        return self.rows

    def fetchone(self) -> Any:  # noqa: ANN401  DuckDB says the same
        """The first row, or None."""
        return self.rows[0] if self.rows else None


def joins_of(operators: list[Any]) -> Iterator[tuple[int, str]]:
    """The joins of a plan that hold many rows to look up few: how many they hold, and in words."""
    for operator in operators:
        sides = operator.get("children", [])
        if operator["type"] == "HASH_JOIN" and len(sides) == 2:
            looked_up, held = (int(side.get("intermediate_rows") or 0) for side in sides)
            if held > MANY_HELD and looked_up < held / 2:
                told = operator["extra_info"]
                words = f"{told['Join Type']}, {looked_up:,} looked up in {held:,}, {told['Conditions']}"
                yield held, words
        yield from joins_of(sides)


@dataclass(frozen=True)
class Fetched:
    """Rows that note what fetching them costs."""

    rows: Rows
    name: str
    engine: Timed

    def fetchall(self) -> list[Any]:
        """Every row."""
        return self._noted(self.rows.fetchall)

    def fetchone(self) -> Any:  # noqa: ANN401  DuckDB says the same
        """The next row, or None."""
        return self._noted(self.rows.fetchone)

    def _noted(self, fetch: Any) -> Any:  # noqa: ANN401  DuckDB says the same
        begun = time.process_time()
        fetched = fetch()
        self.engine.spent[self.name] += time.process_time() - begun
        return fetched


def run(directory: Path, work: str, rules: Mapping[str, Rule]) -> tuple[float, Timed]:
    """CPU seconds of a run, and where they went."""
    engine = Timed(rules=rules)
    return screened(directory, work, engine), engine


def joins(directory: Path, work: str, rules: Mapping[str, Rule]) -> list[tuple[int, str]]:
    """The joins of a run that hold many rows to look up few, those that hold most first."""
    plan = store_for(directory, work) / "plan.json"
    engine = Timed(rules=rules, plans=plan)
    try:
        screened(directory, work, engine)
    finally:
        plan.unlink(missing_ok=True)
    return sorted(engine.joins, reverse=True)


def store_for(directory: Path, work: str) -> Path:
    """The store that a work is done in."""
    return months_of(directory)[0] if work == "month" else store_of(directory)


def screened(directory: Path, work: str, engine: Timed) -> float:
    """Screen on an engine that watches; the CPU seconds of it all."""
    store = store_for(directory, work)
    if work == "cold":
        shutil.rmtree(store / "facts", ignore_errors=True)
    if work == "month":
        restore_month(directory)
    order = Order(AS_OF, engine.rules, is_incremental=work == "month", engine=engine)
    with tempfile.TemporaryDirectory(dir=store) as out:
        begun = time.process_time()
        screen(load_snapshot(store), store, order, Path(out) / "run")
        return time.process_time() - begun


def main() -> None:
    """Run once and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", choices=("cold", "kept", "month"), default="cold")
    parser.add_argument("--families", default="", help="such as A,B,F; default: all")
    parser.add_argument("--most", type=int, default=40, help="how many of the dearest are shown")
    parser.add_argument("--joins", action="store_true", help="name joins that hold many rows to look up few")
    args = parser.parse_args()
    rules = rules_of(args.families)
    if args.joins:
        for _, words in joins(args.directory, args.only, rules):
            print(words)
        return
    whole, engine = run(args.directory, args.only, rules)
    sums = Counter[str]()
    for name, seconds in engine.spent.items():
        sums["facts" if name.startswith("fact ") else "rules" if name.startswith("rule ") else name] += (
            seconds
        )
    sums["outside of statements"] = whole - engine.spent.total()
    for title, table in (("together", sums), ("the dearest", engine.spent)):
        print(f"{title:48}{'CPU s':>8}{'%':>6}")
        for name, seconds in table.most_common(args.most):
            print(f"  {name:46}{seconds:8.2f}{100 * seconds / whole:6.1f}")


if __name__ == "__main__":
    main()
