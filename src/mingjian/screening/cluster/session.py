"""The session of a run on a cluster: DuckDB's statements, each answered where its tables are.

Both sides read the same folder. What the cluster makes it writes there as Parquet, and what it needs from here is laid
there for it; no row goes through the driver that is not part of an answer.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

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
# A frame of the client of Spark Connect, and a session of it: the client is no part of an ordinary installation.
Frame = Any
Client = Any
T = TypeVar("T")


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

    def __init__(self, here: duckdb.DuckDBPyConnection, there: Client, folder: Path) -> None:
        self._here, self._there, self._folder = here, there, folder
        # When each name was last laid before the cluster, in the order of the session.
        self._laid: dict[str, int] = {}
        self._views: dict[str, exp.Expr] = {}
        # Tables that the cluster made and that are read here as well.
        self._come: set[str] = set()
        # Tables that it made and that only it reads.
        self._stay: set[str] = set()
        self._count = 0

    def execute(self, query: str, parameters: Any = None) -> Rows:  # noqa: ANN401 - as DuckDB's connection
        """Run one statement of DuckDB's dialect. Raises duckdb.Error, and of it BrokenStatement."""
        if file := _FILE.fullmatch(query.strip()):
            return self._open(file[1], file[2].replace("''", "'"))
        if word := _WORDS.match(query):
            # Words that are few are a matter of speed on one machine; on the cluster they are text.
            return self._here.execute(f"CREATE TYPE {word[1]} AS VARCHAR")
        try:
            statement = placing.for_the_cluster(query, {*self._views, *self._stay})
        except SqlglotError as error:
            raise BrokenStatement(str(error)) from error
        if statement is not None:
            return self._answer(statement, parameters or ())
        if changed := placing.changed_by(query):
            self._forget(changed)
            self._drop(changed)
        return self._here.execute(query, parameters) if parameters else self._here.execute(query)

    def see(self, name: str, frame: Frame) -> None:
        """Let statements for the cluster read a frame of it by a name such as raw.members."""
        _tried(lambda: frame.createOrReplaceTempView(placing.cluster_name(name)))
        self._count += 1
        self._laid[name] = self._count

    def _read(self, name: str, path: str) -> None:
        self.see(name, _tried(lambda: self._there.read.parquet(address(path))))

    def _open(self, name: str, path: str) -> Rows:
        """A file, or a folder of files that the cluster wrote, by a name on both sides."""
        self._read(name, path)
        return self._here.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {_files(path)}")

    def _answer(self, statement: Statement, values: Sequence[object]) -> Rows:
        query, about = with_values(statement.query, values), statement.about
        if statement.kind is Kind.VIEW:
            self._views[about] = query
            self._laid.pop(about, None)
            self._lay(about)
            return Told([])
        frame = self._frame(query)
        match statement.kind:
            case Kind.ASK:
                return Told([tuple(row) for row in _tried(frame.collect)])
            case Kind.KEEP:
                self._write(frame, about)
                return Told([])
            case Kind.ADD:
                self._forget(about)
                rows = _files(self._write(frame, self._place("rows")))
                return self._here.execute(f"INSERT INTO {about} SELECT * FROM {rows}")
            case _:
                return self._table(about, frame)

    def _table(self, name: str, frame: Frame) -> Rows:
        """A table that the cluster makes: read there, and here too where it holds what was found."""
        path = self._write(frame, self._place(name))
        self._forget(name)
        if "." in name:
            return self._open(name, path)
        self._read(name, path)
        if not placing.comes_here(name):
            self._stay.add(name)
            return Told([])
        self._drop(name)
        self._come.add(name)
        self._here.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {_files(path)}")
        return self._here.execute(f"SELECT count(*) FROM {name}")

    def _frame(self, query: exp.Expr) -> Frame:
        steps, last = in_steps(query, self._count)
        for step in steps:
            self._read(step.name, self._write(self._asked(step.query), self._place(step.name)))
        return self._asked(last)

    def _asked(self, query: exp.Expr) -> Frame:
        for name in placing.names_of(query):
            self._lay(name)
        text = spark_text(placing.renamed(query))
        return _tried(lambda: self._there.sql(text))

    def _lay(self, name: str) -> int:
        """Lay a table or view before the cluster as it is now, where it is not; returns when that was done.

        A view is told again when something that it reads was: what a cluster reads by a view it settles once.
        """
        query = self._views.get(name)
        if query is None:
            if name not in self._laid:
                self._send(name)
        else:
            newest = max((self._lay(each) for each in placing.names_of(query)), default=0)
            if self._laid.get(name, -1) < newest:
                self.see(name, self._asked(query.copy()))
        return self._laid.get(name, 0)

    def _send(self, name: str) -> None:
        """Lay a table of this process where the cluster reads it. Parquet has no integers of 128 bits."""
        columns = self._here.execute(f"DESCRIBE {name}").fetchall()
        wide = [str(row[0]) for row in columns if row[1] == "HUGEINT"]
        casts = ", ".join(f'cast("{column}" AS DECIMAL(38, 0)) AS "{column}"' for column in wide)
        replaced = f" REPLACE ({casts})" if casts else ""
        path = self._place(name)
        self._here.execute(f"COPY (SELECT *{replaced} FROM {name}) TO '{quoted(path)}' (FORMAT parquet)")
        self._read(name, path)

    def _forget(self, name: str) -> None:
        """What is no longer on the cluster as it is here: the table, and views of this process, which may read it."""
        views = self._here.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND temporary"
        ).fetchall()
        for each in {name, *(view for (view,) in views)} - self._come:
            self._laid.pop(each, None)

    def _drop(self, name: str) -> None:
        """Take a table of that name away that the cluster made: what is made next may be of another sort."""
        if name in self._come:
            self._come.remove(name)
            self._laid.pop(name, None)
            self._here.execute(f"DROP VIEW {name}")

    def _write(self, frame: Frame, path: str) -> str:
        _tried(lambda: frame.write.mode("overwrite").parquet(address(path)))
        if not any(Path(path).glob("*.parquet")):
            self._write_nothing(frame, Path(path))
        return path

    def _write_nothing(self, frame: Frame, path: Path) -> None:
        """A cluster may write no file where there is no row; the columns must be there all the same."""
        path.mkdir(parents=True, exist_ok=True)
        fields = _tried(lambda: frame.schema.fields)
        columns = ", ".join(f'cast(NULL AS {_type_here(field)}) AS "{field.name}"' for field in fields)
        target = quoted(path.resolve() / "part-empty.parquet")
        self._here.execute(f"COPY (SELECT {columns} WHERE false) TO '{target}' (FORMAT parquet)")

    def _place(self, name: str) -> str:
        self._count += 1
        return str(self._folder.resolve() / f"{name}-{self._count}.parquet")


def address(path: Path | str) -> str:
    """A file or folder as the cluster finds it: without file:// it would look where its site keeps files of its own."""
    return f"file://{path}"


def _files(path: str) -> str:
    return f"read_parquet('{quoted(path)}{'/*.parquet' if Path(path).is_dir() else ''}')"


def _type_here(field: Any) -> str:  # noqa: ANN401 - a field of the client's
    """DuckDB's name of a column's type on the cluster."""
    named = str(field.dataType.simpleString())
    return TYPES_HERE.get(named, named)


def _tried(ask: Callable[[], T]) -> T:
    """What the cluster answers; BrokenStatement where it refuses."""
    try:
        return ask()
    except Exception as error:
        if type(error).__module__.partition(".")[0] in ("pyspark", "grpc"):
            raise BrokenStatement(str(error)) from error
        raise
