"""Folders of data for the tests of the exchange room."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from mingjian.exchange.checking import CheckResult, check_folder
from mingjian.exchange.snapshots import TableSnapshot

Write = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJIAN_LANG", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    place.mkdir()
    return place


@pytest.fixture
def write(folder: Path) -> Write:
    """Write a file into the folder, text as UTF-8."""

    def write_(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_


@pytest.fixture
def check(folder: Path, tmp_path: Path) -> Callable[..., CheckResult]:
    """Check the folder into a store beside it."""

    def check_(**options: str) -> CheckResult:
        return check_folder(folder, tmp_path / "store", **options)

    return check_


@pytest.fixture
def only() -> Callable[[CheckResult], TableSnapshot]:
    """The one table of a folder; it must not have been refused."""

    def only_(result: CheckResult) -> TableSnapshot:
        (table,) = result.tables
        assert table.snapshot is not None, table.fault
        return table.snapshot

    return only_


@pytest.fixture(scope="session")
def asked() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that only looks: to open one costs more than most questions."""
    with duckdb.connect() as con:
        yield con


@pytest.fixture
def rows(asked: duckdb.DuckDBPyConnection) -> Callable[..., list[tuple]]:
    """The accepted rows in the order of their lines."""

    def rows_(table: TableSnapshot, columns: str = "*") -> list[tuple]:
        query = f"SELECT {columns} FROM '{table.path}' ORDER BY source_file, source_row"
        return asked.execute(query).fetchall()

    return rows_


@pytest.fixture
def rejected() -> Callable[..., str]:
    """The text of all rejects files, which must be CSV."""

    def rejected_(result: CheckResult, encoding: str = "utf-8") -> str:
        return "".join(path.read_text(encoding=encoding) for table in result.tables for path in table.rejects)

    return rejected_
