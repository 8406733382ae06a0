"""Typed rows of one source in a DuckDB table, each with its line and, where a cell is unreadable, its raw cells."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from mingjian.exchange.conversion import needs_patience_sql, prepared_sql, quick_sql, quoted
from mingjian.exchange.headers import Headers
from mingjian.exchange.numbering import MARKS, Numbered
from mingjian.exchange.patience import Names, Way, tight_sql, way_of
from mingjian.exchange.standard import Column, Table
from mingjian.exchange.surveying import LONGEST_RECORD, Care

WHOLE_ROW = "array_to_string(raw, '')"


@dataclass(frozen=True)
class Records:
    """A source as DuckDB reads it: `relation` yields the cells c0, c1, ... as text.

    `line` is the column that holds the line of a record; None where records are lines and the n-th is line n + 1.
    """

    relation: str
    line: str | None
    care: Care = "patient"


def lines_relation(path: Path, width: int, delimiter: str) -> str:
    """A strict reading of a UTF-8 CSV file behind its header line, every cell as text."""
    cells = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    return _csv(path, cells, f"delim = {quoted(delimiter)}, skip = 1")


def numbered_relation(numbered: Numbered, width: int) -> str:
    """A strict reading of numbered records: the line of each is its first cell."""
    cells = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    relation = _csv(numbered.path, f"'line': 'BIGINT', {cells}", "delim = ','")
    if not numbered.has_line_ends:
        return relation
    restored = ", ".join(f"translate(c{i}, '{MARKS}', '\n\r') AS c{i}" for i in range(width))
    return f"(SELECT line, {restored} FROM {relation})"


def _csv(path: Path, columns: str, options: str) -> str:
    return (
        f"read_csv({quoted(str(path))}, columns = {{{columns}}}, {options}, header = false, auto_detect = false,"
        " quote = '\"', escape = '\"', nullstr = '', strict_mode = true, null_padding = false,"
        f" max_line_size = {LONGEST_RECORD * 2})"
    )


def stage(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records
) -> None:
    """Read a source into the table `name`: every column of the standard, `extra`, and `raw` (NULL where quickly read).

    Rows that need patience keep their cells in `raw`, are read once more into `<name>_patient`, and end there with
    their values or, in `reasons`, with a code per column.
    """
    _stage_quickly(con, name, table, headers, records)
    if con.execute(f"SELECT 1 FROM {name} WHERE raw IS NOT NULL LIMIT 1").fetchone():
        _stage_patiently(con, name, table, headers, records)
    else:
        # The long query costs 50 ms even where there is nothing to read.
        names = ", ".join(column.sql for column in table.columns)
        con.execute(
            f"CREATE TABLE {name}_patient AS SELECT {names}, 0::BIGINT AS line, extra, raw,"
            f" NULL::VARCHAR[] AS reasons FROM {name} LIMIT 0"
        )


def rows_sql(name: str, table: Table, number: int, records: Records) -> str:
    """The accepted rows of a staged source, with its number and their lines."""
    names = ", ".join(column.sql for column in table.columns)
    line = records.line or "rowid + 2"
    return (
        f"SELECT {names}, {number}::INTEGER AS at_file, ({line})::BIGINT AS at_row, extra FROM {name} WHERE raw IS NULL"
        f" UNION ALL SELECT {names}, {number}::INTEGER, line, extra FROM {name}_patient WHERE reasons IS NULL"
    )


def _stage_quickly(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records
) -> None:
    present = [(column, f"c{headers.columns[column.name]}") for column in _present(table, headers)]
    values = [
        f"{quick_sql(column, cell, f'd{cell}', records.care)} AS {column.sql}" for column, cell in present
    ]
    prepared = "".join(
        f", {prepared_sql(c, cell)} AS d{cell}" for c, cell in present if prepared_sql(c, cell)
    )
    hard = [needs_patience_sql(column, cell, column.sql, records.care) for column, cell in present]
    cells = ", ".join(f"c{i}" for i in range(headers.width))
    line = f"{records.line} AS line, " if records.line else ""
    kept = "line, " if line else ""
    con.execute(
        f"CREATE TABLE {name} AS SELECT {kept}{_all(table, headers)}, extra,"
        f" CASE WHEN {' OR '.join(filter(None, hard)) or 'false'} THEN [{cells}] END AS raw"
        f" FROM (SELECT {kept}{cells}, {_extra(headers)} AS extra, {', '.join(values)}"
        f" FROM (SELECT {line}{cells}{prepared} FROM {records.relation}))"
    )


def _stage_patiently(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records
) -> None:
    """One SQL layer per step; rows that are blank throughout are left out, because they are no records."""
    columns = _present(table, headers)
    ways = [way_of(column.kind) for column in columns]
    cells = [f"raw[{headers.columns[column.name] + 1}]" for column in columns]
    names = [Names(cell, f"t{i}", f"x{i}") for i, cell in enumerate(cells)]
    tight = ", ".join(f"{tight_sql(cell)} AS t{i}, {cell} AS x{i}" for i, cell in enumerate(cells))
    kept = ", ".join(("line", "extra", "raw", *(f"t{i}" for i in range(len(columns)))))
    query = (
        f"SELECT ({records.line or 'rowid + 2'})::BIGINT AS line, extra, raw, {tight} FROM {name}"
        f" WHERE raw IS NOT NULL AND {tight_sql(WHOLE_ROW)} <> ''"
    )
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
    query = f"SELECT line, extra, raw, {_all(table, headers)}, [{reasons}] AS reasons FROM ({query})"
    con.execute(
        f"CREATE TABLE {name}_patient AS SELECT * REPLACE"
        f" (CASE WHEN len(list_filter(reasons, lambda code: code IS NOT NULL)) > 0 THEN reasons END AS reasons)"
        f" FROM ({query})"
    )


def _reason(column: Column, way: Way, names: Names) -> str:
    """The code of what is wrong with a cell; NULL where nothing is."""
    blank = f"coalesce({names.tight}, '') = ''"
    empty = "'empty'" if column.required else "NULL"
    return f"CASE WHEN {blank} THEN {empty} WHEN {column.sql} IS NULL THEN {way.reason(column, names)} END"


def _present(table: Table, headers: Headers) -> list[Column]:
    return [column for column in table.columns if column.name in headers.columns]


def _all(table: Table, headers: Headers) -> str:
    """Every column of the standard in its type and order, NULL where the file lacks it."""
    return ", ".join(
        f"{column.sql if column.name in headers.columns else 'NULL'}::{column.sql_type} AS {column.sql}"
        for column in table.columns
    )


def _extra(headers: Headers) -> str:
    if not headers.extra:
        return "NULL::VARCHAR"
    pairs = ", ".join(
        f"{quoted(title)}, nullif(c{position}, '')" for title, position in headers.extra.items()
    )
    # Merging into an empty object drops the empty cells.
    merged = f"json_merge_patch('{{}}', json_object({pairs}))"
    return f"nullif(CAST({merged} AS VARCHAR), '{{}}')"
