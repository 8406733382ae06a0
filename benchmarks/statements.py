"""Where the CPU seconds of one run go: by fact, by rule, and the rest, statement by statement.

    python benchmarks/statements.py DIR [--only cold|kept|month] [--families A,B,F] [--most 40]

DIR has been read (`benchmarks/screening.py DIR --only read`, for a new month `--only before`). CPU seconds are those of
the whole process from the statement's beginning until its rows are fetched; a run lasts a little longer for
being watched. For ratios and memory see `benchmarks/screening.py`.
"""

import argparse
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


@dataclass(frozen=True)
class Timed:
    """DuckDB on this machine, with the CPU seconds of what it is told."""

    spent: Counter[str] = field(default_factory=Counter)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    label: str = ON_THIS_MACHINE.label
    mark: str = ON_THIS_MACHINE.mark
    keeps_order: bool = True

    @contextmanager
    def session(self, parquet: Mapping[str, Path], store: Path, out: Path) -> Iterator[Session]:
        """A session of DuckDB that is watched."""
        with workspace.session(parquet, store, out) as connection:
            yield Watched(connection, self)

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
    store = months_of(directory)[0] if work == "month" else store_of(directory)
    if work == "cold":
        shutil.rmtree(store / "facts", ignore_errors=True)
    if work == "month":
        restore_month(directory)
    engine = Timed(rules=rules)
    order = Order(AS_OF, rules, is_incremental=work == "month", engine=engine)
    with tempfile.TemporaryDirectory(dir=store) as out:
        begun = time.process_time()
        screen(load_snapshot(store), store, order, Path(out) / "run")
        return time.process_time() - begun, engine


def main() -> None:
    """Run once and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", choices=("cold", "kept", "month"), default="cold")
    parser.add_argument("--families", default="", help="such as A,B,F; default: all")
    parser.add_argument("--most", type=int, default=40, help="how many of the dearest are shown")
    args = parser.parse_args()
    whole, engine = run(args.directory, args.only, rules_of(args.families))
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
