"""Erasing a case that ended as harmless: what it says of persons goes, that there was one and how it ended stays."""

from datetime import date, datetime

from mingjian.desk.cases import policies, queries
from mingjian.desk.cases.models import Case, Matter, Piece, Recovery, Restoration, Statement
from mingjian.desk.core import erasing
from mingjian.desk.core.actions import action
from mingjian.desk.core.actor import Actor
from mingjian.desk.documents import actions as papers


@action("case.erase", may=policies.may_mind)
def erase(case: Case, by: Actor, *, today: date, now: datetime) -> bool:
    """Empty what the case says of persons, and destroy its keys in the journal; whether it had not been erased.

    The matter goes with the last of its cases. Files of evidence that no case holds any more are removed afterwards.
    """
    if case.erased_on is not None:
        return False
    Piece.objects.filter(case=case).delete()
    Statement.objects.filter(case=case).delete()
    Recovery.objects.filter(case=case).update(household="", waived_because="")
    Restoration.objects.filter(case=case).update(household="")
    written = papers.erase(list(queries.every_paper(case)))
    case.title = case.asked = case.households = case.found = ""
    case.innocent = case.ordered = case.put_right = case.closing = ""
    case.erased_on = today
    case.save()
    erasing.erase([case.pk, *_matter_of(case), *(paper.pk for paper in written)], now)
    return True


def _matter_of(case: Case) -> list[object]:
    """The matter, emptied, where none of its cases says anything any more."""
    matter = Matter.objects.select_for_update().get(pk=case.matter_id)
    cases = Case.objects.everything(reason="the cases of a matter").filter(matter=matter)
    if cases.filter(erased_on__isnull=True).exists():
        return []
    matter.title = ""
    matter.save(update_fields=["title"])
    return [matter.pk]
