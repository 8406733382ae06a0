"""Operations of cases: the ledger, one case, taking findings up, and the verbs of its life."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from mingjian.desk.cases import queries, states
from mingjian.desk.cases.actions import checking, closing, opening
from mingjian.desk.cases.models import Case, Piece
from mingjian.desk.cases.states import Household, Kind, Official, State
from mingjian.desk.cases.views.verbs import VERBS
from mingjian.desk.core.operations import (
    MOST_AT_ONCE,
    Body,
    Key,
    Line,
    Listed,
    Masked,
    Paging,
    Place,
    Said,
    Words,
    all_or_404,
    both,
    doing,
    one_of,
    page_of,
    reading,
)
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.models import LOOKING
from mingjian.desk.findings.policies import WORKING
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import Role, Scope
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.wording import Refusal

CaseState = Annotated[State, one_of(State)]
router = Router(tags=["cases"])
READ, WORK = Scope.READ_CASES, Scope.WORK_ON_CASES
Long = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Queue = Literal["todo", "doing", "done", "mine", "all"]


class CaseLine(Schema):
    """A case as a line of the ledger. Money in fen."""

    id: UUID
    label: str
    title: Masked
    organ: UUID
    owner: str
    division: str
    households: list[str]
    fen: int
    state: CaseState
    words: Said
    checker: UUID | None
    opened_on: date
    closed_on: date | None
    reopened: int


class PieceLine(Schema):
    """A piece of evidence in the locker, without its content."""

    id: UUID
    kind: Kind
    title: Masked
    provider: Masked
    captured_on: date
    sha256: str


class CaseWhole(CaseLine):
    """One case: who had which part, what was found, decided and put right; which verbs may follow now."""

    matter: UUID
    closes_by: str
    second: UUID | None
    reviewer: UUID | None
    accepter: UUID | None
    closer: UUID | None
    found: Masked
    found_on: date | None
    reviewed_on: date | None
    household: str
    official: str
    innocent: Masked
    ordered: Masked
    put_right: Masked
    put_right_on: date | None
    accepted_on: date | None
    closing: Masked
    findings: list[UUID]
    siblings: list[UUID]
    pieces: list[PieceLine]
    offered: list[str]


class CaseFilter(Paging):
    """What the ledger is narrowed to."""

    queue: Queue = "all"
    state: CaseState | None = None
    place: Place = ""
    household: Line = ""


class ToOpen(Body):
    """The findings that are taken up, and what the case is about."""

    findings: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]
    title: Line


class CaseAssignment(Body):
    """Who checks: handlers or supervisors of one's own office."""

    checker: UUID
    second: UUID | None = None


class Report(Body):
    """What checking came to."""

    found: Long


class CaseReason(Body):
    """Why."""

    reason: Line


class Order(Body):
    """Two decisions apart, and what has to be put right."""

    household: Household
    official: Official
    what: Words


class Cleared(Body):
    """Which harmless explanation."""

    innocent: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class PutRight(Body):
    """What was put right, and on which day."""

    what: Words
    on: date


class Closing(Body):
    """Why it is closed."""

    closing: Words = ""


class ToFile(Body):
    """A piece of evidence in words; a file is sent on the page of the case."""

    kind: Kind
    title: Line
    provider: Annotated[str, Field(max_length=120, min_length=1, pattern=r"^[^\x00]*$")]
    captured_on: date
    text: Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")] = ""


@reading(router, "/cases", to=LOOKING, scope=READ, name="api-cases", answer=Listed[CaseLine])
def cases(request: OfficerRequest, ask: Query[CaseFilter]) -> Listed[CaseLine]:
    """The cases of one's places, by queue, narrowed."""
    sift = queries.Sift(queue=ask.queue, state=ask.state or "", place=ask.place, household=ask.household)
    found = queries.cases(request.officer, sift).order_by("-opened_on", "number", "pk")
    return page_of(found, ask, lambda row: CaseLine(**_columns(row)))


@reading(router, "/cases/{uuid:pk}", to=LOOKING, scope=READ, name="api-case", answer=CaseWhole)
def case(request: OfficerRequest, pk: UUID) -> CaseWhole:
    """One case."""
    return _whole(request, pk)


