"""A session with a few rows in it, made the way examples are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mingjian.cli import main
from mingjian.exchange.checking import check_folder
from mingjian.exchange.progress import silent
from mingjian.exchange.snapshots import Snapshot
from mingjian.screening.engine import Session
from mingjian.screening.examples import filled
from mingjian.screening.ground import ground_of
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
def facts_of() -> Iterator[Callable[..., Session]]:
    """Facts over the given rows, in memory, on the ground of examples."""
    with ExitStack() as stack:

        def build(rows: Rows, *names: str) -> Session:
            return stack.enter_context(ground_of(filled(rows), names))

        yield build


def household(household_id: str = "H1", **more: Any) -> dict[str, Any]:
    return {"household_id": household_id, "division": VILLAGE, "head_id": PERSON, **more}


def payment(period: str, household_id: str = "H1", **more: Any) -> dict[str, Any]:
    return {"household_id": household_id, "period": period, "account_holder_id": PERSON, **more}


DAY = date(2024, 12, 31)


@dataclass(frozen=True)
class Village:
    """The sample of a village: its folder, a store, what was read of it, and the day up to which it reaches."""

    data: Path
    store: Path
    snapshot: Snapshot
    as_of: date


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Village:
    """One sample for all tests that only look at it or write beside it."""
    folder = tmp_path_factory.mktemp("village")
    data, store = folder / "data", folder / "store"
    assert main(["sample", str(data), "--scale", "village", "--format", "parquet"]) == 0
    return Village(
        data, store, check_folder(data, store, encoding=None, progress=silent).snapshot, date(2026, 10, 31)
    )
