"""Sites on a disk of their own, with processes of their own: for what one test process cannot show."""

import fcntl
import multiprocessing
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from django.conf import settings

from mingjian.desk.config.sites import make_site

PRODUCTION = "mingjian.desk.config.settings"
WITH_LEDGER = "desk_settings"
MIGRATE = ("-m", "django", "migrate", "--run-syncdb", "-v", "0")
# Beside the folder of the settings, which goes with it.
MADE, WHOLE = ".made", "whole"


@contextmanager
def real_site(folder, settings_module=WITH_LEDGER):
    """A migrated site in a folder, on SQLite or, where MINGJIAN_DATABASE says so, on a fresh database of PostgreSQL.

    Gives the environment for its processes.
    """
    with _database() as address:
        if address:
            make_site(folder)
            environment = _environment(folder, settings_module) | {"MINGJIAN_DATABASE": address}
            run(environment, *MIGRATE)
        else:
            migrated(folder, settings_module)
            environment = _environment(folder, settings_module)
        yield environment


def migrated(folder, settings_module):
    """A migrated site on SQLite in a folder: a copy, with its keys, of the one that this run of the tests made first.

    The workers of xdist share the folder of the settings; whoever comes second waits for the first.
    """
    made = settings.SITE_FOLDER.with_name(settings.SITE_FOLDER.name + MADE)
    made.mkdir(exist_ok=True)
    first = made / settings_module
    with (made / f"{settings_module}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (first / WHOLE).is_file():
            shutil.rmtree(first, ignore_errors=True)
            make_site(first)
            run(_environment(first, settings_module), *MIGRATE)
            (first / WHOLE).touch()
    shutil.copytree(first, folder, ignore=shutil.ignore_patterns(WHOLE))


def _environment(folder, settings_module):
    path = os.pathsep.join(str(part) for part in sys.path if part)
    return {"MINGJIAN_SITE": str(folder), "DJANGO_SETTINGS_MODULE": settings_module, "PYTHONPATH": path}


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
