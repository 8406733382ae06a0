"""The DuckDB session of a run: the snapshot's tables in schema raw, the kept facts in schema kept."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from mingjian.exchange.standard import Table, tables
from mingjian.wording import Refusal

# Below the promised 4 GB, because DuckDB's limit does not count everything that the process holds.
DEFAULT_MEMORY = "2400MB"
# What a snapshot adds to every row; a table with a column source_row of its own has source_line instead.
TRACE_COLUMNS = {"source_file": "INTEGER", "source_row": "BIGINT", "extra": "VARCHAR"}


@contextmanager
def session(
    parquet: Mapping[str, Path], store: Path, out: Path, spill: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A session that sees the snapshot's Parquet files by table name and touches nothing outside store and out.

    A table without a file is an empty table of the right types. MINGJIAN_MEMORY sets DuckDB's memory limit; what does
    not fit goes to `spill`, a folder of the store where none is named.
    """
    spill = spill or store / "tmp"
    spill.mkdir(parents=True, exist_ok=True)
    connection = open_session()
    try:
        connection.execute("SET temp_directory = ?", [str(spill)])
        connection.execute("SET allowed_directories = ?", [[str(store.resolve()), str(out.resolve())]])
        connection.execute("SET enable_external_access = false")
        for table in tables().values():
            connection.execute(f"CREATE VIEW raw.{table.name} AS {_source(table, parquet.get(table.name))}")
        yield connection
    finally:
        connection.close()


def open_session() -> duckdb.DuckDBPyConnection:
    """A bare session with the schemas of a run."""
    memory = os.environ.get("MINGJIAN_MEMORY", DEFAULT_MEMORY)
    connection = duckdb.connect()
    try:
        connection.execute("SET memory_limit = ?", [memory])
    except duckdb.Error as error:
        raise Refusal(
            f"环境变量 MINGJIAN_MEMORY 的值“{memory}”不是内存大小；写成 2400MB 或 4GB。",
            f"MINGJIAN_MEMORY is '{memory}', which is no amount of memory; write 2400MB or 4GB.",
        ) from error
    connection.execute("SET preserve_insertion_order = false")
    # Every rule names the same files, and no file changes while a run reads it.
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("CREATE SCHEMA raw")
    connection.execute("CREATE SCHEMA kept")
    return connection


def _source(table: Table, path: Path | None) -> str:
    if path is not None:
        return f"SELECT * FROM read_parquet('{quoted(path.resolve())}')"
    return empty_table(table)


def empty_table(table: Table) -> str:
    """The SELECT of a table of the standard that holds nothing, with the right types."""
    columns = ", ".join(f'cast(NULL AS {kind}) AS "{name}"' for name, kind in stored_columns(table).items())
    return f"SELECT {columns} WHERE false"


def stored_columns(table: Table) -> dict[str, str]:
    """The columns of a table in a snapshot by name, with their types."""
    own = {column.name: column.sql_type for column in table.columns}
    return own | {"source_line" if name in own else name: kind for name, kind in TRACE_COLUMNS.items()}


def quoted(path: Path | str) -> str:
    """A path or word as it stands between single quotes in SQL."""
    return str(path).replace("'", "''")


def words_after(schema: str, sql: str) -> tuple[str, ...]:
    """The names that stand in a SQL text after `schema.`, each once."""
    without_comments = re.sub(r"--.*", "", sql)
    return tuple(dict.fromkeys(re.findall(rf"\b{schema}\.(\w+)", without_comments)))
