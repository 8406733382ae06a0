"""What is done with an official document, verb by verb."""

from base64 import b64encode
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from mingjian.desk.core import images, outbox
from mingjian.desk.core.actions import Conflict, action, founding
from mingjian.desk.documents import composing, numbering, policies, printing
from mingjian.desk.documents.kinds import kind_of
from mingjian.desk.documents.models import Code, Delivery, Document, Named, NamedKey, Print
from mingjian.desk.documents.projections import stored
from mingjian.desk.documents.staff import staff_of, without_barred
from mingjian.desk.documents.states import MOVES, STATES, State, Way, can_follow
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text


@founding("document.draft", may=policies.may_draft)
def draft(
    by: Officer,
    *,
    organ: Organ,
    kind: str,
    said: Any,  # noqa: ANN401  a projection of the kind
    today: date,
    recipients: Sequence[Organ] = (),
    copies: Sequence[Organ] = (),
    addressee: str = "",
    about: str = "",
    named: Collection[UUID] = (),
    named_keys: Collection[str] = (),
) -> Document:
    """Draft a document of one's organ.

    `about` is the row it is about (table:key), `named` the persons named there, `named_keys` those known by the hash of
    their identity number alone.
    """
    form = kind_of(kind)
    document = Document(
        kind=kind,
        organ=organ,
        heading=composing.heading(form, said),
        said=stored(said),
        addressee=addressee,
        about=about,
        mark=form.mark,
        drafted_by_id=by.person_id,
        drafted_on=today,
    )
    composing.body(form, said, on=today)
    document.save(force_insert=True)
    _address(document, recipients, copies)
    Named.objects.bulk_create(Named(document=document, person_id=person) for person in sorted(set(named)))
    NamedKey.objects.bulk_create(
        NamedKey(document=document, person_hash=key) for key in sorted(set(named_keys))
    )
    return document


@action("document.rewrite", may=policies.may_rewrite)
def rewrite(
    document: Document,
    by: Officer,
    *,
    said: Any,  # noqa: ANN401  a projection of the kind
    today: date,
    recipients: Sequence[Organ] = (),
    copies: Sequence[Organ] = (),
    addressee: str = "",
) -> None:
    """Write a draft anew."""
    _move(document, "rewrite")
    form = kind_of(document.kind)
    composing.body(form, said, on=today)
    document.said, document.heading = stored(said), composing.heading(form, said)
    document.addressee = addressee
    document.save()
    _address(document, recipients, copies)


@action("document.submit", may=policies.may_submit)
def submit(document: Document, by: Officer, *, today: date) -> None:
    """Send a draft to be checked. Refusal where it holds personal numbers: the sooner the better."""
    _must_have_recipient(document)
    printing.printed(document, on=today)
    _move(document, "submit")
    document.returned_because = ""
    document.save()


@action("document.check", may=policies.may_check)
def check(document: Document, by: Officer, *, today: date) -> None:
    """Pass the check, as another person than who drafted it."""
    _move(document, "check")
    document.checked_by_id, document.checked_on = by.person_id, today
    document.save()


@action("document.send_back", may=policies.may_send_back)
def send_back(document: Document, by: Officer, *, reason: str) -> None:
    """Send it back to who drafted it, with the reason."""
    if not reason.strip():
        raise Conflict("退回要写明理由。", "Sending back asks for a reason.")
    _move(document, "send_back")
    document.checked_by, document.checked_on = None, None
    document.returned_because = reason
    document.save()
    outbox.post(
        "document.returned",
        document.drafted_by_id,
        Text(f"公文《{document.heading}》被退回：{reason}", f"'{document.heading}' was sent back: {reason}"),
        document,
    )


@action("document.issue", may=policies.may_issue)
def issue(document: Document, by: Officer, *, today: date) -> None:
    """Sign: number and day are given and the bytes are kept. Refusal where personal numbers are in it."""
    _move(document, "issue")
    year = today.year
    next_number = numbering.draw if _is_of_a_matter(document) else numbering.take
    document.year, document.serial = year, next_number(document.organ, document.mark, year)
    document.number = numbering.written(document.organ, document.mark, year, document.serial)
    document.issued_by_id, document.issued_on = by.person_id, today
    docx, document.digest = printing.printed(document, on=today)
    document.save()
    Print.objects.create(document=document, docx_sealed=b64encode(docx).decode())


@action("document.dispatch", may=policies.may_dispatch)
def dispatch(document: Document, by: Officer, *, today: date, way: str = Way.HAND) -> None:
    """Send it: to organs that have accounts inside the system, to others and to households on paper (`way`)."""
    _move(document, "dispatch")
    document.dispatched_on = today
    document.save()
    # Without the order of lists, which would join organs that a delivery to a household has none of.
    for delivery in Delivery.objects.select_for_update().filter(document=document).order_by("pk"):
        staff = staff_of(delivery.organ_id, policies.RECEIVERS, on=today) if delivery.organ_id else ()
        delivery.sent_on, delivery.way = today, Way.SYSTEM if staff else way
        delivery.save()
        text = Text(
            f"收到公文 {document.number}，请签收。", f"{document.number} has come; confirm its receipt."
        )
        _tell("document.received", document, staff, text, today=today)


