"""Sail beside the tests, where it is installed, and sessions of both engines."""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from mingjian.screening.cluster.connecting import connected
from mingjian.screening.cluster.session import ClusterSession
from mingjian.screening.engine import Rows, Session
from mingjian.screening.workspace import open_session

TOOL = Path(__file__).parents[3] / "tools" / "sail.py"
Opening = Callable[[], AbstractContextManager[Session]]
# What an example brings with it: its rows, and the facts made of them.
GIVEN = ("CREATE TABLE raw.", "INSERT INTO raw.", "CREATE TABLE kept.")


@pytest.fixture(scope="session")
def remote() -> Iterator[str]:
    """The address of a Sail of its own, which ends with the tests."""
    if importlib.util.find_spec("pysail") is None:
        pytest.skip("pysail is not installed: make test-spark installs it and runs these")
    quiet = os.environ | {"RUST_LOG": "error"}
    with subprocess.Popen(
        [sys.executable, str(TOOL)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=quiet
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


@pytest.fixture(scope="session")
def client(remote: str) -> Iterator[object]:
    """One session of Spark Connect for the tests that lay their own tables before it."""
    there = connected(remote)
    yield there
    there.stop()


def _own_folder(place: Path) -> Path:
    """What one session writes stands beside what others of the same test wrote, under the same names."""
    return Path(tempfile.mkdtemp(dir=place))


@pytest.fixture
def cluster(client: object, tmp_path: Path) -> Opening:
    """Opens a session with schemas raw and kept of which every statement over them is the cluster's."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with open_session() as here:
            yield ClusterSession(here, client, _own_folder(tmp_path))

    return opened


class RulesThere:
    """What an example gives is made here, as one machine makes it; views and rules over it are the cluster's."""

    def __init__(self, here: Session, there: Session) -> None:
        self.here, self.there = here, there

    def execute(self, query: str, parameters: object = None) -> Rows:
        """Run one statement on its side."""
        side = self.here if query.startswith(GIVEN) else self.there
        return side.execute(query, parameters) if parameters else side.execute(query)


@pytest.fixture
def rules_there(client: object, tmp_path: Path) -> Opening:
    """Opens a session for examples whose facts are made on this machine and whose rules run on the cluster."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with open_session() as here:
            yield RulesThere(here, ClusterSession(here, client, _own_folder(tmp_path)))

    return opened
