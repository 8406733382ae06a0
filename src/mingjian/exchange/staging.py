"""Typed rows of one source in a DuckDB table, each with its line and, where a cell is unreadable, its raw cells."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from mingjian.exchange.conversion import needs_patience_sql, prepared_sql, quick_sql, quoted
from mingjian.exchange.headers import Headers
from mingjian.exchange.numbering import MARKS, RESERVED, SEPARATOR, Numbered
from mingjian.exchange.patience import Names, Way, is_blank_sql, tight_sql, unwrapped_sql, way_of
from mingjian.exchange.standard import Column, Table
from mingjian.exchange.surveying import LONGEST_RECORD, Care

QUOTES = "quote = '\"', escape = '\"'"
WHOLE_ROW = "array_to_string(raw, '')"


@dataclass(frozen=True)
class Records:
    """A source as DuckDB reads it: `relation` yields the cells c0, c1, ... as text.

    `line` is the column that holds the line of a record; None where records are lines that follow the line `header`.
    """

    relation: str
    line: str | None
    care: Care = "patient"
    header: int = 1

    @property
    def staged_line(self) -> str:
        """The line of a record in SQL, once it is staged."""
        return self.line or f"rowid + {self.header + 1}"

    @property
    def read_line(self) -> str:
        """The line of a record in SQL, where it is read in the order of the file."""
        return self.line or f"row_number() OVER () + {self.header}"


def lines_relation(path: Path, width: int, delimiter: str, header: int) -> str:
    """A strict reading of a UTF-8 CSV file behind its header line, every cell as text."""
    cells = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    return _csv(path, cells, f"delim = {quoted(delimiter)}, skip = {header}, {QUOTES}")


def numbered_relation(numbered: Numbered, width: int) -> str:
    """A strict reading of numbered records: the line of each is its first cell."""
    cells = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    relation = _csv(
        numbered.path, f"'line': 'BIGINT', {cells}", f"delim = '{SEPARATOR}', quote = '', escape = ''"
    )
    if not numbered.has_marks:
        return relation
    restored = ", ".join(f"translate(c{i}, '{MARKS}', '{RESERVED}') AS c{i}" for i in range(width))
    return f"(SELECT line, {restored} FROM {relation})"


def _csv(path: Path, columns: str, options: str) -> str:
    return (
        f"read_csv({quoted(str(path))}, columns = {{{columns}}}, {options}, header = false, auto_detect = false,"
        " nullstr = '', strict_mode = true, null_padding = false,"
        f" max_line_size = {LONGEST_RECORD * 2})"
    )


def stage(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records
) -> None:
    """Read a source into the table `name`: the columns that it has, `extra` if there are unknown ones, and `raw`.

    `raw` is NULL where a row is quickly read.
    Rows that need patience keep their cells in `raw`, are read once more into `<name>_patient`, and end there with
    their values or, in `reasons`, with a code per column.
    """
    _stage_quickly(con, name, table, headers, records)
    if con.execute(f"SELECT 1 FROM {name} WHERE raw IS NOT NULL LIMIT 1").fetchone():
        _stage_patiently(con, name, table, headers, records)
    else:
        # The long query costs 50 ms even where there is nothing to read.
        con.execute(
            f"CREATE TABLE {name}_patient AS SELECT 0::BIGINT AS line, *, NULL::VARCHAR[] AS reasons"
            f" FROM {name} LIMIT 0"
        )


def rows_sql(name: str, table: Table, number: int, headers: Headers, records: Records) -> str:
    """The accepted rows of a staged source, with its number and their lines."""
    columns = ", ".join(
        column.sql if column.name in headers.columns else f"NULL::{_staged_type(column)} AS {column.sql}"
        for column in table.columns
    )
    known = f"{columns}, {number}::INTEGER AS at_file"
    extra = "extra" if headers.extra else "NULL::VARCHAR AS extra"
    return (
        f"SELECT {known}, ({records.staged_line})::BIGINT AS at_row, {extra} FROM {name} WHERE raw IS NULL"
        f" UNION ALL SELECT {known}, line, {extra} FROM {name}_patient WHERE reasons IS NULL"
    )


def _stage_quickly(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records
) -> None:
    present = [(column, f"c{headers.columns[column.name]}") for column in _present(table, headers)]
    values = [
        f"{quick_sql(column, cell, f'd{cell}', records.care)} AS {column.sql}" for column, cell in present
    ]
    prepared = "".join(
        f", {sql} AS d{cell}" for c, cell in present if (sql := prepared_sql(c, cell, records.care))
    )
    hard = [needs_patience_sql(column, cell, column.sql, records.care) for column, cell in present]
    cells = ", ".join(f"c{i}" for i in range(headers.width))
    line = f"{records.line} AS line, " if records.line else ""
    kept = "line, " if line else ""
    con.execute(
        f"CREATE TABLE {name} AS SELECT {kept}{_typed(table, headers)}"
        f" CASE WHEN {' OR '.join(filter(None, hard)) or 'false'} THEN [{cells}] END AS raw"
        f" FROM (SELECT {kept}{cells}, {', '.join((*_extra(headers), *values))}"
        f" FROM (SELECT {line}{cells}{prepared} FROM {records.relation}))"
    )


def _stage_patiently(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records
) -> None:
    """One SQL layer per step; rows that are blank throughout are left out, because they are no records."""
    columns = _present(table, headers)
    extra = ("extra",) if headers.extra else ()
    ways = [way_of(column.kind) for column in columns]
    cells = [unwrapped_sql(f"raw[{headers.columns[column.name] + 1}]") for column in columns]
    names = [Names(cell, f"t{i}", f"x{i}") for i, cell in enumerate(cells)]
    tight = ", ".join(f"{tight_sql(cell)} AS t{i}, {cell} AS x{i}" for i, cell in enumerate(cells))
    kept = ", ".join(("line", *extra, "raw", *(f"t{i}" for i in range(len(columns)))))
    # A few rows here and there in a large table are first brought together: one long query then does with few calls.
    given = ", ".join((f"({records.staged_line})::BIGINT AS line", *extra, "raw"))
    con.execute(f"CREATE TEMP TABLE hard AS SELECT {given} FROM {name} WHERE raw IS NOT NULL")
    query = f"SELECT *, {tight} FROM hard WHERE NOT ({is_blank_sql(WHOLE_ROW)})"
    for depth in range(max((len(way.steps) for way in ways), default=0)):
        layer = (
            f"{way.steps[depth](n)} AS {n.x}" if depth < len(way.steps) else n.x
            for way, n in zip(ways, names, strict=True)
        )
        query = f"SELECT {kept}, {', '.join(layer)} FROM ({query})"
    judged = [(column, way, n) for column, way, n in zip(columns, ways, names, strict=True)]
    values = ", ".join(f"{way.value(column, n)} AS {column.sql}" for column, way, n in judged)
    reasons = ", ".join(_reason(column, way, n) for column, way, n in judged)
    everything = ", ".join(n.x for n in names)
    query = f"SELECT {kept}, {everything}, {values} FROM ({query})"
    query = f"SELECT line, {_typed(table, headers)} raw, [{reasons}] AS reasons FROM ({query})"
    con.execute(
        f"CREATE TABLE {name}_patient AS SELECT * REPLACE"
        f" (CASE WHEN len(list_filter(reasons, lambda code: code IS NOT NULL)) > 0 THEN reasons END AS reasons)"
        f" FROM ({query})"
    )
    con.execute("DROP TABLE hard")


def _reason(column: Column, way: Way, names: Names) -> str:
    """The code of what is wrong with a cell; NULL where nothing is."""
    blank = f"coalesce({names.tight}, '') = ''"
    empty = "'empty'" if column.required else "NULL"
    return f"CASE WHEN {blank} THEN {empty} WHEN {column.sql} IS NULL THEN {way.reason(column, names)} END"


def _present(table: Table, headers: Headers) -> list[Column]:
    return [column for column in table.columns if column.name in headers.columns]


def _typed(table: Table, headers: Headers) -> str:
    """Every column that the source has, in its type and order, and `extra` if any, each with a comma behind."""
    columns = (f"{c.sql}::{_staged_type(c)} AS {c.sql}, " for c in _present(table, headers))
    return "".join(columns) + ("extra, " if headers.extra else "")


def _staged_type(column: Column) -> str:
    """The type while staged: a word as a number costs a third less to sort and write, and is text in the file."""
    if column.kind != "enum":
        return column.sql_type
    return f"ENUM({', '.join(quoted(word) for word, _ in column.choices)})"


def _extra(headers: Headers) -> tuple[str, ...]:
    """The unknown columns of a source as one text, under the name `extra`; nothing where there are none."""
    if not headers.extra:
        return ()
    pairs = ", ".join(
        f"{quoted(title)}, nullif(c{position}, '')" for title, position in headers.extra.items()
    )
    # Merging into an empty object drops the empty cells.
    merged = f"json_merge_patch('{{}}', json_object({pairs}))"
    return (f"nullif(CAST({merged} AS VARCHAR), '{{}}') AS extra",)
