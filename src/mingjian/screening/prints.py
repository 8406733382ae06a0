"""Prints: what stands for the rows of a table that rules read, the same for the same rows in any order.

Rows are counted and hashed once. What they are made of, tables of a snapshot, texts, the day of the run, is remembered
with their print, so that a later run need not read again what cannot be another.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from mingjian import __version__
from mingjian.exchange.snapshots import write_whole
from mingjian.screening.engine import Session
from mingjian.screening.facts import fact_sql, facts_version
from mingjian.screening.scope import Scope, standing_tables, view_names, view_sql
from mingjian.screening.workspace import words_after

# Made of payments, and most often the same after a new month: the list of households, which holds those that are only
# paid, and the last year paid. They are made anew and compared row for row.
HINGES = ("households", "last_year_paid")
# A view over large ones is the same where they are: nobody has to write all of its rows out.
MADE_OF = {"benefits": ("pay", "calendar", "households", "grants")}
MOST = 1000
"""Prints that a store remembers: those of some ten runs."""


@dataclass
class Prints:
    """The prints of one run: `tables` has the hash of each table of its snapshot, `path` what a store remembers."""

    path: Path
    tables: Mapping[str, str]
    as_of: date
    scope: Scope
    known: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # What cannot be read is not known: the rows are read, and it is written anew.
        with suppress(FileNotFoundError, TypeError, ValueError):
            self.known = dict(json.loads(self.path.read_text(encoding="utf-8")))

    def of(self, connection: Session, name: str) -> str:
        """The print of a table of the session, `kept.` before the name of a fact; worked out once in a run."""
        if name not in self.told:
            parts = MADE_OF.get(name)
            self.told[name] = (
                " ".join(self.of(connection, part) for part in parts)
                if parts
                else self.of_rows(connection, f"SELECT * FROM {name}", self._origin(connection, name))
            )
        return self.told[name]

    def of_rows(self, connection: Session, sql: str, origin: str = "") -> str:
        """The print of the rows that a SELECT gives; not read again where those of that origin are known."""
        if origin not in self.known:
            row = connection.execute(
                f"SELECT count(*), coalesce(sum(cast(hash(t) AS HUGEINT)), 0) FROM ({sql}) AS t"
            ).fetchone()
            found = f"{row[0]}:{row[1]}" if row else ""
            if not origin:
                return found
            self.known[origin] = found
        # What was used last is forgotten last.
        self.known[origin] = self.known.pop(origin)
        return self.known[origin]

    def save(self) -> None:
        """Remember the prints for the next run, those that were used last."""
        kept = dict(list(self.known.items())[-MOST:])
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, json.dumps(kept))

    def _origin(self, connection: Session, name: str) -> str:
        """A hash of all that the rows of a table of the session are made of; '' where that is not known."""
        schema, _, bare = name.rpartition(".")
        if schema == "kept" and bare in HINGES:
            return made_of(name, self.tables)
        if schema:
            return _hashed(name, *(self._stands_for(connection, part) for part in _parts(name)))
        # A place is looked at in tables of its own, which are small.
        if not self.scope.is_whole or name not in standing_tables() | view_names():
            return ""
        text = view_sql(name, self.as_of, self.scope)
        # A table that has a name of its own in the text comes as `kept.grants AS g`.
        parts = {found.partition(" ")[0] for found in duckdb.get_table_names(text, qualified=True)}
        stand = [self._stands_for(connection, part) for part in sorted(parts)]
        return _hashed(name, text, *stand) if all(stand) else ""

    def _stands_for(self, connection: Session, part: str) -> str:
        """What says that a part is the same: of a hinge its rows, of all else what it is made of."""
        schema, _, bare = part.rpartition(".")
        if schema == "raw":
            return made_of(part, self.tables)
        if schema == "kept" and bare in HINGES:
            return self.of(connection, part)
        return self._origin(connection, part)


def made_of(name: str, tables: Mapping[str, str]) -> str:
    """A hash of the tables and texts that a fact (`kept.`) or a table of the standard (`raw.`) is made of."""
    schema, _, bare = name.rpartition(".")
    if schema == "raw":
        return f"{name} {tables.get(bare, '')}"
    return _hashed(name, *(made_of(part, tables) for part in _parts(name)))


def _parts(fact: str) -> tuple[str, ...]:
    text = fact_sql(fact.removeprefix("kept."))
    return tuple(f"{schema}.{part}" for schema in ("raw", "kept") for part in words_after(schema, text))


def _hashed(*words: str) -> str:
    return hashlib.sha256(json.dumps([__version__, facts_version(), *words]).encode()).hexdigest()[:32]
