"""A session with a few rows in it, made the way examples are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest

from mingjian.screening.examples import filled, load_rows
from mingjian.screening.facts import make_facts
from mingjian.screening.workspace import open_session

Rows = Mapping[str, Sequence[dict[str, Any]]]
VILLAGE = "150423100201"
PERSON = "15990119500101001?"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    opened = open_session()
    yield opened
    opened.close()


@pytest.fixture
def facts_of(connection: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Facts over the given rows, in memory."""

    def build(rows: Rows, *names: str) -> duckdb.DuckDBPyConnection:
        load_rows(connection, filled(rows))
        make_facts(connection, names)
        return connection

    return build


def household(household_id: str = "H1", **more: Any) -> dict[str, Any]:
    return {"household_id": household_id, "division": VILLAGE, "head_id": PERSON, **more}


def payment(period: str, household_id: str = "H1", **more: Any) -> dict[str, Any]:
    return {"household_id": household_id, "period": period, "account_holder_id": PERSON, **more}


DAY = date(2024, 12, 31)
