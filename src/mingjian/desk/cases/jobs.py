"""What `tick` does for cases: clocks that were never started, notices that went out, re-tests whose day has come."""

from datetime import date

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import closing, minding
from mingjian.desk.cases.models import Case
from mingjian.desk.core.actor import Site

REASON = "tick works for all offices"


def test_again(today: date) -> int:
    """Test again what is due; returns how many. Safe to run twice and by two workers."""
    every = Case.objects.everything(reason=REASON)
    due = queries.retests_due(today)
    return sum(
        bool(closing.test_again(every.get(pk=retest.case_id), Site(), retest=retest, today=today))
        for retest in due
    )


def mind_clocks(today: date) -> int:
    """Start the clocks of cases that have none, and meet those of notices that went out; how many were touched."""
    started = sum(bool(minding.start_clock(case, Site(), today=today)) for case in queries.without_clock())
    return started + sum(bool(minding.note_notice(case, Site())) for case in queries.to_notify())
