"""Operations of cases: the ledger, one case, taking findings up, and the verbs of its life."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import checking, closing, opening
from mingjian.desk.cases.api_answers import CaseLine, CaseState, CaseWhole, columns, seen, whole
from mingjian.desk.cases.states import Household, Kind, Official
from mingjian.desk.core.operations import (
    MOST_AT_ONCE,
    Body,
    Key,
    Line,
    Listed,
    Paging,
    Place,
    Words,
    all_or_404,
    doing,
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

router = Router(tags=["cases"])
READ, WORK = Scope.READ_CASES, Scope.WORK_ON_CASES
Long = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Queue = Literal["todo", "doing", "done", "mine", "all"]


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
    """A piece of evidence in words; a file is sent with `upload`."""

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
    return page_of(found, ask, lambda row: CaseLine(**columns(row)))


@reading(router, "/cases/{uuid:pk}", to=LOOKING, scope=READ, name="api-case", answer=CaseWhole)
def case(request: OfficerRequest, pk: UUID) -> CaseWhole:
    """One case."""
    return whole(request, pk)


@doing(router, "/cases/open", to=WORKING, scope=WORK, name="api-case-open", answer=CaseWhole)
def open_case(request: OfficerRequest, body: ToOpen, key: Key = "") -> CaseWhole:
    """Bundle findings into a case of one's office."""
    officer = request.officer
    chosen = all_or_404(findings.findings(officer), body.findings)
    made = opening.open_case(officer, findings=chosen, title=body.title, today=timezone.localdate(), key=key)
    return whole(request, made.pk)


@doing(router, "/cases/{uuid:pk}/assign", to=LOOKING, scope=WORK, name="api-case-assign", answer=CaseWhole)
def assign(request: OfficerRequest, pk: UUID, body: CaseAssignment, key: Key = "") -> CaseWhole:
    """Name who checks; nobody who stands in the log of the procedure."""
    row = seen(request, pk)
    checker = _colleague(request.officer, body.checker)
    second = _colleague(request.officer, body.second) if body.second else None
    checking.assign(row, request.officer, checker=checker, second=second, today=timezone.localdate(), key=key)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/take-up", to=LOOKING, scope=WORK, name="api-case-take-up", answer=CaseWhole)
def take_up(request: OfficerRequest, pk: UUID, key: Key = "") -> CaseWhole:
    """Begin to check: only the person who was named."""
    checking.take_up(seen(request, pk), request.officer, key=key)
    return whole(request, pk)


@doing(
    router, "/cases/{uuid:pk}/give-back", to=LOOKING, scope=WORK, name="api-case-give-back", answer=CaseWhole
)
def give_back(request: OfficerRequest, pk: UUID, body: CaseReason, key: Key = "") -> CaseWhole:
    """Give the case back to be assigned to somebody else; recusal is a reason."""
    _must_say(body.reason)
    checking.give_back(
        seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/file", to=LOOKING, scope=WORK, name="api-case-file", answer=CaseWhole)
def file_piece(request: OfficerRequest, pk: UUID, body: ToFile, key: Key = "") -> CaseWhole:
    """Put a piece of evidence in words into the locker."""
    if not body.title.strip() or not body.provider.strip():
        raise Refusal("请写明标题和提供单位或个人。", "Give the title and who provided it.")
    checking.file_piece(seen(request, pk), request.officer, now=timezone.now(), key=key, **body.model_dump())
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/report", to=LOOKING, scope=WORK, name="api-case-report", answer=CaseWhole)
def report(request: OfficerRequest, pk: UUID, body: Report, key: Key = "") -> CaseWhole:
    """Write down what checking came to."""
    checking.report(seen(request, pk), request.officer, found=body.found, today=timezone.localdate(), key=key)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/review", to=LOOKING, scope=WORK, name="api-case-review", answer=CaseWhole)
def review(request: OfficerRequest, pk: UUID, key: Key = "") -> CaseWhole:
    """Agree with what was found: a natural person who did not check it."""
    checking.review(seen(request, pk), request.officer, today=timezone.localdate(), key=key)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/return", to=LOOKING, scope=WORK, name="api-case-return", answer=CaseWhole)
def return_to_checker(request: OfficerRequest, pk: UUID, body: CaseReason, key: Key = "") -> CaseWhole:
    """Send it back to be checked further, with the reason."""
    _must_say(body.reason)
    checking.return_to_checker(
        seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/order", to=LOOKING, scope=WORK, name="api-case-order", answer=CaseWhole)
def order(request: OfficerRequest, pk: UUID, body: Order, key: Key = "") -> CaseWhole:
    """Order what has to be put right, and decide about the household and about officials apart."""
    today = timezone.localdate()
    closing.order_rectification(seen(request, pk), request.officer, today=today, key=key, **body.model_dump())
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/clear", to=LOOKING, scope=WORK, name="api-case-clear", answer=CaseWhole)
def clear(request: OfficerRequest, pk: UUID, body: Cleared, key: Key = "") -> CaseWhole:
    """Close as harmless, with the explanation."""
    today = timezone.localdate()
    closing.clear(seen(request, pk), request.officer, innocent=body.innocent, today=today, key=key)
    return whole(request, pk)


@doing(
    router, "/cases/{uuid:pk}/put-right", to=LOOKING, scope=WORK, name="api-case-put-right", answer=CaseWhole
)
def put_right(request: OfficerRequest, pk: UUID, body: PutRight, key: Key = "") -> CaseWhole:
    """Say what was put right and on which day."""
    today = timezone.localdate()
    closing.report_put_right(
        seen(request, pk), request.officer, what=body.what, on=body.on, today=today, key=key
    )
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/accept", to=LOOKING, scope=WORK, name="api-case-accept", answer=CaseWhole)
def accept(request: OfficerRequest, pk: UUID, key: Key = "") -> CaseWhole:
    """Accept what was put right: neither who checked nor who put it right."""
    closing.accept_rectification(seen(request, pk), request.officer, today=timezone.localdate(), key=key)
    return whole(request, pk)


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
        seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/close", to=LOOKING, scope=WORK, name="api-case-close", answer=CaseWhole)
def close(request: OfficerRequest, pk: UUID, body: Closing, key: Key = "") -> CaseWhole:
    """Close by proof; a conflict says what is still wanting."""
    today = timezone.localdate()
    closing.close(seen(request, pk), request.officer, closing=body.closing, today=today, key=key)
    return whole(request, pk)


@doing(router, "/cases/{uuid:pk}/reopen", to=LOOKING, scope=WORK, name="api-case-reopen", answer=CaseWhole)
def reopen(request: OfficerRequest, pk: UUID, body: CaseReason, key: Key = "") -> CaseWhole:
    """Open an ended case again, with the reason."""
    _must_say(body.reason)
    closing.reopen(
        seen(request, pk), request.officer, reason=body.reason, today=timezone.localdate(), key=key
    )
    return whole(request, pk)


def _colleague(officer: Officer, pk: UUID) -> Person:
    return get_object_or_404(people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR), pk=pk)


def _must_say(why: str) -> None:
    if not why.strip():
        raise Refusal("请写明原因。", "Say why.")
