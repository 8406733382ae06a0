"""What `tick` does for cases: re-tests whose day has come."""

from datetime import date

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import closing
from mingjian.desk.cases.models import Case
from mingjian.desk.core.actor import Site


def test_again(today: date) -> int:
    """Test again what is due; returns how many. Safe to run twice and by two workers."""
    count = 0
    for retest in queries.retests_due(today):
        case = Case.objects.everything(reason="tick works for all offices").get(pk=retest.case_id)
        closing.test_again(case, Site(), retest=retest, today=today)
        count += 1
    return count
