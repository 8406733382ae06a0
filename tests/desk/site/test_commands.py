"""Making, filling and running a site from the command line."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from desk.cast import NORTH_VILLAGE, number_of
from desk.findings.runs import Row, write_run


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def add(operator, site, kind, number, status=0, name=""):
    words = ("account", site, "add", "--kind", kind, "--name", name or f"the-{kind}", "--person", "某人")
    return operator.gets(*words, typed=f"{number}\n", status=status)


def test_a_site_is_made_for_its_owner_alone_and_never_over_something(operator, pristine):
    for path in (pristine, pristine / "keys", pristine / "files", pristine / "heads"):
        assert path.stat().st_mode & 0o777 == 0o700
    for path in (pristine / "site.env", pristine / "db.sqlite3", *(pristine / "keys").iterdir()):
        assert path.stat().st_mode & 0o777 == 0o600
    assert "error" in operator.gets("init", pristine, status=2)


def test_every_setting_of_the_site_is_explained_in_its_file_and_its_manual(pristine):
    from mingjian.desk.config import settings  # noqa: PLC0415  its text is looked at

    source = Path(settings.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r'(?:from_environment|is_on)\("(MINGJIAN_\w+)"', source))
    told = (pristine / "site.env").read_text(encoding="utf-8")
    assert {name for name in asked - {"MINGJIAN_DEMO"} if f"#{name}=" not in told} == set()


def test_the_first_three_administrators_are_three_persons_and_no_fourth(operator, site):
    opened = [
        add(operator, site, kind, number_of(n))
        for n, kind in enumerate(("sysadmin", "secadmin", "auditadmin"), 500)
    ]
    assert len({one["password"] for one in opened}) == 3
    assert "error" in add(operator, site, "sysadmin", number_of(510), status=2, name="another")
    assert "administrators" not in json.dumps(operator.gets("doctor", site))


def test_one_person_is_not_two_administrators(operator, site):
    add(operator, site, "sysadmin", number_of(500))
    assert "error" in add(operator, site, "secadmin", number_of(500), status=2)


def test_an_account_asks_for_a_number_that_is_one(operator, site):
    assert "error" in add(operator, site, "sysadmin", "123", status=2)
    assert "error" in operator.gets(
        "account", site, "add", "--kind", "sysadmin", "--name", "x", typed="", status=2
    )


def test_findings_are_loaded_once_however_often_the_command_runs(operator, site, tmp_path):
    run = write_run(tmp_path / "run", [Row(1, division=NORTH_VILLAGE), Row(2, division=NORTH_VILLAGE)])
    first, second = (operator.gets("load-findings", site, run) for _ in range(2))
    assert (first["total"], first["fresh"]) == (2, 2)
    assert second == first
    assert "error" in operator.gets("load-findings", site, tmp_path, status=2)


def test_the_day_s_work_is_done_once_however_often_it_runs(operator, site):
    first, second = (operator.gets("tick", site) for _ in range(2))
    assert first["failed"] == second["failed"] == {}
    assert first["done"]["journal"] == {"heads_signed": 1}
    assert second["done"]["journal"] == {"heads_signed": 0}
    assert second["done"]["duties"]["made"] == 0


@pytest.fixture
def served(operator, site):
    """A running site: its process and its address."""
    port = free_port()
    words = [
        sys.executable,
        "-m",
        "mingjian",
        "serve",
        str(site),
        "--port",
        str(port),
        "--workers",
        "1",
        "--json",
    ]
    with subprocess.Popen(
        words, env=operator.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline()
        assert line, process.stderr.read()[-2000:]
        yield process, json.loads(line)["address"], port
        if process.poll() is None:
            process.kill()


def test_a_site_is_served_until_ctrl_c_and_leaves_nothing_behind(operator, site, served):
    process, address, port = served
    with urllib.request.urlopen(f"{address}healthz") as answer:
        assert json.load(answer) == {"ok": True}
    with urllib.request.urlopen(address) as answer:
        assert answer.url.startswith(f"{address}sign-in")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert operator.types("serve", site, "--port", port).returncode == 2
    children = children_of(process.pid)
    assert {"gunicorn", "db_worker"} <= {word for words in children.values() for word in words}
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert [pid for pid in children if is_there(pid)] == []


def test_a_site_that_was_killed_takes_its_parts_with_it(served):
    process, address, _ = served
    children = children_of(process.pid)
    process.kill()
    process.wait(10)
    for _ in range(200):
        if not any(map(is_there, children)):
            break
        subprocess.run(["sleep", "0.2"], check=True)
    assert [pid for pid in children if is_there(pid)] == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{address}healthz")


def children_of(pid):
    """The processes that one has started, by number, with their words."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()[1:]]
    found = {int(row[0]): row[2:] for row in rows if int(row[1]) == pid}
    for child in list(found):
        found |= {int(row[0]): row[2:] for row in rows if int(row[1]) == child}
    return found


def is_there(pid):
    """Whether a process runs; one that has ended and is not yet reaped does not."""
    told = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(told.strip()) and not told.startswith("Z")
