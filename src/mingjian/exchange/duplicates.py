"""Rows that share a key: equal ones are kept once, contradicting ones not at all."""

from collections.abc import Sequence

import duckdb

from mingjian.exchange.standard import Table

BUCKETS = "duplicate_buckets"


def shares_keys(con: duckdb.DuckDBPyConnection, table: Table, data: str, order: Sequence[str]) -> bool:
    """Whether any two rows of a written table share a key; `order` are the columns that it is sorted by."""
    key = ", ".join(f'"{name}"' for name in table.key)
    rows = f"(SELECT {key} FROM {data})"
    if order and set(order) <= {f'"{name}"' for name in table.key}:
        rows = f"({_neighbours(key, order, data)})"
    hashed = f"SELECT hash({key}) AS bucket FROM {rows}"
    return _count(con, f"(SELECT 1 FROM ({hashed}) GROUP BY bucket HAVING count(*) > 1 LIMIT 1)") > 0


def _neighbours(key: str, order: Sequence[str], data: str) -> str:
    """Rows equal to the one before or behind in what they are sorted by: no other shares its key with any."""
    sides = ("lag", "lead")
    beside = ", ".join(
        f"{side}({name}) OVER () AS {side}{i}" for side in sides for i, name in enumerate(order)
    )
    same = " OR ".join(
        f"({' AND '.join(f'{side}{i} IS NOT DISTINCT FROM {name}' for i, name in enumerate(order))})"
        for side in sides
    )
    return f"SELECT {key} FROM (SELECT {key}, {beside} FROM {data}) WHERE {same}"


def create_dropped(con: duckdb.DuckDBPyConnection) -> None:
    """The empty table `dropped`: rows that may not stay, each with its reason and the row it meets."""
    con.execute(
        "CREATE TABLE dropped"
        " (at_file INTEGER, at_row BIGINT, code VARCHAR, other_file INTEGER, other_row BIGINT)"
    )


def find_dropped(con: duckdb.DuckDBPyConnection, table: Table, rows: str) -> None:
    """Write the rows that may not stay to the table `dropped`.

    `rows` is an SQL query of readable rows with at_file and at_row.
    """
    key = ", ".join(f'"{name}"' for name in table.key)
    good = f"({rows})"
    con.execute(
        f"CREATE OR REPLACE TABLE {BUCKETS} AS SELECT bucket FROM"
        f" (SELECT hash({key}) AS bucket FROM {good}) GROUP BY bucket HAVING count(*) > 1"
    )
    # In a key an empty value counts as a value, which is how PARTITION BY treats NULL.
    content = ", ".join(column.sql for column in table.columns)
    con.execute(
        "INSERT INTO dropped SELECT at_file, at_row,"
        " CASE WHEN lowest = highest THEN 'duplicate' ELSE 'contradiction' END,"
        " CASE WHEN place = 1 THEN second.f ELSE first.f END, CASE WHEN place = 1 THEN second.r ELSE first.r END"
        f" FROM (SELECT at_file, at_row, row_number() OVER ranked AS place, count(*) OVER same AS n,"
        "  min(content) OVER same AS lowest, max(content) OVER same AS highest,"
        "  first_value({'f': at_file, 'r': at_row}) OVER ranked AS first,"
        "  nth_value({'f': at_file, 'r': at_row}, 2) OVER whole AS second"
        f" FROM (SELECT *, hash({content}) AS content FROM {good} WHERE hash({key}) IN (FROM {BUCKETS}))"
        f" WINDOW same AS (PARTITION BY {key}), ranked AS (PARTITION BY {key} ORDER BY at_file, at_row),"
        f" whole AS (PARTITION BY {key} ORDER BY at_file, at_row"
        "  ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))"
        " WHERE n > 1 AND (place > 1 OR lowest <> highest)"
    )


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
