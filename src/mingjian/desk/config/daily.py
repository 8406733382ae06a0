"""The day's work of a site: what each room has to do by itself, each apart, so that one that fails stops no other."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from mingjian.desk.cases import jobs as cases
from mingjian.desk.config import erasures, heads
from mingjian.desk.core import exporting, requests
from mingjian.desk.core.failures import innermost
from mingjian.desk.duties import ticking as duties
from mingjian.desk.findings import jobs as findings

# A form that lay open longer than this is sent anew as a new request; until then a second click does nothing.
KEYS_ARE_KEPT = timedelta(days=30)
Part = Callable[[date, datetime], Mapping[str, int]]


@dataclass(frozen=True)
class Ticked:
    """What was done, by room and kind, and what failed: the kind of error and its place, never its words."""

    done: Mapping[str, Mapping[str, int]]
    failed: Mapping[str, str]


def work(*, today: date, now: datetime) -> Ticked:
    """Do the day's work; safe to run twice and by two processes."""
    done: dict[str, Mapping[str, int]] = {}
    failed: dict[str, str] = {}
    for room, part in PARTS.items():
        try:
            done[room] = part(today, now)
        except Exception as error:
            failed[room] = f"{type(error).__name__} at {innermost(error.__traceback__)}"
    return Ticked(done, failed)


def _duties(today: date, now: datetime) -> Mapping[str, int]:  # noqa: ARG001  as every work
    return asdict(duties.tick(today=today))


def _findings(today: date, now: datetime) -> Mapping[str, int]:  # noqa: ARG001
    return {"brought_back": findings.bring_back(today)}


def _cases(today: date, now: datetime) -> Mapping[str, int]:  # noqa: ARG001
    return {"clocks": cases.mind_clocks(today), "tested_again": cases.test_again(today)}


def _erasures(today: date, now: datetime) -> Mapping[str, int]:
    """Erase what proved harmless once its term is over, and again what a backup brought back."""
    return erasures.work(today, now)


def _journal(today: date, now: datetime) -> Mapping[str, int]:  # noqa: ARG001
    """Sign the head of the journal, once a day or when it has grown by much."""
    return {"heads_signed": heads.sign_if_due(now)}


def _requests(today: date, now: datetime) -> Mapping[str, int]:  # noqa: ARG001
    """Forget the keys of forms that were answered long ago."""
    with transaction.atomic():
        return {"forgotten": requests.forget(now - KEYS_ARE_KEPT)}


def _exports(today: date, now: datetime) -> Mapping[str, int]:  # noqa: ARG001
    """Remove the files of large exports that have lain a day."""
    with transaction.atomic():
        return {"removed": exporting.forget(now)}


def _sessions(today: date, now: datetime) -> Mapping[str, int]:  # noqa: ARG001
    with transaction.atomic():
        removed, _ = Session.objects.filter(expire_date__lt=now).delete()
    return {"removed": removed}


PARTS: Mapping[str, Part] = {
    "findings": _findings,
    "cases": _cases,
    "duties": _duties,
    "erasing": _erasures,
    "journal": _journal,
    "requests": _requests,
    "exports": _exports,
    "sessions": _sessions,
}