@doing(router, "/cases/open", to=WORKING, scope=WORK, name="api-case-open", answer=CaseWhole)
def open_case(request: OfficerRequest, body: ToOpen, key: Key = "") -> CaseWhole:
    """Bundle findings into a case of one's office."""
    officer = request.officer
    chosen = all_or_404(findings.findings(officer), body.findings)
    made = opening.open_case(officer, findings=chosen, title=body.title, today=timezone.localdate(), key=key)
    return _whole(request, made.pk)


@doing(router, "/cases/{uuid:pk}/assign", to=LOOKING, scope=WORK, name="api-case-assign", answer=CaseWhole)
def assign(request: OfficerRequest, pk: UUID, body: CaseAssignment, key: Key = "") -> CaseWhole:
    """Name who checks; nobody who stands in the log of the procedure."""
    row = _seen(request, pk)
    checker = _colleague(request.officer, body.checker)
    second = _colleague(request.officer, body.second) if body.second else None
    checking.assign(row, request.officer, checker=checker, second=second, today=timezone.localdate(), key=key)
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/take-up", to=LOOKING, scope=WORK, name="api-case-take-up", answer=CaseWhole)
def take_up(request: OfficerRequest, pk: UUID, key: Key = "") -> CaseWhole:
    """Begin to check: only the person who was named."""
    checking.take_up(_seen(request, pk), request.officer, key=key)
    return _whole(request, pk)


