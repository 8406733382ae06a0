"""What an officer sees of cases: the ledger, one case with all that belongs to it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingjian.desk.cases.models import (
    Case,
    Instalment,
    Piece,
    Recovery,
    Restoration,
    Retest,
    Statement,
    Taken,
)
from mingjian.desk.cases.states import ENDED
from mingjian.desk.findings.models import Finding
from mingjian.desk.people.officers import Officer

QUEUES = ("todo", "doing", "done", "mine", "all")


@dataclass(frozen=True)
class Sift:
    """What the ledger is narrowed to."""

    queue: str = "all"
    state: str = ""
    place: str = ""
    household: str = ""


def cases(officer: Officer, sift: Sift = Sift()) -> QuerySet[Case]:
    """The cases that she may see, narrowed."""
    found = Case.objects.visible_to(officer)
    mine = Q(checker_id=officer.person_id) | Q(second_id=officer.person_id)
    if sift.queue == "todo":
        found = found.filter(mine, state="assigned")
    elif sift.queue == "doing":
        found = found.filter(mine).exclude(state__in=(*ENDED, "assigned"))
    elif sift.queue == "done":
        found = found.filter(state__in=ENDED)
    elif sift.queue == "mine":
        found = found.filter(opened_by_id=officer.person_id)
    if sift.state:
        found = found.filter(state=sift.state)
    if sift.place:
        found = found.filter(division__startswith=sift.place)
    if sift.household:
        found = found.filter(households__contains=sift.household)
    return found.select_related("organ__division", "checker")


def findings_of(officer: Officer, case: Case) -> QuerySet[Finding]:
    """The findings of a case that she may see."""
    return Finding.objects.visible_to(officer).filter(
        pk__in=Taken.objects.filter(case=case).values("finding")
    )


def siblings(officer: Officer, case: Case) -> QuerySet[Case]:
    """The other cases of the matter."""
    return Case.objects.visible_to(officer).filter(matter_id=case.matter_id).exclude(pk=case.pk)


def pieces(case: Case) -> QuerySet[Piece]:
    """What is in the locker of a case that was found visible."""
    return Piece.objects.filter(case=case).select_related("filed_by")


def statements(case: Case) -> QuerySet[Statement]:
    """The statements of a case that was found visible."""
    return Statement.objects.filter(case=case)


def recoveries(case: Case) -> QuerySet[Recovery]:
    """The money to be recovered in a case that was found visible."""
    return Recovery.objects.filter(case=case)


def instalments(case: Case) -> QuerySet[Instalment]:
    """What was paid back in a case that was found visible."""
    return Instalment.objects.filter(recovery__case=case).select_related("recovery")


def restorations(case: Case) -> QuerySet[Restoration]:
    """The households to be restored in a case that was found visible."""
    return Restoration.objects.filter(case=case)


def retests(case: Case) -> QuerySet[Retest]:
    """When a closed case is tested again."""
    return Retest.objects.filter(case=case)


def retests_due(today: date) -> QuerySet[Retest]:
    """The re-tests whose day has come, for `tick`."""
    return Retest.objects.filter(due_on__lte=today, done_on__isnull=True).select_related("case")
