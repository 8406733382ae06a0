"""Increments: what an earlier run worked out and a new month cannot change is taken from the store and not done again.

Nothing is guessed from dates. A fact is taken over where every table that it is made of is the same; the hits of a rule
where everything that the rule reads is the same, row for row, as the run sees it.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from mingjian import __version__
from mingjian.exchange.snapshots import Snapshot, write_whole
from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import Session
from mingjian.screening.facts import fact_sql, facts_version, keep_facts, with_dependencies
from mingjian.screening.hits import OPTIONAL, Hits, run_rule
from mingjian.screening.order import Order
from mingjian.screening.prints import HINGES, Prints, made_of
from mingjian.screening.reading import names_read, texts_read
from mingjian.screening.scope import view_names, view_text
from mingjian.screening.workspace import quoted, session, words_after

RESULTS, HITS, CARD, PRINTS = "results", "hits.parquet", "card.json", "prints.json"
KEPT_PER_RULE = 3
LOCAL = """
SELECT rule, count(*), sum(cast(hash(division, parameter, value, from_day, to_day, document) AS HUGEINT))
FROM raw.local_rules GROUP BY rule"""
RUN = ("as_of", "as_of_m", "first_m", "last_m")
"""The columns of the table run."""


@dataclass
class Memory:
    """What a store remembers of earlier runs, and what of it this run took over."""

    store: Path
    order: Order
    prints: Prints
    borrowed: tuple[str, ...] = ()
    reused: list[str] = field(default_factory=list)
    local: Mapping[str, str] | None = None

    def hits_of(self, connection: Session, rule: Rule, number: int) -> tuple[Hits, ...]:
        """The hits of a rule: those that are kept under the key of all that it reads, else run anew."""
        folder = self.store / RESULTS / rule.id / self._key(connection, rule)
        if (folder / CARD).is_file():
            self.reused.append(rule.id)
            os.utime(folder)
            return tuple(_recalled(connection, rule, number, folder))
        hits = run_rule(connection, rule, number)
        _keep(connection, rule, hits, folder)
        return hits

    def _key(self, connection: Session, rule: Rule) -> str:
        """A hash of the rule's text, of what was asked, and of every row that it reads."""
        names = (*names_read(rule), *texts_read(rule))
        settings = sorted((name, value) for (of, name), value in self.order.settings.items() if of == rule.id)
        content = [
            *(__version__, facts_version(), rule.id, rule.version, settings),
            *(self.order.scope.division, self.order.scope.household_id),
            self._local(connection, rule),
            *(self.print_of(connection, name) for name in ("kept.households", "kept.calendar", "place_code")),
            *(f"{name} {self._seen(connection, rule, name)}" for name in sorted(names) if name != "p"),
            self.print_of(connection, "extracts") if rule.strong_if_complete else "",
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:32]

    def _seen(self, connection: Session, rule: Rule, name: str) -> str:
        """What the rule reads of a table: of the run only the columns that it names, the day or the months paid."""
        if name != "run":
            return self.print_of(connection, name)
        columns = [column for column in RUN if re.search(rf"\b{column}\b", rule.sql)] or RUN
        return self.prints.of_rows(connection, f"SELECT {', '.join(columns)} FROM run")

    def print_of(self, connection: Session, name: str) -> str:
        """What stands for the rows of a table of the session.

        What the rules before have found is not the same for every rule, nor is a view over it.
        """
        if name == "found" or name in views_of_found():
            return self.prints.of_rows(connection, f"SELECT * FROM {name}")
        return self.prints.of(connection, name)

    def _local(self, connection: Session, rule: Rule) -> str:
        """What stands for the documents of places that set a parameter of the rule."""
        if self.local is None:
            rows = connection.execute(LOCAL).fetchall()
            self.local = {name: f"{count}:{total}" for name, count, total in rows}
        return self.local.get(rule.id, "")

    def tidy(self) -> None:
        """Keep of every rule the results that were used last; what a run that was broken off left behind goes too."""
        self.prints.save()
        for folder in (path for path in (self.store / RESULTS).glob("*") if path.is_dir()):
            whole = [path for path in folder.iterdir() if (path / CARD).is_file()]
            kept = sorted(whole, key=lambda path: path.stat().st_mtime, reverse=True)[:KEPT_PER_RULE]
            for old in (path for path in folder.iterdir() if path not in kept):
                _remove(old)
        for part in (self.store / "facts").glob("*/*.part"):
            _remove(part)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@cache
def views_of_found() -> frozenset[str]:
    """The views that read what the rules before have found."""
    return frozenset(name for name in view_names() if re.search(r"\b(FROM|JOIN) found\b", view_text(name)))


