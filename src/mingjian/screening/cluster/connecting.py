"""The way to a cluster: an address such as sc://host:15002, and the session of a run on it."""

import hashlib
import importlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mingjian.exchange.standard import tables
from mingjian.screening import workspace
from mingjian.screening.cluster import translating
from mingjian.screening.cluster.session import ClusterSession, address
from mingjian.screening.cluster.translating import parsed, spark_text
from mingjian.screening.engine import Session
from mingjian.wording import Refusal

PORT = 15002
"""Where Spark Connect listens unless it was told otherwise."""
PATIENCE = 10.0
"""Seconds in which a machine that is there takes a call."""
PATTERNS = frozenset("*?[]{}%")
SETTINGS = {
    # A snapshot's times are those of the wall clock of the place; no zone moves them.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    # A quotient by zero is NULL. With an error instead, a condition that keeps it away may be asked too late: engines
    # are free to divide first, and Sail 0.7 divides within a join what the WHERE beside it leaves out.
    "spark.sql.ansi.enabled": "false",
}


@dataclass(frozen=True)
class Cluster:
    """An engine that answers at an address of Spark Connect; the address may hold a token and is never shown whole."""

    remote: str
    version: str
    keeps_order: bool = False

    @property
    def label(self) -> str:
        """What run.json calls it."""
        return f"spark {self.version}"

    @property
    def mark(self) -> str:
        """Its facts are folders that a cluster wrote, by this version of it and of what is said to it."""
        said = Path(translating.__file__).read_bytes()
        return f"-spark-{hashlib.sha256(self.version.encode() + said).hexdigest()[:8]}"

    @contextmanager
    def session(self, parquet: Mapping[str, Path], store: Path, out: Path) -> Iterator[Session]:
        """A session on the cluster over the snapshot's files. Both sides must reach `store` by the same path.

        Raises Refusal where that path means something else on the cluster.
        """
        refuse_patterns(store.resolve())
        spill = store / "tmp"
        spill.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="cluster-", dir=spill))
        there = connected(self.remote)
        try:
            with workspace.session(parquet, store, out) as here:
                session = ClusterSession(here, there, folder)
                for table in tables().values():
                    session.see(f"raw.{table.name}", _frame(there, table.name, parquet.get(table.name)))
                yield session
        finally:
            there.stop()
            shutil.rmtree(folder, ignore_errors=True)


def _frame(there: Any, name: str, path: Path | None) -> Any:  # noqa: ANN401
    if path is not None:
        return there.read.parquet(address(path.resolve()))
    return there.sql(spark_text(parsed(workspace.empty_table(tables()[name]))))


def refuse_patterns(store: Path) -> None:
    """Raise Refusal for a path that a cluster would read as a pattern or as an escape."""
    if found := sorted(set(str(store)) & PATTERNS):
        raise Refusal(
            f"数据库目录 {store} 的路径中有“{found[0]}”，集群会把它当作通配符；请用 --store 另指定目录。",
            f"The path of the store {store} holds '{found[0]}', which a cluster reads as a pattern; name another one "
            "with --store.",
        )


def open_cluster(remote: str) -> Cluster:
    """The cluster at an address. Refusal where the client is not installed, or nothing that knows Spark answers."""
    host, port = _host_of(remote)
    _client()
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
        there = connected(remote)
        version = str(there.version)
        there.stop()
    except Exception as error:
        raise Refusal(
            f"计算集群 {host}:{port} 没有应答（{type(error).__name__}）；请核对 --remote 的地址和令牌，"
            "并确认那里的 Spark Connect 已启动。",
            f"The cluster at {host}:{port} does not answer ({type(error).__name__}); check the address and token of "
            "--remote, and that Spark Connect is running there.",
        ) from error
    return Cluster(remote, version)


def connected(remote: str) -> Any:  # noqa: ANN401
    """A session of its own at the address, with the settings of a run."""
    there = _client().SparkSession.builder.remote(remote).create()
    for name, value in SETTINGS.items():
        there.conf.set(name, value)
    return there


def _host_of(remote: str) -> tuple[str, int]:
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        parts, host, port = urlsplit(""), None, PORT
    if parts.scheme != "sc" or not host:
        raise Refusal(
            "--remote 应为 Spark Connect 的地址，例如 sc://10.0.0.5:15002。",
            "--remote is no address of Spark Connect; write it as sc://10.0.0.5:15002.",
        )
    return host, port


def _client() -> Any:  # noqa: ANN401
    """The module of the client, which is no part of an ordinary installation."""
    os.environ.setdefault("SPARK_CONNECT_MODE_ENABLED", "1")
    try:
        return importlib.import_module("pyspark.sql.connect.session")
    except ImportError as error:
        raise Refusal(
            f"--engine spark 需要 Spark Connect 客户端（缺 {error.name}）；请安装：pip install 'mingjian[spark]'。",
            f"--engine spark needs the client of Spark Connect ({error.name} is missing); install it: "
            "pip install 'mingjian[spark]'.",
        ) from error
