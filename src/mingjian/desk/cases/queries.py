"""What an officer sees of cases: the ledger, one case with all that belongs to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from mingjian.desk.cases.models import (
    Case,
    Instalment,
    Party,
    Piece,
    Recovery,
    Restoration,
    Retest,
    Statement,
    Taken,
)
from mingjian.desk.cases.states import ENDED, IN_TURN, Step
from mingjian.desk.core import images, prepared
from mingjian.desk.core.references import Page
from mingjian.desk.documents import queries as papers
from mingjian.desk.documents.models import Document
from mingjian.desk.duties.models import Duty
from mingjian.desk.duties.states import OPEN
from mingjian.desk.findings.models import Finding, Named
from mingjian.desk.people.models import Organ
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

QUEUES = ("todo", "doing", "done", "mine", "all")
CLOCK = "the clock of a case that was found visible"
TICK = "tick works for all offices"


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
    return (
        Finding.objects.visible_to(officer)
        .filter(pk__in=Taken.objects.filter(case=case).values("finding"))
        .select_related("assignee")
    )


def of_one_matter(officer: Officer, case: UUID) -> list[Case]:
    """The cases of the matter of one that she may see, by one query; each knows whether it is about money."""
    matter = Case.objects.everything(reason="which matter it is").filter(pk=case).values("matter")
    persons = ("checker", "second", "reviewer", "accepter", "closer")
    found = Case.objects.visible_to(officer).filter(matter__in=matter)
    money = {
        "recovers": Exists(Recovery.objects.filter(case=OuterRef("pk"))),
        "restores": Exists(Restoration.objects.filter(case=OuterRef("pk"))),
    }
    return list(found.select_related("organ__division", "matter", *persons).annotate(**money))


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
    """The money to be recovered in a case that was found visible, each with what was paid back."""
    paid = Instalment.objects.filter(recovery=OuterRef("pk")).order_by().values("recovery")
    sums = paid.annotate(sum=Sum("fen")).values("sum")
    return Recovery.objects.filter(case=case).annotate(paid_fen=Coalesce(Subquery(sums), 0))


def open_fen(recovery: Recovery) -> int:
    """What is still open of a recovery that `recoveries` has read, in fen."""
    paid: int = vars(recovery)["paid_fen"]
    return recovery.fen - recovery.waived_fen - paid


def restorations(case: Case) -> QuerySet[Restoration]:
    """The households to be restored in a case that was found visible."""
    return Restoration.objects.filter(case=case)


def retests(case: Case) -> QuerySet[Retest]:
    """When a closed case is tested again."""
    return Retest.objects.filter(case=case)


def retests_due(today: date) -> QuerySet[Retest]:
    """The re-tests whose day has come, for `tick`."""
    return Retest.objects.filter(due_on__lte=today, done_on__isnull=True).select_related("case")


@dataclass(frozen=True)
class Parts:
    """What belongs to a case that was found visible, read once for its page and the verbs that it offers."""

    pieces: list[Piece]
    statements: list[Statement]
    recoveries: list[Recovery]
    restorations: list[Restoration]
    retests: list[Retest]


def parts(case: Case) -> Parts:
    """The parts of a case, each kind by one query; money where `of_one_matter` has seen some, of earlier rounds too."""
    told = vars(case)
    return Parts(
        pieces=list(pieces(case)),
        statements=list(statements(case)),
        recoveries=list(recoveries(case)) if told.get("recovers", True) else [],
        restorations=list(restorations(case)) if told.get("restores", True) else [],
        retests=list(retests(case)) if case.closed_on else [],
    )


def clocks(case: Case, parts: Iterable[Statement | Restoration | Retest]) -> list[Duty]:
    """What is owed in a running case that was found visible: about itself and its parts, the most urgent first."""
    if case.state in ENDED:
        return []
    names = [images.name(row) for row in (case, *parts)]
    found = Duty.objects.everything(reason=CLOCK).filter(organ_id=case.organ_id, about__in=names)
    return list(found.filter(state__in=OPEN))


class Owed(NamedTuple):
    """What a case owes next: as much of the duty as makes its light."""

    state: str
    trigger_on: date
    due_on: date | None
    met_on: date | None


def due(cases: Sequence[UUID]) -> dict[UUID, Owed]:
    """What each of some cases that were found visible owes next, by their keys; ended ones owe nothing."""
    by_name = {images.name_of(Case, key): key for key in cases}

    def ask() -> QuerySet[Any, Any]:
        kinds = [step.kind for step in IN_TURN]
        found = Duty.objects.everything(reason=CLOCK).filter(
            about__in=by_name, kind__in=kinds, state__in=OPEN
        )
        return found.values_list("about", *Owed._fields)

    return {
        by_name[about]: Owed(*rest) for about, *rest in prepared.rows(prepared.key_of("clocks", cases), ask)
    }


def papers_of(officer: Officer, case: Case) -> QuerySet[Document]:
    """The documents about a case that she may see."""
    return papers.about(officer, [images.name(case)])


def organs_beside(case: Case) -> QuerySet[Organ]:
    """The organs of its place that have no case of its matter yet."""
    taken = Case.objects.everything(reason="one for an organ").filter(matter_id=case.matter_id)
    here = Organ.objects.filter(in_force(case.opened_on), division_id=case.owner_code)
    return here.exclude(pk__in=taken.values("organ")).order_by("kind")


def page_of(officer: Officer, table: str, key: str) -> Page | None:
    """The page of the case that a row belongs to, for other rooms' pages; None where she may not see it."""
    parts = {each._meta.db_table: each for each in (Statement, Restoration, Retest)}
    if table in parts:
        part = parts[table]._default_manager.filter(pk=key).values("case").first()
        key = str(part["case"]) if part else ""
    case = Case.objects.visible_to(officer).filter(pk=key).first() if key else None
    if case is None:
        return None
    return Page(Text(f"核查件{case.label}", f"case {case.label}"), reverse("case", args=[case.pk]))


