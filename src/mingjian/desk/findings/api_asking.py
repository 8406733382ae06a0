"""Operations of what is asked because of findings: the questions of the counties, and owed tables."""

from datetime import date
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema

from mingjian.desk.core.operations import (
    Body,
    Key,
    Listed,
    Masked,
    Paging,
    Place,
    Said,
    Words,
    doing,
    page_of,
    reading,
)
from mingjian.desk.findings import queries
from mingjian.desk.findings.actions import chasing, triage
from mingjian.desk.findings.api import READ, WORK, WORKING, offered
from mingjian.desk.findings.models import LOOKING, Owed, Question
from mingjian.desk.findings.views.chasing import offices_of
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import OfficerRequest

router = Router(tags=["findings"])


class QuestionLine(Schema):
    """What a county asks a household, and what it was told. Money in fen."""

    id: UUID
    county: str
    division: str
    household: str
    ask: Said
    first: date | None
    last: date | None
    fen: int | None
    stage: Question.Stage
    answer: Masked
    answered_on: date | None
    asked_on: date


class OwedLine(Schema):
    """A table that a place owes, so that some rules could not decide there."""

    id: UUID
    division: str
    table: str
    key: str
    reason: str
    reason_en: str
    rules: list[str]
    noted_on: date
    owner: Masked
    asked_on: date | None
    due_on: date | None
    supplied_on: date | None


class Asking(Paging):
    """What the questions are narrowed to."""

    stage: Question.Stage | None = None
    place: Place = ""


class AnswerText(Body):
    """What the household said and what was seen."""

    text: Words


class AskedOf(Body):
    """Which office is asked for the table."""

    organ: UUID


@reading(router, "/questions", to=LOOKING, scope=READ, name="api-questions", answer=Listed[QuestionLine])
def questions(request: OfficerRequest, ask: Query[Asking]) -> Listed[QuestionLine]:
    """What counties ask their households, and what they were told."""
    found = queries.questions(request.officer)
    if ask.stage:
        found = found.filter(stage=ask.stage)
    if ask.place:
        found = found.filter(division__startswith=ask.place)
    return page_of(found.order_by("division", "household", "pk"), ask, question_line)


@reading(router, "/questions/{uuid:pk}", to=LOOKING, scope=READ, name="api-question", answer=QuestionLine)
def question(request: OfficerRequest, pk: UUID) -> QuestionLine:
    """One question."""
    return question_line(get_object_or_404(queries.questions(request.officer), pk=pk))


@doing(
    router,
    "/questions/{uuid:pk}/answer",
    to=WORKING,
    scope=WORK,
    name="api-question-answer",
    answer=QuestionLine,
)
def answer(request: OfficerRequest, pk: UUID, body: AnswerText, key: Key = "") -> QuestionLine:
    """Write down what the household said and what was seen."""
    row = get_object_or_404(queries.questions(request.officer), pk=pk)
    triage.answer(row, request.officer, text=body.text, today=timezone.localdate(), key=key)
    return question_line(get_object_or_404(queries.questions(request.officer), pk=pk))


@reading(router, "/owed", to=(*LOOKING, Role.DATA), scope=READ, name="api-owed", answer=Listed[OwedLine])
def owed(request: OfficerRequest, ask: Query[Paging]) -> Listed[OwedLine]:
    """The tables that are owed in one's places."""
    found = queries.owed_tables(request.officer).order_by("supplied_on", "division", "reason", "pk")
    return page_of(found, ask, owed_line)


@doing(
    router,
    "/owed/{uuid:pk}/ask",
    to=(Role.SUPERVISOR, Role.DATA),
    scope=WORK,
    name="api-owed-ask",
    answer=OwedLine,
)
def ask_for_table(request: OfficerRequest, pk: UUID, body: AskedOf, key: Key = "") -> OwedLine:
    """Ask an office for an owed table: its clock starts and the letter is drafted."""
    row = get_object_or_404(queries.owed_tables(request.officer), pk=pk)
    organ = offered(offices_of([row], request.officer), body.organ)
    chasing.ask_for_tables(request.officer, tables=[row], organ=organ, today=timezone.localdate(), key=key)
    return owed_line(get_object_or_404(queries.owed_tables(request.officer), pk=pk))


def question_line(row: Question) -> QuestionLine:
    """A question for an answer."""
    same = (
        *("id", "county", "division", "household", "first", "last", "fen", "stage", "answer"),
        *("answered_on", "asked_on"),
    )
    ask = Said(zh=row.ask_zh, en=row.ask_en)
    return QuestionLine(**{name: getattr(row, name) for name in same}, ask=ask)


def owed_line(row: Owed) -> OwedLine:
    """An owed table for an answer."""
    same = (
        "id",
        "division",
        "table",
        "key",
        "reason",
        "reason_en",
        "rules",
        "noted_on",
        "asked_on",
        "supplied_on",
    )
    owner = row.organ.name if row.organ else ""
    due_on = row.duty.due_on if row.duty else None
    return OwedLine(**{name: getattr(row, name) for name in same}, owner=owner, due_on=due_on)
