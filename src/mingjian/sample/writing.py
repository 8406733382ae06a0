"""Writing the tables of a sample: Parquet, CSV in several encodings, workbooks split before they are full."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import duckdb
import xlsxwriter

from mingjian.exchange.standard import CUSTODIAN_TABLES, Table, tables
from mingjian.sample.layouts import SUFFIXES, Format, Writing, file_stem, projection, writing_of
from mingjian.sample.population import stored_type

ROWS_PER_WORKBOOK = 1_000_000
ROWS_AT_A_TIME = 20_000
CHARACTERS_AT_A_TIME = 1 << 23
Told = Callable[[Table, int, int], None]
Columns = dict[str, tuple[str, ...]]


class Order(Enum):
    """In which order rows stand in a file."""

    BY_KEY = "by key"
    """Sorted by the key of the table without its leading letters: the scenes stand among the others."""
    AS_MADE = "as made"
    """As they come, which needs no memory: for tables of tens of millions of rows."""


@dataclass(frozen=True)
class Part:
    """One file of a table: its path below the sample without ending, and the query that gives its rows."""

    stem: str
    query: str
    writing: Writing


def write_tables(
    database: duckdb.DuckDBPyConnection,
    directory: Path,
    format_: Format,
    order: Order,
    told: Told,
    piece: str = "",
) -> dict[str, int]:
    """Write every table that has rows, and return how many each has; `told` hears which table is next.

    Where only a piece of the sample is written, each table is a folder with a file of the piece's name.
    """
    counts: dict[str, int] = {}
    everything = [table for table in tables().values() if table.name not in CUSTODIAN_TABLES]
    columns = _columns_by_relation(database)
    for number, table in enumerate(everything):
        told(table, number, len(everything))
        parts = _parts(database, columns, table, writing_of(table, format_), order)
        if written := sum(_write_part(database, directory, of_piece(part, piece)) for part in parts):
            counts[table.name] = written
    return counts


def of_piece(part: Part, piece: str) -> Part:
    """The file of a part in the folder of its table: households/44, payments/44-2026; itself without pieces."""
    if not piece:
        return part
    table, _, year = part.stem.partition("/")
    return replace(part, stem=f"{table}/{piece}-{year}" if year else f"{table}/{piece}")


def _parts(
    database: duckdb.DuckDBPyConnection, present: Columns, table: Table, writing: Writing, order: Order
) -> Iterator[Part]:
    stem, columns = file_stem(table, writing), projection(table, writing)
    sorted_by = f" ORDER BY {_order_by(table)}" if order is Order.BY_KEY else ""
    if table.name != "payments":
        for rows in _rows_of(database, present, table):
            yield Part(stem, f"SELECT {columns} FROM ({rows}){sorted_by}", writing)
        return
    for year in _years(database):
        rows = _payments_of(table, year)
        yield Part(f"{stem}/{year}", f"SELECT {columns} FROM ({rows}){sorted_by}", writing)


def _order_by(table: Table) -> str:
    """What stands before the number in a key tells base and scenes apart, so it orders only what is equal else."""
    kinds = {column.name: column.kind for column in table.columns}
    bare = {"id": 'substr("{}", 7)', "text": "ltrim(\"{}\", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"}
    first = [bare.get(kinds[name], '"{}"').format(name) for name in table.key]
    return ", ".join([*first, *map(_quoted, table.key)])


def _rows_of(database: duckdb.DuckDBPyConnection, present: Columns, table: Table) -> Iterator[str]:
    """The query for all rows of a table, base, ledgers and scenes together; nothing where there is none."""
    relations = (table.name, f"ledger_{table.name}", f"scene_{table.name}")
    queries = []
    for relation in relations:
        if relation in present and (relation == table.name or _filled(database, relation)):
            queries.append(f"SELECT {stored_columns(table, present[relation])} FROM {relation}")
    if queries:
        yield " UNION ALL ".join(queries)


def stored_columns(table: Table, present: Sequence[str]) -> str:
    """The select list that brings a relation to the columns and types of the standard."""
    return ", ".join(
        f"CAST({_quoted(column.name) if column.name in present else 'NULL'} AS {stored_type(column)}) "
        f"AS {_quoted(column.name)}"
        for column in table.columns
    )


def _payments_of(table: Table, year: int) -> str:
    january = year * 12
    everything = [column.name for column in table.columns]
    base = f"payments_of(greatest({january}, getvariable('first_m')), least({january + 11}, getvariable('last_m')))"
    return (
        f"SELECT {stored_columns(table, everything)} FROM {base} UNION ALL "
        f"SELECT {stored_columns(table, everything)} FROM scene_payments WHERE year(period) = {year}"
    )


def _years(database: duckdb.DuckDBPyConnection) -> list[int]:
    """The calendar years with payments, of the base and of scenes that begin before it."""
    found = database.execute(
        "SELECT y FROM range(getvariable('first_m') // 12, getvariable('last_m') // 12 + 1) AS years(y) "
        "UNION SELECT year(period) FROM scene_payments ORDER BY 1"
    ).fetchall()
    return [int(year) for (year,) in found]


def _columns_by_relation(database: duckdb.DuckDBPyConnection) -> Columns:
    found = database.execute("SELECT table_name, list(column_name) FROM duckdb_columns() GROUP BY table_name")
    return {name: tuple(columns) for name, columns in found.fetchall()}


def _filled(database: duckdb.DuckDBPyConnection, relation: str) -> bool:
    return bool(database.execute(f"SELECT 1 FROM {relation} LIMIT 1").fetchall())


def _write_part(database: duckdb.DuckDBPyConnection, directory: Path, part: Part) -> int:
    """Write one file; none where there are no rows, since an empty one would be read as a table not filled in."""
    target = directory / part.stem
    target.parent.mkdir(parents=True, exist_ok=True)
    if part.writing is Writing.XLSX:
        return _write_workbooks(database, target, part.query)
    path = target.with_name(f"{target.name}.{SUFFIXES.get(part.writing, 'csv')}")
    if part.writing is Writing.PARQUET:
        return _copy(database, part.query, path, "FORMAT parquet, COMPRESSION zstd")
    if part.writing is Writing.UTF8:
        return _copy(database, part.query, path, "FORMAT csv, HEADER")
    plain = path.with_suffix(".utf8")
    rows = _copy(database, part.query, plain, "FORMAT csv, HEADER")
    if rows:
        _transcode(plain, path, part.writing.value)
    return rows


def _copy(database: duckdb.DuckDBPyConnection, query: str, path: Path, options: str) -> int:
    quoted = str(path).replace("'", "''")
    rows = int(database.execute(f"COPY ({query}) TO '{quoted}' ({options})").fetchall()[0][0])
    if not rows:
        path.unlink()
    return rows


def _transcode(plain: Path, path: Path, encoding: str) -> None:
    with (
        plain.open(encoding="utf-8", newline="") as source,
        path.open("w", encoding=encoding, newline="") as target,
    ):
        while text := source.read(CHARACTERS_AT_A_TIME):
            target.write(text)
    plain.unlink()


def _write_workbooks(database: duckdb.DuckDBPyConnection, target: Path, query: str) -> int:
    """One workbook, or several in a folder of the table's name where one could not hold the rows."""
    counted = database.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
    if not counted:
        return 0
    cursor = database.execute(query)
    heads = [column[0] for column in cursor.description or ()]
    if counted <= ROWS_PER_WORKBOOK:
        _write_workbook(cursor, heads, target.with_name(f"{target.name}.xlsx"))
        return int(counted)
    target.mkdir()
    for number in range(-(-counted // ROWS_PER_WORKBOOK)):
        _write_workbook(cursor, heads, target / f"{number + 1}.xlsx")
    return int(counted)


def _write_workbook(cursor: duckdb.DuckDBPyConnection, heads: list[str], path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads)
        line = 0
        while line < ROWS_PER_WORKBOOK and (
            rows := cursor.fetchmany(min(ROWS_AT_A_TIME, ROWS_PER_WORKBOOK - line))
        ):
            for row in rows:
                line += 1
                for number, value in enumerate(row):
                    if value is not None:
                        _write_cell(sheet, line, number, value)


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, line: int, number: int, value: object) -> None:
    # Text must stay text: an identity number that becomes a number loses its last digits.
    if isinstance(value, str):
        sheet.write_string(line, number, value)
    else:
        sheet.write(line, number, value)


def _quoted(name: str) -> str:
    return f'"{name}"'
