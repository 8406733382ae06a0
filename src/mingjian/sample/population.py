"""The base of the sample: ordinary households, their paper trail and the registries, made in DuckDB from a seed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from mingjian.exchange.standard import Column, Table, tables
from mingjian.law.calendar import numbered_days
from mingjian.law.calendar_file import official_calendar
from mingjian.sample.places import HOME, Ground, Village
from mingjian.sample.scene import Rows
from mingjian.sample.standards import first_figure, month_of_rise, yearly_step
from mingjian.sample.when import RECORDS_FROM, Span, month_index

SCRIPTS = ("draws", "households", "grants", "residents", "offices", "casework", "registries", "procedure")
MEMORY = "2GB"
MONGOL_SHARE = 36
"""Percent of households with Mongolian names."""
VILLAGE_COLUMNS = (
    "village VARCHAR, place BIGINT, area VARCHAR, start BIGINT, n BIGINT, township VARCHAR, county VARCHAR, "
    "standard_base BIGINT, standard_step BIGINT, rise BIGINT, mongol_share BIGINT, name VARCHAR"
)
Settling = Callable[[int, int], None]


@contextmanager
def population(ground: Ground, span: Span, seed: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database that knows the places, the months and the seed; it spills to a folder that is removed."""
    with TemporaryDirectory(prefix="mingjian-sample-") as scratch:
        database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": scratch})
        with database:
            _set_variables(database, ground, span, seed)
            _load_villages(database, ground)
            _load_months(database, span)
            _load_days(database, span)
            yield database


def settle(database: duckdb.DuckDBPyConnection, step: Settling) -> None:
    """Make the base: afterwards a relation stands under the name of each table that the base fills.

    `step` is told how many of the scripts are done.
    """
    for done, script in enumerate(SCRIPTS):
        step(done, len(SCRIPTS))
        run_script(database, script)


def run_script(database: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run one of the .sql files of this room."""
    script = resources.files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
    database.execute(script).fetchall()


def lay_rows(database: duckdb.DuckDBPyConnection, prefix: str, rows: Rows) -> None:
    """Tables `<prefix>_<table>` for every table of the standard, holding the rows given for it."""
    with TemporaryDirectory(prefix="mingjian-rows-") as scratch:
        for table in tables().values():
            _lay_table(database, f"{prefix}_{table.name}", table, rows.get(table.name, []), Path(scratch))


def stored_type(column: Column) -> str:
    """The type of a column inside the sample: as in a snapshot, but identity numbers stay text."""
    return "VARCHAR" if column.kind == "id" else column.sql_type


def _lay_table(
    database: duckdb.DuckDBPyConnection, name: str, table: Table, rows: list[dict[str, object]], scratch: Path
) -> None:
    types = {column.name: stored_type(column) for column in table.columns}
    columns = ", ".join(f'"{column}" {type_}' for column, type_ in types.items())
    database.execute(f"CREATE TABLE {name} ({columns})")
    if not rows:
        return
    for row in rows:
        if unknown := row.keys() - types.keys():
            raise ValueError(f"{table.name} has no column {sorted(unknown)}")
    # As JSON in one go: a statement per row would take longer than the whole base.
    path = scratch / f"{name}.json"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    texts = dict.fromkeys(types, "VARCHAR")
    casts = ", ".join(f'CAST("{column}" AS {type_})' for column, type_ in types.items())
    database.execute(
        f"INSERT INTO {name} SELECT {casts} FROM read_json('{path}', format='newline_delimited', columns={texts})"
    )


def _set_variables(database: duckdb.DuckDBPyConnection, ground: Ground, span: Span, seed: int) -> None:
    variables = {
        "seed": seed,
        "first_m": month_index(span.first_month),
        "last_m": month_index(span.last_month),
        "records_m": month_index(RECORDS_FROM),
        "as_of_year": span.as_of.year,
        "places": len(ground.villages),
        "residents": ground.residents,
        "months": len(span.months),
        "province": int(ground.province),
    }
    for name, value in variables.items():
        database.execute(f"SET VARIABLE {name} = {value}::BIGINT")
    database.execute(f"SET VARIABLE as_of = DATE '{span.as_of}'")
    tag = "" if ground.province == HOME else ground.province
    database.execute(f"SET VARIABLE tag = '{tag}'")


def _load_villages(database: duckdb.DuckDBPyConnection, ground: Ground) -> None:
    database.execute(f"CREATE TABLE villages ({VILLAGE_COLUMNS})")
    rows = [_village_row(village) for village in ground.villages]
    # Many rows a statement: one by one the villages of the region would take longer than its households.
    for start in range(0, len(rows), 1000):
        values = ", ".join(map(str, rows[start : start + 1000]))
        database.execute(f"INSERT INTO villages VALUES {values}")


def _village_row(village: Village) -> tuple[str | int, ...]:
    county, area = village.county, village.area
    return (
        village.code,
        village.place,
        area,
        village.first_household,
        village.households,
        village.code[:9],
        county,
        first_figure(county, area),
        yearly_step(county, area),
        month_of_rise(county) - 1,
        MONGOL_SHARE,
        village.name,
    )


def _load_months(database: duckdb.DuckDBPyConnection, span: Span) -> None:
    for table, months in (("subsidy_months", span.subsidy_months), ("heating_months", span.heating_months)):
        values = ", ".join(f"({month_index(month)})" for month in months)
        database.execute(f"CREATE TABLE {table} AS SELECT m::BIGINT AS m FROM (VALUES {values}) AS t(m)")


def _load_days(database: duckdb.DuckDBPyConnection, span: Span) -> None:
    """Make office_days(day, n), n counting working days; worked(n, day), the working day of a number; worked_day(n).

    Where offices rest on a day, the working day of its number is the one before.
    """
    first, last = date(RECORDS_FROM.year - 1, 1, 1), date(span.as_of.year, 12, 31)
    values = ", ".join(f"(DATE '{day}', {n})" for day, n in numbered_days(first, last, official_calendar()))
    database.execute(
        f"CREATE TABLE office_days AS SELECT day, n::BIGINT AS n FROM (VALUES {values}) AS t(day, n)"
    )
    database.execute(
        "CREATE TABLE worked AS SELECT n, min(day) AS day FROM office_days GROUP BY n ORDER BY n"
    )
    database.execute("SET VARIABLE worked_days = (SELECT list(day ORDER BY n) FROM worked)")
    database.execute("SET VARIABLE first_worked = (SELECT min(n) FROM worked)")
    database.execute(
        "CREATE MACRO worked_day(n) AS getvariable('worked_days')[n - getvariable('first_worked') + 1]"
    )
