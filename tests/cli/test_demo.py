"""The demonstration: everything that was planted is found, and nothing but a demonstration is ever used again."""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mingjian.cli import main
from mingjian.desk.people.kinds import Role

ROLES = [str(role) for role in Role]
SMALL = ["--households", "60", "--json", "--no-serve"]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The folder of a demonstration and what it told."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["demo", "--dir", str(folder), *SMALL]) == 0
    return folder, json.loads(said.getvalue())


def demonstrate(folder, capsys, *words):
    status = main(["demo", "--dir", str(folder), *words, "--no-serve"])
    return status, capsys.readouterr()


def test_a_demonstration_finds_what_was_planted_and_no_look_alike(first):
    _, told = first
    assert told["planted"] == told["found"] > 0
    assert told["look_alikes"] > 0
    assert told["mistaken"] == 0


def test_a_second_demonstration_takes_the_same_data_into_a_new_run_and_says_what_to_try(first, capsys):
    folder, told = first
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    runs = set((Path(told["out"]).parent).iterdir())
    status, said = demonstrate(folder, capsys, "--households", "60", "--no-serve")
    assert status == 0
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == written
    (new,) = set(Path(told["out"]).parent.iterdir()) - runs
    assert ids(new) == ids(told["out"])
    for words in ("report.html", "找到", "mingjian template"):
        assert words in said.out


def ids(run):
    """The findings of a run folder."""
    with (Path(run) / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return sorted(row["finding_id"] for row in csv.DictReader(file))


def test_a_demonstration_of_another_size_does_not_take_the_place_of_the_first(first, capsys):
    status, said = demonstrate(first[0], capsys, "--households", "61")
    assert status == 2
    assert "--dir" in said.err


def test_a_demonstration_never_writes_into_a_folder_of_data(tmp_path, capsys):
    (tmp_path / "死亡信息.csv").write_text("身份证号,死亡日期\n", encoding="utf-8")
    status, said = demonstrate(tmp_path, capsys)
    assert status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["死亡信息.csv"]
    assert len(said.err.splitlines()) == 1


def test_a_demonstration_ends_in_a_site_with_accounts_and_a_history(first):
    site = Path(first[1]["site"])
    accounts = json.loads((site / "accounts.json").read_text(encoding="utf-8"))
    objects = json.loads((site / "objects.json").read_text(encoding="utf-8"))
    assert {"user", "password", "totp", "role", "organ", "division", "person_id"} <= accounts[0].keys()
    assert {role for account in accounts for role in account["roles"]} == set(ROLES)
    assert len(objects["findings"]) == first[1]["findings"]
    assert {case["plot"] for case in objects["cases"]} >= {"closed", "checking", "rectifying", "harmless"}
    assert objects["truth"]["related"]
    assert objects["truth"]["kin_named"]
    assert objects["work"]["answered"] > 0
    assert len(objects["documents"]) == 2
    for path in (site, *site.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_the_site_of_a_demonstration_is_whole_and_its_accounts_sign_in(first):
    site = first[1]["site"]
    for words in (("verify-journal", site), ("doctor", site), ("tick", site)):
        done = subprocess.run(
            [sys.executable, "-m", "mingjian", *words],
            capture_output=True,
            text=True,
            env=bare(),
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run(
        [sys.executable, "-c", SIGNS_IN, site], capture_output=True, text=True, env=bare(), check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["200", "200"]


def bare():
    """The environment without the site of the tests."""
    left_out = ("MINGJIAN_SITE", "MINGJIAN_DATABASE", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in left_out}


SIGNS_IN = """
import json, sys
from pathlib import Path
from mingjian.desk.config.sites import enter
site = Path(sys.argv[1])
enter(site)
import django
django.setup()
from django.test import Client
from django.utils import timezone
from mingjian.desk.people import second_factor
account = {row["user"]: row for row in json.loads((site / "accounts.json").read_text())}["balinyou-handler"]
client = Client(SERVER_NAME="127.0.0.1")
client.post("/sign-in", {"name": account["user"], "password": account["password"]})
code = second_factor.code_at(account["totp"], second_factor.step_at(timezone.now()))
client.post("/sign-in/second-factor", {"code": code})
print(client.get("/findings").status_code, client.get("/cases").status_code)
"""
