"""Run a command with a PostgreSQL in MINGJIAN_DATABASE: the one that answers on this machine, or one of its own.

    python tools/with_postgres.py COMMAND [ARGUMENTS…]

A server that answers on 127.0.0.1:5432 to the user postgres without a password is used. Otherwise a cluster is made
in a temporary folder, by a user who is not root, since PostgreSQL refuses root, and is gone afterwards. Where
PostgreSQL is not installed the command is not run; that is said, and the exit status is 0.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

STANDING = "postgres://postgres@127.0.0.1:5432"
PATIENCE = 60  # seconds until a new server has to answer
UNSAFE_AND_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt")


def main(command: list[str]) -> int:
    """Run the command; its exit status."""
    if not command:
        print(__doc__)
        return 2
    if answers(STANDING):
        return run(command, STANDING)
    programs = installed()
    if programs is None:
        print("== PostgreSQL is not installed: what was to run on it is left out")
        return 0
    with cluster(programs) as server:
        return run(command, server)


def run(command: list[str], server: str) -> int:
    """The command with the address of a database; tests make their own beside it."""
    print(f"== on {server}", flush=True)
    environment = {**os.environ, "MINGJIAN_DATABASE": f"{server}/mingjian"}
    return subprocess.run(command, env=environment, check=False).returncode


def answers(server: str) -> bool:
    """Whether a server lets the user postgres in."""
    try:
        psycopg.connect(f"{server}/postgres", connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def installed() -> Path | None:
    """The folder with initdb and postgres, the newest where there are several; None where there is none."""
    found = [Path(program).parent for program in [shutil.which("initdb")] if program]
    for place in PLACES:
        found += sorted((file.parent for file in Path(place).glob("*/bin/initdb")), key=version, reverse=True)
    return next((folder for folder in found if (folder / "postgres").is_file()), None)


def version(folder: Path) -> int:
    """The number in the name of the folder above, such as 15."""
    digits = "".join(character for character in folder.parent.name if character.isdigit())
    return int(digits or 0)


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """A server of our own for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="mingjian-postgres-") as folder:
        user = owner()
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data, port = f"{folder}/data", free_port()
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        made = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, check=True, env=environment, stdout=subprocess.DEVNULL, cwd=folder, **identity)
        words = [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        words += [part for setting in UNSAFE_AND_QUICK for part in ("-c", setting)]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(words, env=environment, stdout=log, stderr=log, cwd=folder, **identity)
        address = f"postgres://postgres@127.0.0.1:{port}"
        try:
            wait_for(address, server, Path(folder, "log"))
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # end at once, whoever is connected
            server.wait()


def owner() -> pwd.struct_passwd | None:
    """Who runs the server: ourselves (None), or for root the user postgres, else nobody."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a server answers; RuntimeError with its log where it does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        if answers(address):
            return
        time.sleep(0.2)
    raise RuntimeError(f"PostgreSQL does not answer: {log.read_text(errors='replace')[-1000:]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
