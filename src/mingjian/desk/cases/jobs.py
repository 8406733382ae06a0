"""What `tick` does for cases: clocks that were never started, notices that went out, re-tests whose day has come."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import closing, erasing, minding, proving
from mingjian.desk.cases.models import Case, Piece
from mingjian.desk.cases.states import State
from mingjian.desk.core import file_care, files
from mingjian.desk.core.actor import Site
from mingjian.desk.findings import deadlines

REASON = "tick works for all offices"


def test_again(today: date) -> int:
    """Test again what is due; returns how many. Safe to run twice and by two workers."""
    every = Case.objects.everything(reason=REASON)
    due = [row for row in queries.retests_due(today) if closing.can_be_tested(row.case, row)]
    return sum(
        bool(closing.test_again(every.get(pk=retest.case_id), Site(), retest=retest, today=today))
        for retest in due
    )


def mind_clocks(today: date) -> int:
    """Start clocks that are missing, meet those of notices that went out, keep away whom a run names; how many."""
    kept = sum(bool(minding.keep_away(case, Site())) for case in queries.with_newly_named())
    started = sum(bool(minding.start_clock(case, Site(), today=today)) for case in queries.without_clock())
    sent = [case for case in queries.to_notify() if proving.dispatched_notice(case)]
    return kept + started + sum(bool(minding.note_notice(case, Site())) for case in sent)


def erase_harmless(today: date, now: datetime) -> int:
    """Erase the cases that ended as harmless and whose term is over; how many. Safe to run twice.

    Files of erased cases that an earlier erasing was kept from removing go as well.
    """
    file_care.sweep(now)
    every = Case.objects.everything(reason=REASON)
    ended = every.filter(
        state=State.HARMLESS, erased_on__isnull=True, closed_on__lte=deadlines.settled_until(today)
    )
    due = [case for case in ended if case.closed_on and deadlines.erased_from(case.closed_on) <= today]
    return _erase(due, today, now)


def erase_named(names: Collection[str], today: date, now: datetime) -> int:
    """Erase again what a backup brought back: the cases among the names of erased matters; how many."""
    every = Case.objects.everything(reason="a backup is brought up to what was erased")
    keys = [UUID(hex=name) for name in names]
    return _erase(list(every.filter(pk__in=keys, erased_on__isnull=True)), today, now)


def _erase(cases: list[Case], today: date, now: datetime) -> int:
    """Erase cases, then the files of evidence that none holds any more: files are not part of a transaction."""
    filed = [piece for case in cases for piece in Piece.objects.filter(case=case).exclude(sha256="")]
    count = sum(bool(erasing.erase(case, Site(), today=today, now=now)) for case in cases)
    for piece in filed:
        files.remove(piece)
        if not Piece.objects.filter(sha256=piece.sha256).exists():
            files.clear_path_of(piece).unlink(missing_ok=True)
    return count