@action("document.receive", may=policies.may_receive, also=("document",))
def receive(delivery: Delivery, by: Officer, *, document: Document, today: date, proof: str = "") -> None:
    """Confirm receipt, on paper with its proof; with the last recipient the document is received."""
    if delivery.document_id != document.pk:
        raise ValueError("the delivery is not one of this document")
    if delivery.received_on is not None:
        raise Conflict("这份公文已经签收。", "Its receipt has been confirmed already.")
    if delivery.sent_on is None or document.state != State.DISPATCHED:
        raise Conflict("这份公文尚未送出或已撤回。", "It has not been dispatched, or was withdrawn.")
    if delivery.organ_id != by.organ_id and not proof.strip():
        raise Conflict("代为登记签收要写明送达凭证。", "Recording a receipt on paper asks for its proof.")
    delivery.received_on, delivery.recorded_by_id, delivery.proof = today, by.person_id, proof
    delivery.save()
    waiting = Delivery.objects.filter(document=document, is_copy=False, received_on__isnull=True)
    if not waiting.exists():
        _move(document, "receive")
        document.save()


@action("document.drop", may=policies.may_drop)
def drop(document: Document, by: Officer, *, reason: str = "") -> None:
    """Give up a document that has no number yet."""
    _move(document, "drop")
    document.withdrawn_because = reason
    document.save()


@action("document.withdraw", may=policies.may_withdraw)
def withdraw(document: Document, by: Officer, *, reason: str, today: date) -> None:
    """Take an issued document back; its number is kept and not given again."""
    if not reason.strip():
        raise Conflict("撤回要写明理由。", "Withdrawing asks for a reason.")
    _move(document, "withdraw")
    document.withdrawn_because = reason
    document.save()
    text = Text(f"公文 {document.number} 已撤回。", f"{document.number} has been withdrawn.")
    reached = Delivery.objects.filter(document=document, sent_on__isnull=False, organ__isnull=False)
    for organ in reached.values_list("organ", flat=True):
        staff = staff_of(organ, policies.RECEIVERS, on=today)
        _tell("document.withdrawn", document, staff, text, today=today)


def keep_away(papers: Iterable[Document], keys: Collection[str]) -> None:
    """Inside an act: some documents do not exist for persons who are named in their matter meanwhile."""
    NamedKey.objects.bulk_create(
        [NamedKey(document=document, person_hash=key) for document in papers for key in sorted(keys)],
        ignore_conflicts=True,
    )


def erase(papers: Sequence[Document]) -> list[Document]:
    """Inside an act: empty what documents say, and drop their bytes; number, days and persons who signed stay.

    They come back, for the act to destroy their keys in the journal.
    """
    for document in papers:
        document.said, document.heading, document.addressee = {}, "", ""
        document.returned_because = document.withdrawn_because = ""
        if can_follow("drop", State(document.state)):
            _move(document, "drop")
        document.save()
    Print.objects.filter(document__in=papers).delete()
    return list(papers)


@action("document.set_code", may=policies.may_set_code)
def set_code(organ: Organ, by: Officer, *, code: str) -> None:
    """Set how the organ is called in the numbers of its documents (机关代字)."""
    Code.objects.update_or_create(organ=organ, defaults={"code": code.strip()})


def about(row: Any) -> str:  # noqa: ANN401  a row of any room
    """How a document names the row it is about."""
    return images.name(row)


def _move(document: Document, move: str) -> None:
    state = State(document.state)
    if not can_follow(move, state):
        raise Conflict(
            f"这份公文现在是“{STATES[state].zh}”，不能{MOVES[move].words.zh}。",
            f"The document is by now: {STATES[state].en}. {MOVES[move].words.en}: not possible.",
        )
    document.state = MOVES[move].target


def _tell(kind: str, document: Document, persons: Collection[UUID], text: Text, *, today: date) -> None:
    """Put a notice into the outbox for those who may know of the document."""
    named = list(Named.objects.filter(document=document).values_list("person_id", flat=True))
    keys = list(NamedKey.objects.filter(document=document).values_list("person_hash", flat=True))
    for person in without_barred(persons, named, on=today, keys=keys):
        outbox.post(kind, person, text, document)


def _is_of_a_matter(document: Document) -> bool:
    """Whether it belongs to a matter that may be hidden from somebody of its office: a counted number would tell."""
    return (
        bool(document.about)
        or Named.objects.filter(document=document).exists()
        or NamedKey.objects.filter(document=document).exists()
    )


def _address(document: Document, recipients: Sequence[Organ], copies: Sequence[Organ]) -> None:
    """Recipients and copies in place of what was there; a household's notice goes to its addressee."""
    Delivery.objects.filter(document=document).delete()
    made = [Delivery(document=document, organ=organ) for organ in recipients]
    if not recipients and document.addressee:
        made.append(Delivery(document=document, way=Way.HAND))
    taken = {organ.pk for organ in recipients}
    made += [Delivery(document=document, organ=o, is_copy=True) for o in copies if o.pk not in taken]
    Delivery.objects.bulk_create(made)


def _must_have_recipient(document: Document) -> None:
    if not Delivery.objects.filter(document=document, is_copy=False).exists():
        raise Conflict("还没有主送单位或收件人。", "It has no recipient yet.")


def numbers_without_gap(organ: Organ, mark: str, year: int) -> bool:
    """Whether the counted numbers of a series run from 1 to the last without one left out; drawn ones stand apart."""
    every = Document.objects.everything(reason="a series is counted whole")
    counted = every.filter(organ=organ, mark=mark, year=year, serial__lt=numbering.FIRST_DRAWN)
    found = counted.order_by(F("serial"))
    serials = list(found.values_list("serial", flat=True))
    return serials == list(range(1, len(serials) + 1))
