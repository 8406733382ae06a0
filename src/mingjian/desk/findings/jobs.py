"""Loading a run from beginning to end, by the worker or the command line: part by part, so that it can be watched."""

import shutil
from collections.abc import Callable, Collection
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import duckdb
from django.utils import timezone
from django_tasks import task

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.actor import Actor, Site
from mingjian.desk.findings import deadlines, engine
from mingjian.desk.findings.actions import asking, erasing, loading, triage
from mingjian.desk.findings.models import Finding, Run
from mingjian.desk.findings.states import Outcome, State
from mingjian.desk.people import jurisdiction
from mingjian.wording import Refusal, Text

# What reading raises where a file of the run is not what its name says.
DAMAGED = (duckdb.Error, ValueError, KeyError, TypeError, ArithmeticError)
NOT_READ = Text(
    "结果文件已损坏或不是本程序写出的，读到一半停止；请重新运行 mingjian screen 后再上传。",
    "A file of the run is damaged or was not written by this program; run mingjian screen again and send it.",
)


def load_folder(folder: Path, by: Actor, watch: Callable[[int, int], None] = lambda _done, _of: None) -> Run:
    """Take a run in; Refusal where the folder is none. A run that was broken off goes on where it was left."""
    facts = engine.read_run(folder)
    run: Run = loading.take_run(by, facts=facts, now=timezone.now())
    if run.stage != Run.Stage.LOADED:
        fill(run, folder, by, watch)
    return run


def fill(
    run: Run, folder: Path, by: Actor, watch: Callable[[int, int], None] = lambda _done, _of: None
) -> None:
    """Load all parts of a run and finish it; what was loaded before a break is found again and not loaded twice."""
    facts = engine.read_run(folder)
    answering = jurisdiction.answering(timezone.localdate())
    silent = engine.silent_households(folder)
    already = run.loaded
    done = 0
    for found in engine.findings_of(folder):
        done += len(found)
        if done > already:
            loading.load_part(run, by, found=found, answering=answering)
            asking.ask_counties(run, by, found=found, silent=silent)
        watch(done, facts.findings)
    loading.finish_run(run, by, facts=facts, undecided=engine.undecided_of(folder), now=timezone.now())


@task()
def load_upload(run: str, folder: str) -> None:
    """Load a run that was uploaded, then remove what was unpacked; one that was sent twice is loaded once."""
    found = Run.objects.get(pk=UUID(run))
    try:
        if found.stage != Run.Stage.LOADED:
            fill(found, Path(folder), Site())
    except DAMAGED:
        loading.refuse_run(found, Site(), said=NOT_READ.zh, now=timezone.now())
    except Refusal as refusal:
        loading.refuse_run(found, Site(), said=refusal.text.zh, now=timezone.now())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bring_back(today: date) -> int:
    """Bring back the findings whose day has come; returns how many. Two workers may do it at once."""
    held = Finding.objects.everything(reason="tick works for all offices")
    count = 0
    for finding in held.filter(state=State.HELD, held_until__lte=today).iterator(500):
        try:
            triage.resume(finding, Site())
        except Conflict:
            continue  # another worker was quicker
        count += 1
    return count


# Findings about places, offices and funds hold nothing of a person.
OF_PLACES = ("village", "township", "county", "league", "fund", "department")
AT_ONCE = 200


def erase_harmless(today: date, now: datetime) -> int:
    """Erase the harmless findings about persons whose term is over; how many. Safe to run twice."""
    every = Finding.objects.everything(reason="tick works for all offices")
    harmless = every.filter(
        state=State.SETTLED,
        outcome=Outcome.HARMLESS,
        erased_on__isnull=True,
        settled_on__lte=deadlines.settled_until(today),
    )
    due = [
        finding
        for finding in harmless.exclude(subject_kind__in=OF_PLACES).order_by("pk")
        if finding.settled_on and deadlines.erased_from(finding.settled_on) <= today
    ]
    parts = [due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE)]
    return sum(erasing.erase(Site(), findings=part, today=today, now=now) for part in parts)


def erase_named(names: Collection[str], today: date, now: datetime) -> int:
    """Erase again what a backup brought back: the findings among the names of erased matters; how many."""
    every = Finding.objects.everything(reason="a backup is brought up to what was erased")
    again = list(every.filter(pk__in=_keys(names), erased_on__isnull=True))
    return int(erasing.erase(Site(), findings=again, today=today, now=now)) if again else 0


def _keys(names: Collection[str]) -> list[UUID]:
    return [UUID(hex=name) for name in names]