def without_clock() -> list[Case]:
    """The running cases whose clock was never started, for `tick`."""
    kinds = [step.kind for step in IN_TURN]
    about = (
        Duty.objects.everything(reason=TICK)
        .filter(kind__in=kinds, state__in=OPEN)
        .values_list("about", flat=True)
    )
    known = set(about)
    running = Case.objects.everything(reason=TICK).exclude(state__in=ENDED)
    return [case for case in running if images.name(case) not in known]


def every_paper(case: Case) -> QuerySet[Document]:
    """All documents about a case, whoever may see them."""
    return Document.objects.everything(reason=TICK).filter(about=images.name(case))


def named_keys(case: Case) -> frozenset[str]:
    """The keyed hashes of all who are named in the matter of a case: when it was opened, or by a run since then."""
    parties = Party.objects.filter(case=case, part=Party.NAMED).values_list("person_hash", flat=True)
    return frozenset(parties.union(_named_in(case.matter_id).values_list("person_hash", flat=True)))


def _named_in(matter: UUID) -> QuerySet[Named]:
    return Named.objects.filter(finding__in=Taken.objects.filter(case__matter=matter).values("finding"))


def with_newly_named() -> list[Case]:
    """The cases in whose matter a later run has named somebody who is no party of theirs yet, for `tick`."""
    every = Case.objects.everything(reason=TICK).filter(erased_on__isnull=True)
    party = Party.objects.filter(
        case=OuterRef(OuterRef("pk")), part=Party.NAMED, person_hash=OuterRef("person_hash")
    )
    taken = Taken.objects.filter(case__matter=OuterRef(OuterRef("matter"))).values("finding")
    return list(every.filter(Exists(Named.objects.filter(~Exists(party), finding__in=taken))))


def names(case: Case) -> list[str]:
    """How the site names a case and the parts of it that something may be owed about."""
    parts = (statements(case), restorations(case), retests(case))
    return [images.name(row) for row in (case, *(row for rows in parts for row in rows))]


def to_notify() -> list[Case]:
    """The cases that owe a written notice, for `tick`."""
    owed = Duty.objects.everything(reason=TICK).filter(kind=Step.NOTIFY.kind, state__in=OPEN)
    keys = [about.partition(":")[2] for about in owed.values_list("about", flat=True)]
    return list(Case.objects.everything(reason=TICK).filter(pk__in=keys))
