"""Sites on a disk of their own, with processes of their own: for what one test process cannot show."""

import multiprocessing
import os
import subprocess
import sys
from contextlib import contextmanager
from uuid import uuid4

import psycopg

from mingjian.desk.config.sites import make_site

PRODUCTION = "mingjian.desk.config.settings"
WITH_LEDGER = "desk_settings"


@contextmanager
def real_site(folder, settings_module=WITH_LEDGER):
    """A migrated site in a folder, on SQLite or, where MINGJIAN_DATABASE says so, on a fresh database of PostgreSQL.

    Gives the environment for its processes.
    """
    make_site(folder)
    path = os.pathsep.join(str(part) for part in sys.path if part)
    environment = {
        "MINGJIAN_SITE": str(folder),
        "DJANGO_SETTINGS_MODULE": settings_module,
        "PYTHONPATH": path,
    }
    with _database() as address:
        if address:
            environment["MINGJIAN_DATABASE"] = address
        run(environment, "-m", "django", "migrate", "--run-syncdb", "-v", "0")
        yield environment


@contextmanager
def _database():
    server = os.environ.get("MINGJIAN_DATABASE", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"mingjian_test_{uuid4().hex[:12]}"
    base = server.rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{base}/{name}"
        finally:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(environment, *words):
    """Run Python for a site; what it prints."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MINGJIAN_DATABASE", "MINGJIAN_SITE")
    }
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, env={**kept, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def race(environment, work, processes, *words):
    """Run `work(number, start, *words)` in processes of their own at once; what each of them answers.

    `start()` lets all of them go on at the same moment.
    """
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(processes), context.Queue()
    before = dict(os.environ)
    os.environ.pop("MINGJIAN_DATABASE", None)
    os.environ.update(environment)
    try:
        runners = [
            context.Process(target=_runner, args=(work, number, barrier, answers, words))
            for number in range(processes)
        ]
        for runner in runners:
            runner.start()
    finally:
        os.environ.clear()
        os.environ.update(before)
    found = [answers.get(timeout=300) for _ in runners]
    for runner in runners:
        runner.join()
    return found


def _runner(work, number, barrier, answers, words):
    """One process."""
    try:
        answers.put(work(number, lambda: barrier.wait(120), *words))
    except BaseException as error:
        barrier.abort()
        answers.put(repr(error))
        raise
