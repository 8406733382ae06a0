"""Six processes at once on PostgreSQL, round after round: one decision each, and the others are told so."""

import os
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from desk.at_once import at_once
from desk.cast import DAY, NORTH_VILLAGE
from desk.findings.runs import Row, write_run
from django.db import connection

from mingjian.desk.cases.actions import checking, closing, money, opening
from mingjian.desk.cases.models import Case, Recovery, Taken
from mingjian.desk.cases.states import Household, Official, State
from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.findings import jobs
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.states import Outcome

PROCESSES = range(6)
ROUNDS = [20, pytest.param(100, marks=pytest.mark.slow)]
SERVER = ("127.0.0.1", 5432)
on_postgresql = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs a server that several processes reach"
    ),
    pytest.mark.parametrize("rounds", ROUNDS),
]


def race(decide) -> None:
    """Let six decide at once: one has decided, five were told that it is decided."""
    found = sorted(map(str, at_once(decide, PROCESSES)))
    assert found == ["Conflict"] * 5 + ["done"], found


def load(folder: Path, count: int = 1) -> list[Finding]:
    rows = [Row(at, clause="8(5)", division=NORTH_VILLAGE, household=f"H{at}") for at in range(count)]
    jobs.load_folder(write_run(folder, rows), Site())
    return list(Finding.objects.everything(reason="a test looks").order_by("finding_id"))


def checked_case(cast, folder: Path) -> Case:
    """A case whose checker has reported."""
    by, checker = cast.north_supervisor, cast.person("north_handler")
    case = opening.open_case(by, findings=load(folder), title="死亡后仍发放", today=DAY)
    checking.assign(case, by, checker=checker, today=DAY)
    checking.take_up(case, cast.north_handler)
    checking.report(case, cast.north_handler, found="属实", today=DAY)
    return case


def marked(test):
    for mark in on_postgresql:
        test = mark(test)
    return test


@marked
def test_a_case_is_reviewed_once(cast, tmp_path, rounds):
    case = checked_case(cast, tmp_path / "run")
    reviewers = [cast.north_reviewer, cast.north_supervisor]

    def review(part):
        checking.review(case, reviewers[part % 2], today=DAY)
        return "done"

    for _ in range(rounds):
        race(review)
        case.refresh_from_db(from_queryset=Case.objects.everything(reason="a test looks"))
        assert case.state == State.REVIEWED
        checking.return_to_checker(case, cast.north_reviewer, reason="再查", today=DAY)
        checking.report(case, cast.north_handler, found="属实", today=DAY)


@marked
def test_a_finding_is_settled_once(cast, tmp_path, rounds):
    (finding,) = load(tmp_path / "run")
    by = cast.north_supervisor

    def settle(part):
        words = {"outcome": Outcome.CONFIRMED, "because": f"第{part}人", "today": DAY}
        triage.settle(by, findings=[finding], **words)
        return "done"

    for _ in range(rounds):
        race(settle)
        triage.reopen(finding, by, reason="再看", today=DAY)


@marked
def test_a_finding_is_taken_into_one_case(cast, tmp_path, rounds):
    found = load(tmp_path / "run", rounds)
    by = cast.north_supervisor
    for finding in found:

        def open_it(_, finding=finding):
            opening.open_case(by, findings=[finding], title="件", today=DAY)
            return "done"

        race(open_it)
    every = Case.objects.everything(reason="a test looks")
    assert len({case.number for case in every}) == rounds
    assert Taken.objects.count() == rounds


@marked
def test_a_recovery_is_waived_once(cast, tmp_path, rounds):
    case = checked_case(cast, tmp_path / "run")
    checking.review(case, cast.north_reviewer, today=DAY)
    words = {"household": Household.ADJUST, "official": Official.NOTHING, "what": "追缴", "today": DAY}
    closing.order_rectification(case, cast.north_supervisor, **words)
    sum_of = {"household": "H0", "fen": 90000, "monthly_allowance_fen": 0, "today": date(2026, 11, 26)}
    recovery = money.order_recovery(case, cast.north_supervisor, **sum_of)
    recovery.case = case

    def waive(_):
        money.waive(recovery, cast.north_approver, fen=60000, because="困难")
        return "done"

    for _ in range(rounds):
        race(waive)
        assert Recovery.objects.get().waived_fen == 60000
        with journal.opened("test", Site()):
            Recovery.objects.update(waived_fen=0, waived_because="", waived_by=None)


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor == "postgresql", reason="this run is on PostgreSQL already")
def test_the_races_are_run_where_a_server_answers():
    try:
        socket.create_connection(SERVER, timeout=1).close()
    except OSError:
        pytest.skip(f"no PostgreSQL answers on {SERVER[0]}:{SERVER[1]}: the races were not run")
    environment = os.environ | {
        "MINGJIAN_DATABASE": f"postgres://postgres@{SERVER[0]}:{SERVER[1]}/mingjian_races"
    }
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "slow", __file__, "-k", "once or one_case"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
