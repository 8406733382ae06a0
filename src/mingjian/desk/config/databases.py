"""A copy of the database of one moment, and the way back: SQLite page by page, PostgreSQL by its own dump."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from mingjian.wording import Refusal

SQLITE = "db.sqlite3"
DUMP = "database.pgdump"
PAGES = 1000


def name_of_copy() -> str:
    """The name of a copy of the database of the site that this process speaks for."""
    return SQLITE if connection.vendor == "sqlite" else DUMP


def copy_to(path: Path) -> None:
    """Copy the database as it is at one moment, while others read and write."""
    path.touch(mode=0o600)
    if connection.vendor != "sqlite":
        _run("pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--file={path}")
        return
    connection.ensure_connection()
    source: Any = connection.connection
    target = type(source)(str(path))
    try:
        source.backup(target, pages=-1)
        # A copy stands for itself: no second file beside it, and no page of an earlier row behind its rows.
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()


def put_back(path: Path) -> None:
    """Fill the empty database on PostgreSQL from its dump; Refusal where it holds anything."""
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise Refusal(
                "MINGJIAN_DATABASE 指向的数据库不是空的；请另建一个空数据库再恢复。",
                "The database that MINGJIAN_DATABASE names is not empty; make an empty one for the restored site.",
            )
    connection.close()
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--dbname",
         str(settings.DATABASES["default"]["NAME"]), str(path))  # fmt: skip


def _run(program: str, *words: str) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, never by the list of processes."""
    if shutil.which(program) is None:
        raise Refusal(
            f"没有找到 {program}；请安装 PostgreSQL 客户端（Debian：postgresql-client）。",
            f"{program} was not found; install the client of PostgreSQL (Debian: postgresql-client).",
        )
    done = subprocess.run(
        [program, *words], env={**os.environ, **_address()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refusal(
            f"{program} 未完成：{said}；请检查数据库和客户端版本。",
            f"{program} failed: {said}; check the database and the version of the client.",
        )


def _address() -> Mapping[str, str]:
    """The database of the site in the words of PostgreSQL's environment."""
    said: Mapping[str, object] = {**settings.DATABASES["default"]}
    named = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    return {variable: str(said[key]) for key, variable in named.items() if said.get(key)}
