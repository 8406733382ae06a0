"""Operations of what belongs to a case: statements, money to be recovered or paid back, another organ, its papers."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import checking, money, opening
from mingjian.desk.cases.actions.writing import write
from mingjian.desk.cases.api import READ, WORK
from mingjian.desk.cases.api_answers import (
    CaseWhole,
    PaperLine,
    StatementLine,
    paper_line,
    seen,
    statement_line,
    whole,
)
from mingjian.desk.cases.models import Case, Recovery
from mingjian.desk.cases.papers import PAPERS
from mingjian.desk.cases.views.papers import known_of, writable
from mingjian.desk.core.operations import (
    MOST_AT_ONCE,
    NO_NUL,
    Body,
    Key,
    Line,
    Masked,
    Said,
    both,
    doing,
    faults,
    reading,
)
from mingjian.desk.documents import forms
from mingjian.desk.documents.kinds import kind_of
from mingjian.desk.documents.views.drafting import said_in, writes_to
from mingjian.desk.findings.models import LOOKING
from mingjian.desk.people.models import Organ
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import OfficerRequest
from mingjian.wording import Refusal

router = Router(tags=["cases"])
MOST_FEN = 999_999_999_999  # as on the page: ten digits of yuan
Sum = Annotated[int, Field(ge=0, le=MOST_FEN)]
SomeMoney = Annotated[int, Field(ge=1, le=MOST_FEN)]


def _typed(most: int) -> Any:  # noqa: ANN401  what pydantic reads
    """What has to be written and may not be blank."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most, pattern=NO_NUL)


class StatementOffer(Body):
    """Whose statement is asked for."""

    of: Annotated[str, _typed(120)]


class StatementTaken(Body):
    """Which statement, and what was said; no words mean that it was waived."""

    statement: UUID
    words: Annotated[str, StringConstraints(max_length=4000, pattern=NO_NUL)] = ""


class RecoveryOrder(Body):
    """Which household of the case pays back how much; its monthly allowance where it lives on it. In fen."""

    household: Annotated[str, _typed(60)]
    fen: SomeMoney
    monthly_allowance_fen: Sum


class Payment(Body):
    """A sum that was paid back, in fen."""

    recovery: UUID
    fen: SomeMoney
    paid_on: date
    receipt: Annotated[str, _typed(120)]


class Waiver(Body):
    """How much is waived, in fen, and why."""

    recovery: UUID
    fen: SomeMoney
    reason: Annotated[str, _typed(300)]


class Appeal(Body):
    """Against which recovery."""

    recovery: UUID


class Restoring(Body):
    """From when a household is paid again; what it is owed and was paid for the months between, in fen."""

    restoration: UUID
    restored_on: date
    owed_fen: Sum
    paid_fen: Sum
    paid_on: date | None = None


class OrganBeside(Body):
    """Which other organ answers for a part of the matter: what it is asked, households of the case, fen."""

    organ: UUID
    asked: Annotated[str, _typed(1000)]
    households: list[Annotated[str, _typed(60)]] = Field(default_factory=list, max_length=MOST_AT_ONCE)
    fen: Sum = 0


class PaperAsked(Schema):
    """Which kind of paper: one of `writable`."""

    kind: Line


class PaperField(Schema):
    """A field of a paper: what it is called, what it is filled with from the case. Lists have a line for each entry."""

    name: str
    label: str
    value: Masked
    must: bool


class PaperShape(Schema):
    """What a paper would say, and to whom it may go."""

    kind: str
    title: Said
    fields: list[PaperField]
    organs: list[UUID]


class ToWrite(Body):
    """A paper: fields that shall say something else than what the case fills them with, and for whom it is."""

    kind: Line
    said: dict[Line, Annotated[str, StringConstraints(max_length=8000, pattern=NO_NUL)]] = Field(
        default_factory=dict
    )
    addressee: Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)] = ""
    recipients: list[UUID] = Field(default_factory=list, max_length=MOST_AT_ONCE)
    copies: list[UUID] = Field(default_factory=list, max_length=MOST_AT_ONCE)


@doing(
    router,
    "/cases/{uuid:pk}/offer-statement",
    to=LOOKING,
    scope=WORK,
    name="api-case-offer-statement",
    answer=StatementLine,
)
def offer_statement(request: OfficerRequest, pk: UUID, body: StatementOffer, key: Key = "") -> StatementLine:
    """Note that a person concerned was offered to state his case and defend himself."""
    row = seen(request, pk)
    made = checking.offer_statement(row, request.officer, of=body.of, today=timezone.localdate(), key=key)
    return statement_line(made)


@doing(
    router,
    "/cases/{uuid:pk}/take-statement",
    to=LOOKING,
    scope=WORK,
    name="api-case-take-statement",
    answer=CaseWhole,
)
def take_statement(request: OfficerRequest, pk: UUID, body: StatementTaken, key: Key = "") -> CaseWhole:
    """Write down what the person said, or that he waived it."""
    row = seen(request, pk)
    statement = get_object_or_404(queries.statements(row), pk=body.statement)
    today = timezone.localdate()
    checking.take_statement(row, request.officer, statement=statement, words=body.words, today=today, key=key)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/recover", to=LOOKING, scope=WORK, name="api-case-recover", answer=CaseWhole)
