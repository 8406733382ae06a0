"""A demonstration site from beginning to end, and the two files that say what is in it."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from mingjian.desk.cases.models import Case
from mingjian.desk.config import clock, making
from mingjian.desk.core.actor import Site
from mingjian.desk.demonstration import papers, plots, relations, triaging
from mingjian.desk.demonstration.players import PASSWORD, Player, Players, open_accounts
from mingjian.desk.duties.models import Duty
from mingjian.desk.findings import engine, jobs
from mingjian.desk.findings.actions import loading
from mingjian.desk.findings.models import Finding, Question, Run
from mingjian.desk.people import imports
from mingjian.exchange.snapshots import load_snapshot
from mingjian.wording import Text

ACCOUNTS, OBJECTS = "accounts.json", "objects.json"
SITE = Site("demonstration")
Watch = Callable[[Text, int, int], None]
REASON = "a demonstration says what is in it"


def build(store: Path, run_folder: Path, watch: Watch) -> Mapping[str, int]:
    """Fill the new site that this process speaks for from a store and a run; what is in it, counted."""
    now, today = clock.now(), clock.today()
    watch(Text("建立站点数据库", "making the database"), 0, 6)
    making.make_database()
    watch(Text("导入人员和管辖关系", "taking people in"), 1, 6)
    take_registers(store)
    run = jobs.load_folder(
        run_folder, SITE, lambda done, of: watch(Text("装入疑点线索", "loading findings"), done, of)
    )
    watch(Text("开通演示账户", "opening accounts"), 3, 6)
    players = open_accounts(now=now, today=today)
    watch(Text("写入办理经过", "making a history"), 4, 6)
    told = make_history(players, run, today)
    write(settings.SITE_FOLDER / ACCOUNTS, [told_account(player) for player in players.by_user.values()])
    write(settings.SITE_FOLDER / OBJECTS, told)
    return {
        "accounts": len(players.by_user),
        "findings": run.total,
        "cases": len(told["cases"]),
        "duties": len(told["duties"]),
    }


def take_registers(store: Path) -> None:
    """Take officers, filings, kin, places, and who handled which household from the snapshot of a store."""
    imports.take_in(SITE, tables=imports.read_tables(load_snapshot(store)))
    for part in engine.handlers_of(store):
        loading.note_handlers(SITE, handlers=part)


def make_history(players: Players, run: Run, today: date) -> dict[str, Any]:
    """Three weeks of work after the run, in every office that can; what was made, and the hidden truth about it."""
    since: date = run.as_of
    tied, kin = relations.tie_players(players), relations.tie_to_named(players)
    hidden = frozenset(finding["finding"] for finding in kin)
    cases: list[dict[str, Any]] = []
    worked: dict[str, triaging.Triaged] = {}
    for office in plots.offices(players):
        made = list(plots.play(office, _keys(hidden), since=since, today=today))
        cases += [told_case(plot, case, office) for plot, case in made]
        worked[office.place] = triaging.work_through(office, since=since, today=today)
    written = papers.make_papers(players, since=since, today=today)
    every = Finding.objects.everything(reason=REASON)
    return {
        "run": str(run.pk),
        "as_of": run.as_of.isoformat(),
        "findings": [_text(row) for row in every.order_by("finding_id").values(*FINDING)],
        "cases": cases,
        "questions": [_text(row) for row in Question.objects.values("id", "county", "household", "stage")],
        "duties": [
            _text(row)
            for row in Duty.objects.everything(reason=REASON).values("id", "kind", "place", "state")
        ],
        "documents": [str(pk) for pk in written.documents],
        "work": dict(triaging.counts(worked)),
        "pressed": {
            "urged": [str(pk) for pk in written.urged],
            "extension_asked": [str(pk) for pk in written.extended],
        },
        "truth": {
            "related": tied,
            "kin_named": kin,
            "named": relations.named_players(players),
            "complaints": [],
        },
    }


FINDING = ("id", "finding_id", "rule", "owner_code", "division", "households", "state", "presence")


def told_account(player: Player) -> dict[str, Any]:
    """Everything that signs somebody in, and who she is."""
    organ = player.account.organ
    return {
        "user": player.part.user,
        "password": PASSWORD,
        "totp": player.secret,
        "role": player.part.roles[0],
        "roles": list(player.part.roles),
        "name": player.person.name,
        "organ": organ.kind,
        "office": organ.name,
        "division": organ.division_id,
        "person_id": str(player.person.pk),
    }


def told_case(plot: str, case: Case, office: plots.Office) -> dict[str, Any]:
    """A case: how far it went, whose it is, and who did what in it."""
    return {
        "id": str(case.pk),
        "plot": plot,
        "state": case.state,
        "owner": case.owner_code,
        "households": case.households,
        "opened_by": office.opener.part.user,
        "checker": office.checker.part.user,
        "reviewer": office.reviewer.part.user,
        "approver": office.approver.part.user,
    }


def write(path: Path, content: object) -> None:
    """Write a file that its owner alone can read: passwords, and what nobody in the site may know."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")


def _text(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}


def _keys(found: frozenset[str]) -> frozenset[object]:
    every = Finding.objects.everything(reason=REASON)
    return frozenset(every.filter(pk__in=found).values_list("pk", flat=True))
