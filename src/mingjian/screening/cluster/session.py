"""The session of a run on a cluster: DuckDB's statements, each answered where its tables are.

Both sides read the same folder. What the cluster makes it writes there as Parquet, and what it needs from here is laid
there for it; no row goes through the driver that is not part of an answer.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mingjian.screening.cluster import placing
from mingjian.screening.cluster.placing import Kind, Statement
from mingjian.screening.cluster.stepping import in_steps
from mingjian.screening.cluster.translating import spark_text, with_values
from mingjian.screening.engine import BrokenStatement, Rows
from mingjian.screening.workspace import quoted

_FILE = re.compile(r"CREATE VIEW ((?:raw|kept)\.\w+) AS SELECT \* FROM read_parquet\('((?:[^']|'')+)'\)")
_WORDS = re.compile(r"\s*CREATE TYPE (\w+) AS ENUM")
# Spark's names of types where DuckDB has another; void is the type of a column that is NULL throughout.
TYPES_HERE = {"string": "VARCHAR", "timestamp_ntz": "TIMESTAMP", "timestamp": "TIMESTAMP", "void": "INTEGER"}


class Told:
    """Rows that are here already."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row that was not fetched yet."""
        rows, self._rows = self._rows, []
        return rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, or None."""
        return self._rows.pop(0) if self._rows else None


class ClusterSession:
    """DuckDB here, Spark there, and a folder that both read."""

    def __init__(self, here: duckdb.DuckDBPyConnection, there: Any, folder: Path) -> None:  # noqa: ANN401
        self._here, self._there, self._folder = here, there, folder
        self._views: set[str] = set()
        self._sent: set[str] = set()
        self._made_there: set[str] = set()
        self._written = 0

    def execute(self, query: str, parameters: Any = None) -> Rows:  # noqa: ANN401
        """Run one statement of DuckDB's dialect. Raises BrokenStatement or duckdb.Error."""
        if file := _FILE.fullmatch(query.strip()):
            return self._see(file[1], file[2].replace("''", "'"))
        if word := _WORDS.match(query):
            # Words that are few are a matter of speed on one machine; on the cluster they are text.
            return self._here.execute(f"CREATE TYPE {word[1]} AS VARCHAR")
        try:
            statement = placing.for_the_cluster(query, self._views)
        except SqlglotError as error:
            raise BrokenStatement(str(error)) from error
        if statement is not None:
            return self._answer(statement, parameters or ())
        if changed := placing.changed_by(query):
            self._changed(changed)
            self._clear(changed)
        return self._here.execute(query, parameters) if parameters else self._here.execute(query)

    def see(self, name: str, frame: Any) -> None:  # noqa: ANN401
        """Let statements for the cluster read a frame of it by a name such as raw.members."""
        self._tried(lambda: frame.createOrReplaceTempView(placing.cluster_name(name)))
        self._sent.add(name)

    def _see(self, name: str, path: str) -> Rows:
        """A file, or a folder of files that the cluster wrote, by a name on both sides."""
        self.see(name, self._tried(lambda: self._there.read.parquet(path)))
        files = f"{path}/*.parquet" if Path(path).is_dir() else path
        return self._here.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{quoted(files)}')")

    def _answer(self, statement: Statement, values: Sequence[object]) -> Rows:
        frame = self._frame(statement.query, values)
        match statement.kind:
            case Kind.ASK:
                return Told([tuple(row) for row in self._tried(frame.collect)])
            case Kind.KEEP:
                self._write(frame, statement.about)
                return Told([])
            case Kind.VIEW:
                self._views.add(statement.about)
                self.see(statement.about, frame)
                return Told([])
            case Kind.ADD:
                self._changed(statement.about)
                return self._here.execute(f"INSERT INTO {statement.about} SELECT * FROM {self._brought(frame)}")
            case Kind.TABLE:
                return self._table(statement.about, frame)

    def _table(self, name: str, frame: Any) -> Rows:  # noqa: ANN401
        path = self._write(frame, str(self._new_place(name)))
        self.see(name, self._tried(lambda: self._there.read.parquet(path)))
        if "." in name:
            self._here.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{quoted(path)}/*.parquet')")
        if not placing.comes_here(name):
            self._views |= set() if "." in name else {name}
            return Told([])
        self._clear(name)
        self._made_there.add(name)
        self._here.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet('{quoted(path)}/*.parquet')")
        return self._here.execute(f"SELECT count(*) FROM {name}")

    def _changed(self, name: str) -> None:
        """What is no longer on the cluster as it is here: the table, and views, which may read it."""
        views = self._here.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal AND temporary").fetchall()
        self._sent -= {name, *(view for (view,) in views)} - self._made_there

    def _clear(self, name: str) -> None:
        """Take a table of that name away that the cluster made: what is made next may be of another sort."""
        if name in self._made_there:
            self._made_there.remove(name)
            self._here.execute(f"DROP VIEW {name}")

    def _frame(self, query: exp.Expr, values: Sequence[object]) -> Any:  # noqa: ANN401
        steps, last = in_steps(with_values(query, values), self._written)
        for step in steps:
            path = self._write(self._asked(step.query), str(self._new_place(step.name)))
            self.see(step.name, self._tried(lambda path=path: self._there.read.parquet(path)))
        return self._asked(last)

    def _asked(self, query: exp.Expr) -> Any:  # noqa: ANN401
        for name in placing.names_of(query) - self._sent:
            self._send(name)
        text = spark_text(placing.renamed(query))
        return self._tried(lambda: self._there.sql(text))

    def _send(self, name: str) -> None:
        """Lay a table of this process where the cluster reads it. Parquet has no integers of 128 bits."""
        columns = self._here.execute(f"DESCRIBE {name}").fetchall()
        wide = [str(row[0]) for row in columns if row[1] == "HUGEINT"]
        casts = ", ".join(f'cast("{column}" AS DECIMAL(38, 0)) AS "{column}"' for column in wide)
        path = self._new_place(name)
        replaced = f" REPLACE ({casts})" if casts else ""
        self._here.execute(f"COPY (SELECT *{replaced} FROM {name}) TO '{quoted(path)}' (FORMAT parquet)")
        self.see(name, self._tried(lambda: self._there.read.parquet(str(path))))

    def _brought(self, frame: Any) -> str:  # noqa: ANN401
        return f"read_parquet('{quoted(self._write(frame, str(self._new_place('rows'))))}/*.parquet')"

    def _write(self, frame: Any, path: str) -> str:  # noqa: ANN401
        self._tried(lambda: frame.write.mode("overwrite").parquet(path))
        if not any(Path(path).glob("*.parquet")):
            self._write_nothing(frame, Path(path))
        return path

    def _write_nothing(self, frame: Any, path: Path) -> None:  # noqa: ANN401
        """A cluster may write no file where there is no row; the columns must be there all the same."""
        path.mkdir(parents=True, exist_ok=True)
        fields = self._tried(lambda: frame.schema.fields)
        columns = ", ".join(f'cast(NULL AS {_type_here(field)}) AS "{field.name}"' for field in fields)
        target = quoted(path.resolve() / "part-empty.parquet")
        self._here.execute(f"COPY (SELECT {columns} WHERE false) TO '{target}' (FORMAT parquet)")

    def _new_place(self, name: str) -> Path:
        self._written += 1
        return self._folder.resolve() / f"{name}-{self._written}.parquet"

    @staticmethod
    def _tried(ask: Any) -> Any:  # noqa: ANN401
        try:
            return ask()
        except Exception as error:
            if type(error).__module__.partition(".")[0] in ("pyspark", "grpc"):
                raise BrokenStatement(str(error)) from error
            raise


def _type_here(field: Any) -> str:  # noqa: ANN401
    """DuckDB's name of a column's type on the cluster."""
    named = str(field.dataType.simpleString())
    return TYPES_HERE.get(named, named)
