"""Typed rows of one source in a DuckDB table, each with its line and, where a cell is unreadable, its raw cells."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from mingjian.exchange.conversion import Care, is_blank_sql, quoted, value_sql
from mingjian.exchange.headers import Headers
from mingjian.exchange.numbering import Numbered
from mingjian.exchange.standard import Column, Table
from mingjian.exchange.surveying import LONGEST_RECORD


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
    # Threads that begin in the middle of a file cannot tell a line end within a cell from one between records.
    parallel = "false" if numbered.has_line_ends else "true"
    return _csv(numbered.path, f"'line': 'BIGINT', {cells}", f"delim = ',', parallel = {parallel}")


def _csv(path: Path, columns: str, options: str) -> str:
    return (
        f"read_csv({quoted(str(path))}, columns = {{{columns}}}, {options}, header = false, auto_detect = false,"
        " quote = '\"', escape = '\"', nullstr = '', strict_mode = true, null_padding = false,"
        f" max_line_size = {LONGEST_RECORD * 2})"
    )


def stage(
    con: duckdb.DuckDBPyConnection, name: str, table: Table, headers: Headers, records: Records
) -> None:
    """Read a source into the table `name`: every column of the standard, `extra`, `line` and `raw` (NULL if good)."""
    values = [f"{_value(column, headers, records.care)} AS {column.sql}" for column in table.columns]
    faults = [_fault(column, headers, records.care) for column in table.columns]
    names = ", ".join(column.sql for column in table.columns)
    cells = ", ".join(f"c{i}" for i in range(headers.width))
    line = f"{records.line} AS line, " if records.line else ""
    kept = "line, " if records.line else ""
    con.execute(
        f"CREATE TABLE {name} AS SELECT {kept}{names}, extra,"
        f" CASE WHEN {' OR '.join(fault for fault in faults if fault) or 'false'} THEN [{cells}] END AS raw"
        f" FROM (SELECT {line}{cells}, {_extra(headers)} AS extra, {', '.join(values)} FROM {records.relation})"
    )


def rows_sql(name: str, table: Table, number: int, records: Records) -> str:
    """The rows of a staged source, with its number and their lines."""
    line = "line" if records.line else "rowid + 2"
    names = ", ".join(column.sql for column in table.columns)
    return f"SELECT {names}, {number}::INTEGER AS at_file, ({line})::BIGINT AS at_row, extra, raw FROM {name}"


def blank_sql() -> str:
    """Whether all cells of a `raw` row are blank: such a row is no record."""
    return is_blank_sql("array_to_string(raw, '')")


def _value(column: Column, headers: Headers, care: Care) -> str:
    position = headers.columns.get(column.name)
    return f"NULL::{column.sql_type}" if position is None else value_sql(column, f"c{position}", care)


def _fault(column: Column, headers: Headers, care: Care) -> str:
    position = headers.columns.get(column.name)
    if position is None:
        return ""
    cell = f"c{position}"
    if column.required:
        return f"{column.sql} IS NULL"
    if column.kind == "text" and (care == "plain" or not column.is_number_in_text):
        return ""
    return (
        f"(CASE WHEN {column.sql} IS NOT NULL OR {cell} IS NULL THEN false ELSE NOT {is_blank_sql(cell)} END)"
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
