"""One village of the sample in Parquet, made once for all tests that only look at it."""

import duckdb
import pytest

from mingjian.exchange.progress import silent
from mingjian.exchange.standard import tables
from mingjian.sample.building import Plan, build
from mingjian.sample.layouts import Format
from mingjian.sample.places import Scale


@pytest.fixture(scope="session")
def village(tmp_path_factory):
    """A village of 60 households, seed 7, with its scenes: (folder, sample)."""
    folder = tmp_path_factory.mktemp("samples") / "village"
    return folder, build(folder, Plan(Scale.VILLAGE, Format.PARQUET, seed=7), silent)


@pytest.fixture(scope="session")
def ask(village):
    """A function that asks the base of the village in SQL: a view per table, without the rows of the scenes."""
    folder, sample = village
    database = duckdb.connect()
    for name in sample.rows:
        files = f"{folder}/payments/*.parquet" if name == "payments" else f"{folder}/{name}.parquet"
        database.execute(f"CREATE VIEW every_{name} AS FROM '{files}'")
        database.execute(f"CREATE VIEW {name} AS FROM every_{name} WHERE {_base_only(name)}")
    yield lambda query: database.execute(query).fetchall()
    database.close()


def _base_only(name):
    columns = {column.name for column in tables()[name].columns}
    if "household_id" in columns and name != "applications":
        return "coalesce(household_id, 'D') LIKE 'D%'"
    if "person_id" in columns:
        return "coalesce(person_id, '15990') < '159950'"
    return "true"