def recover(request: OfficerRequest, pk: UUID, body: RecoveryOrder, key: Key = "") -> CaseWhole:
    """Order that a household of the case pays back a sum."""
    today = timezone.localdate()
    money.order_recovery(seen(request, pk), request.officer, today=today, key=key, **body.model_dump())
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/pay", to=LOOKING, scope=WORK, name="api-case-pay", answer=CaseWhole)
def pay(request: OfficerRequest, pk: UUID, body: Payment, key: Key = "") -> CaseWhole:
    """Note a sum that was paid back; no more in a month than the guard of those who live on the allowance."""
    recovery = _recovery(seen(request, pk), body.recovery)
    said = body.model_dump(exclude={"recovery"})
    money.note_payment(recovery, request.officer, key=key, **said)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/waive", to=LOOKING, scope=WORK, name="api-case-waive", answer=CaseWhole)
def waive(request: OfficerRequest, pk: UUID, body: Waiver, key: Key = "") -> CaseWhole:
    """Waive a part or all of what is open: an approver who did not order it."""
    recovery = _recovery(seen(request, pk), body.recovery)
    money.waive(recovery, request.officer, fen=body.fen, because=body.reason, key=key)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/appeal", to=LOOKING, scope=WORK, name="api-case-appeal", answer=CaseWhole)
def appeal(request: OfficerRequest, pk: UUID, body: Appeal, key: Key = "") -> CaseWhole:
    """Note that the household has appealed against a recovery."""
    recovery = _recovery(seen(request, pk), body.recovery)
    money.note_appeal(recovery, request.officer, today=timezone.localdate(), key=key)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/restore", to=LOOKING, scope=WORK, name="api-case-restore", answer=CaseWhole)
def restore(request: OfficerRequest, pk: UUID, body: Restoring, key: Key = "") -> CaseWhole:
    """Note from when a household that was wrongly stopped is paid again, and what it got for the months between."""
    found = queries.restorations(seen(request, pk)).select_related("case")
    row = get_object_or_404(found, pk=body.restoration)
    said = body.model_dump(exclude={"restoration"})
    money.restore(row, request.officer, today=timezone.localdate(), key=key, **said)
    return whole(request, pk)


@doing(
    router, "/cases/{uuid:pk}/add-organ", to=LOOKING, scope=WORK, name="api-case-add-organ", answer=CaseWhole
)
def add_organ(request: OfficerRequest, pk: UUID, body: OrganBeside, key: Key = "") -> CaseWhole:
    """Give another organ of the place a case of its own within the matter; where it has one it is a conflict."""
    row = seen(request, pk)
    here = Organ.objects.filter(in_force(row.opened_on), division_id=row.owner_code)
    said = body.model_dump() | {"organ": get_object_or_404(here, pk=body.organ)}
    opening.add_organ(row, request.officer, today=timezone.localdate(), key=key, **said)
    return whole(request, pk)


@reading(router, "/cases/{uuid:pk}/paper", to=LOOKING, scope=READ, name="api-case-paper", answer=PaperShape)
def paper(request: OfficerRequest, pk: UUID, ask: Query[PaperAsked]) -> PaperShape:
    """What a paper of a kind would say, filled from the case; 404 where it may not be written now."""
    row = _writable(request, pk, ask.kind)
    kind, filled = kind_of(ask.kind), PAPERS[ask.kind].fill(known_of(request.officer, row))
    form = forms.Draft(kind, writes_to(request.officer))
    fields = [
        PaperField(
            name=name,
            label=str(form.fields[name].label),
            value=str(filled.get(name, "")),
            must=form.fields[name].required,
        )
        for name in kind.fields
    ]
    organs = list(writes_to(request.officer).values_list("pk", flat=True))
    return PaperShape(kind=kind.id, title=both(kind.title), fields=fields, organs=organs)


@doing(router, "/cases/{uuid:pk}/write", to=LOOKING, scope=WORK, name="api-case-write", answer=PaperLine)
def write_paper(request: OfficerRequest, pk: UUID, body: ToWrite, key: Key = "") -> PaperLine:
    """Draft a paper from the case; other persons check and issue it on its page."""
    row = _writable(request, pk, body.kind)
    kind, known = kind_of(body.kind), known_of(request.officer, row)
    if unknown := sorted(set(body.said) - set(kind.fields)):
        raise Refusal(
            f"这种公文没有“{'、'.join(unknown)}”这一项；可填的有：{'、'.join(kind.fields)}。",
            f"This paper has no field {', '.join(unknown)}; it has {', '.join(kind.fields)}.",
        )
    typed: dict[str, Any] = {**PAPERS[kind.id].fill(known), **body.said}
    typed |= {"addressee": body.addressee, "recipients": body.recipients, "copies": body.copies}
    form = forms.Draft(kind, writes_to(request.officer), typed)
    if not form.is_valid():
        zh, en = faults(form)
        raise Refusal(f"请改正公文的这些项目。{zh}", f"Correct these fields of the paper. {en}")
    made = write(row, request.officer, kind=kind.id, today=known.today, key=key, **said_in(form))
    return paper_line(made)


def _recovery(case: Case, pk: UUID) -> Recovery:
    return get_object_or_404(queries.recoveries(case).select_related("case"), pk=pk)


def _writable(request: OfficerRequest, pk: UUID, kind: str) -> Case:
    """The case, where whoever asks may write a paper of that kind from it as it stands; Http404 otherwise."""
    row = seen(request, pk)
    if kind not in dict(writable(request.officer, row)):
        raise Http404("no such paper now")
    return row