@doing(
    router, "/cases/{uuid:pk}/give-back", to=LOOKING, scope=WORK, name="api-case-give-back", answer=CaseWhole
)
def give_back(request: OfficerRequest, pk: UUID, body: CaseReason, key: Key = "") -> CaseWhole:
    """Give the case back to be assigned to somebody else; recusal is a reason."""
    _must_say(body.reason)
    checking.give_back(
        _seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/file", to=LOOKING, scope=WORK, name="api-case-file", answer=CaseWhole)
def file_piece(request: OfficerRequest, pk: UUID, body: ToFile, key: Key = "") -> CaseWhole:
    """Put a piece of evidence in words into the locker."""
    if not body.title.strip() or not body.provider.strip():
        raise Refusal("请写明标题和提供单位或个人。", "Give the title and who provided it.")
    checking.file_piece(_seen(request, pk), request.officer, now=timezone.now(), key=key, **body.model_dump())
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/report", to=LOOKING, scope=WORK, name="api-case-report", answer=CaseWhole)
def report(request: OfficerRequest, pk: UUID, body: Report, key: Key = "") -> CaseWhole:
    """Write down what checking came to."""
    checking.report(
        _seen(request, pk), request.officer, found=body.found, today=timezone.localdate(), key=key
    )
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/review", to=LOOKING, scope=WORK, name="api-case-review", answer=CaseWhole)
def review(request: OfficerRequest, pk: UUID, key: Key = "") -> CaseWhole:
    """Agree with what was found: a natural person who did not check it."""
    checking.review(_seen(request, pk), request.officer, today=timezone.localdate(), key=key)
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/return", to=LOOKING, scope=WORK, name="api-case-return", answer=CaseWhole)
def return_to_checker(request: OfficerRequest, pk: UUID, body: CaseReason, key: Key = "") -> CaseWhole:
    """Send it back to be checked further, with the reason."""
    _must_say(body.reason)
    checking.return_to_checker(
        _seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/order", to=LOOKING, scope=WORK, name="api-case-order", answer=CaseWhole)
def order(request: OfficerRequest, pk: UUID, body: Order, key: Key = "") -> CaseWhole:
    """Order what has to be put right, and decide about the household and about officials apart."""
    today = timezone.localdate()
    closing.order_rectification(
        _seen(request, pk), request.officer, today=today, key=key, **body.model_dump()
    )
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/clear", to=LOOKING, scope=WORK, name="api-case-clear", answer=CaseWhole)
def clear(request: OfficerRequest, pk: UUID, body: Cleared, key: Key = "") -> CaseWhole:
    """Close as harmless, with the explanation."""
    today = timezone.localdate()
    closing.clear(_seen(request, pk), request.officer, innocent=body.innocent, today=today, key=key)
    return _whole(request, pk)


@doing(
    router, "/cases/{uuid:pk}/put-right", to=LOOKING, scope=WORK, name="api-case-put-right", answer=CaseWhole
)
def put_right(request: OfficerRequest, pk: UUID, body: PutRight, key: Key = "") -> CaseWhole:
    """Say what was put right and on which day."""
    today = timezone.localdate()
    closing.report_put_right(
        _seen(request, pk), request.officer, what=body.what, on=body.on, today=today, key=key
    )
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/accept", to=LOOKING, scope=WORK, name="api-case-accept", answer=CaseWhole)
def accept(request: OfficerRequest, pk: UUID, key: Key = "") -> CaseWhole:
    """Accept what was put right: neither who checked nor who put it right."""
    closing.accept_rectification(_seen(request, pk), request.officer, today=timezone.localdate(), key=key)
    return _whole(request, pk)


@doing(
    router,
    "/cases/{uuid:pk}/not-put-right",
    to=LOOKING,
    scope=WORK,
    name="api-case-not-put-right",
    answer=CaseWhole,
)
def not_put_right(request: OfficerRequest, pk: UUID, body: CaseReason, key: Key = "") -> CaseWhole:
    """It was not put right after all."""
    _must_say(body.reason)
    closing.return_to_rectifying(
        _seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/close", to=LOOKING, scope=WORK, name="api-case-close", answer=CaseWhole)
def close(request: OfficerRequest, pk: UUID, body: Closing, key: Key = "") -> CaseWhole:
    """Close by proof; a conflict says what is still wanting."""
    today = timezone.localdate()
    closing.close(_seen(request, pk), request.officer, closing=body.closing, today=today, key=key)
    return _whole(request, pk)


@doing(router, "/cases/{uuid:pk}/reopen", to=LOOKING, scope=WORK, name="api-case-reopen", answer=CaseWhole)
def reopen(request: OfficerRequest, pk: UUID, body: CaseReason, key: Key = "") -> CaseWhole:
    """Open an ended case again, with the reason."""
    _must_say(body.reason)
    closing.reopen(
        _seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return _whole(request, pk)


def _seen(request: OfficerRequest, pk: UUID) -> Case:
    return get_object_or_404(queries.cases(request.officer), pk=pk)


def _colleague(officer: Officer, pk: UUID) -> Person:
    return get_object_or_404(people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR), pk=pk)


def _must_say(why: str) -> None:
    if not why.strip():
        raise Refusal("请写明原因。", "Say why.")


def _columns(row: Case) -> dict[str, Any]:
    same = ("id", "label", "title", "division", "fen", "state", "opened_on", "closed_on", "reopened")
    return {
        **{name: getattr(row, name) for name in same},
        "organ": row.organ_id,
        "owner": row.owner_code,
        "households": [part for part in row.households.split("|") if part],
        "words": both(states.STATE_WORDS[State(row.state)]),
        "checker": row.checker_id,
    }


def _whole(request: OfficerRequest, pk: UUID) -> CaseWhole:
    """One case as it stands now, with the verbs that its page offers to the officer."""
    officer, row = request.officer, _seen(request, pk)
    parts = queries.parts(row)
    same = (
        *("closes_by", "found", "found_on", "reviewed_on", "household", "official", "innocent"),
        *("ordered", "put_right", "put_right_on", "accepted_on", "closing"),
    )
    persons = ("second", "reviewer", "accepter", "closer")
    return CaseWhole(
        **_columns(row),
        **{name: getattr(row, name) for name in same},
        **{name: getattr(row, f"{name}_id") for name in persons},
        matter=row.matter_id,
        findings=list(queries.findings_of(officer, row).values_list("pk", flat=True)),
        siblings=list(queries.siblings(officer, row).values_list("pk", flat=True)),
        pieces=[_piece(piece) for piece in parts.pieces],
        offered=[name for name, verb in VERBS.items() if verb.is_offered(officer, row, parts)],
    )


def _piece(row: Piece) -> PieceLine:
    same = ("id", "kind", "title", "provider", "captured_on", "sha256")
    return PieceLine(**{name: getattr(row, name) for name in same})
