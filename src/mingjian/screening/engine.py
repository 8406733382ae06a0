"""What runs the statements of a screening: DuckDB in this process, or a cluster that speaks Spark Connect.

A screening writes everything in DuckDB's dialect and says it to a session. The session of DuckDB is DuckDB's own
connection, so that nothing stands between; that of a cluster translates what it cannot answer on this machine.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from mingjian.screening import workspace


class Rows(Protocol):
    """What came of a statement: rows of plain values; of a statement that makes a table, their count."""

    def fetchall(self) -> list[Any]:
        """Every row."""

    def fetchone(self) -> Any:  # noqa: ANN401 - DuckDB says the same
        """The next row, or None."""


class Session(Protocol):
    """What a screening asks of an engine.

    The snapshot's tables stand in schema raw, the facts in schema kept; a statement makes a fact (COPY … TO a file of
    Parquet), a table or view of the run (CREATE), adds to a table (INSERT), or asks for rows (SELECT).
    """

    def execute(self, query: str, parameters: Any = ...) -> Rows:  # noqa: ANN401 - DuckDB says the same
        """Run one statement of DuckDB's dialect; raises duckdb.Error where it fails."""


class Engine(Protocol):
    """Where the statements of a run are answered."""

    @property
    def label(self) -> str:
        """What run.json calls it: name and version."""

    @property
    def mark(self) -> str:
        """What its facts are kept apart by; '' for DuckDB's, which stand alone in most stores."""

    @property
    def keeps_order(self) -> bool:
        """Whether a window over everything sees the rows of a file in the order in which they lie."""

    def session(self, parquet: Mapping[str, Path], store: Path, out: Path) -> AbstractContextManager[Session]:
        """A session that sees the snapshot's files by table name; results may be written to `store` and `out`."""


class BrokenStatement(duckdb.Error):
    """A statement that the cluster refused, in the cluster's words: a fault of the same sort as DuckDB's own."""


@dataclass(frozen=True)
class DuckDB:
    """The engine of one machine."""

    label: str = f"duckdb {duckdb.__version__}"
    mark: str = ""
    keeps_order: bool = True

    def session(self, parquet: Mapping[str, Path], store: Path, out: Path) -> AbstractContextManager[Session]:
        """DuckDB's own connection over the files."""
        return workspace.session(parquet, store, out)


ON_THIS_MACHINE: Engine = DuckDB()