def _keep(connection: Session, rule: Rule, hits: tuple[Hits, ...], folder: Path) -> None:
    """Write the rows of the hits and what they are; the card comes last, so that half a result is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    parts = []
    for place, one in enumerate(hits):
        described = [
            (str(row[0]), str(row[1])) for row in connection.execute(f"DESCRIBE {one.table}").fetchall()
        ]
        # Parquet has no integers of 128 bits.
        columns = ", ".join(
            f'cast("{n}" AS VARCHAR) AS "{n}"' if k == "HUGEINT" else f'"{n}"' for n, k in described
        )
        path = folder / f"{place}-{HITS}"
        connection.execute(
            f"COPY (SELECT {columns} FROM {one.table}) TO '{quoted(path.resolve())}' (FORMAT parquet)"
        )
        parts.append(
            {"notes": one.are_notes, "types": dict(one.types), "columns": described, "rows": one.rows}
        )
    write_whole(folder / CARD, json.dumps({"rule": rule.id, "parts": parts}, ensure_ascii=False))


def _recalled(connection: Session, rule: Rule, number: int, folder: Path) -> Iterator[Hits]:
    """The kept hits as tables of the session, as a run leaves them."""
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    for place, part in enumerate(card["parts"]):
        hits = Hits(rule, number, OPTIONAL | part["types"], part["rows"])
        hits = hits.as_notes() if part["notes"] else hits
        columns = ", ".join(f'cast("{name}" AS {kind}) AS "{name}"' for name, kind in part["columns"])
        source = f"read_parquet('{quoted((folder / f'{place}-{HITS}').resolve())}')"
        connection.execute(f"CREATE TEMP TABLE {hits.table} AS SELECT {columns} FROM {source}")
        yield hits


def remember(snapshot: Snapshot, store: Path, facts: tuple[str, ...], order: Order) -> Memory:
    """The memory of a store for a run over the snapshot; facts that cannot have changed are laid beside its own."""
    hashes = {name: table.hash for name, table in snapshot.tables.items()}
    prints = Prints(store / RESULTS / PRINTS, hashes, order.as_of, order.scope)
    return Memory(store, order, prints, tuple(_borrow(snapshot, store, facts, prints)))


def _borrow(snapshot: Snapshot, store: Path, facts: tuple[str, ...], prints: Prints) -> Iterator[str]:
    own = store / "facts" / f"{snapshot.id}-{facts_version()}"
    for earlier in _earlier(store, own):
        hashes = _hashes(store, earlier)
        if hashes is None:
            continue
        same = {name for name, digest in prints.tables.items() if hashes.get(name) == digest}
        same |= {name for name in _every_table(facts) if name not in prints.tables and name not in hashes}
        wanted = with_dependencies(facts)
        hinges = [name for name in HINGES if name in wanted and (earlier / f"{name}.parquet").is_file()]
        alike = _alike(snapshot, store, (own, earlier), hinges, prints, hashes)
        for name in wanted:
            path, known = own / f"{name}.parquet", earlier / f"{name}.parquet"
            if known.is_file() and not path.exists() and _is_unchanged(name, same, alike):
                _link(known, path)
                yield name
        return


def _earlier(store: Path, own: Path) -> list[Path]:
    """The folders of facts of other snapshots that this program made, the latest first."""
    folders = [path for path in (store / "facts").glob(f"*-{facts_version()}") if path != own]
    return sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)


def _hashes(store: Path, facts: Path) -> Mapping[str, str] | None:
    """The hashes of the tables that some facts were made of; None where their snapshot is no longer known."""
    card = store / "snapshots" / f"{facts.name.rpartition('-')[0]}.json"
    return dict(json.loads(card.read_text(encoding="utf-8"))["tables"]) if card.is_file() else None


def _every_table(facts: tuple[str, ...]) -> set[str]:
    return {table for name in with_dependencies(facts) for table in words_after("raw", fact_sql(name))}


def _alike(
    snapshot: Snapshot,
    store: Path,
    folders: tuple[Path, Path],
    hinges: Sequence[str],
    prints: Prints,
    hashes: Mapping[str, str],
) -> frozenset[str]:
    """Those of the hinges that, worked out anew, are row for row the earlier ones, numbers of households included."""
    own, earlier = folders
    files = {name: table.path for name, table in snapshot.tables.items()}
    with session(files, store, store) as connection:
        keep_facts(connection, hinges, own, lambda _: None)
        return frozenset(
            name
            for name in hinges
            if prints.of(connection, f"kept.{name}")
            == prints.of_rows(
                connection, _rows_of(earlier / f"{name}.parquet"), made_of(f"kept.{name}", hashes)
            )
        )


def _rows_of(fact: Path) -> str:
    return f"SELECT * FROM read_parquet('{quoted(fact.resolve())}')"


def _is_unchanged(name: str, same: set[str], alike: frozenset[str]) -> bool:
    """Whether every table that the fact is made of is the same, of a hinge only what it says."""
    if name in HINGES:
        return False
    lower = words_after("kept", fact_sql(name))
    raw = set(words_after("raw", fact_sql(name)))
    return raw <= same and all(
        each in alike if each in HINGES else _is_unchanged(each, same, alike) for each in lower
    )


def _link(known: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(known, path)
    except OSError:
        # No links here: what is half copied must not be taken for a fact.
        part = path.with_suffix(".part")
        shutil.copy2(known, part)
        part.rename(path)
