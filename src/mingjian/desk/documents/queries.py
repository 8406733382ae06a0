"""What an officer sees of official documents."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.desk.documents.models import Code, Delivery, Document, Print
from mingjian.desk.documents.states import State
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import Officer


def documents(officer: Officer) -> QuerySet[Document]:
    """The documents she may know of, with what lists show."""
    found = Document.objects.visible_to(officer)
    return found.select_related("organ__division", "drafted_by", "checked_by", "issued_by")


def waiting(officer: Officer) -> QuerySet[Document]:
    """What waits for her office: to check, to issue, to dispatch, and drafts of her own."""
    own = Q(organ_id=officer.organ_id, state__in=(State.SUBMITTED, State.CHECKED, State.ISSUED))
    mine = Q(drafted_by_id=officer.person_id, state=State.DRAFT)
    return documents(officer).filter(own | mine)


def incoming(officer: Officer) -> QuerySet[Document]:
    """What was sent to her office and is not received yet."""
    open_here = Delivery.objects.filter(
        document=OuterRef("pk"),
        organ_id=officer.organ_id,
        sent_on__isnull=False,
        received_on__isnull=True,
    )
    return documents(officer).filter(Exists(open_here), state=State.DISPATCHED)


def deliveries(officer: Officer, document: Document) -> list[Delivery]:
    """Whom a document went to: for its own organ and those above all, for a recipient only its own line."""
    found = Delivery.objects.filter(document=document).select_related("organ__division", "recorded_by")
    is_recipient_only = document.organ_id != officer.organ_id and not _answers_for(officer, document)
    if is_recipient_only:
        found = found.filter(organ_id=officer.organ_id)
    rows = list(found)
    for row in rows:
        row.document = document
    return rows


def _answers_for(officer: Officer, document: Document) -> bool:
    return officer.has(Role.SUPERVISOR) and document.organ.division_id.startswith(officer.division)


def print_of(officer: Officer, pk: UUID) -> Print | None:
    """The bytes of an issued document that she may see."""
    seen = Document.objects.visible_to(officer).filter(pk=OuterRef("document_id"))
    return Print.objects.filter(Exists(seen), document_id=pk).first()


def about(officer: Officer, rows: Collection[str]) -> QuerySet[Document]:
    """The documents about some rows (table:key), for the pages of other rooms."""
    return documents(officer).filter(about__in=rows)


def own_organ(officer: Officer) -> Organ:
    """The organ she works for."""
    return Organ.objects.select_related("division").get(pk=officer.organ_id)


def recipients(officer: Officer) -> QuerySet[Organ]:
    """Whom her office writes to: every organ of the site that is there today, her own and villages left out."""
    found = Organ.objects.filter(in_force(officer.on)).exclude(division__level="village")
    return found.exclude(pk=officer.organ_id).select_related("division")


def code_of(officer: Officer) -> str:
    """How her organ is called in its numbers; empty where its name stands there."""
    return Code.objects.filter(organ_id=officer.organ_id).values_list("code", flat=True).first() or ""
