"""Operations that open what is written in a piece of evidence or was said in a statement: for a reason, journalled."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import revealing
from mingjian.desk.cases.api_answers import seen
from mingjian.desk.core.operations import Body, Line, doing
from mingjian.desk.findings.models import LOOKING
from mingjian.desk.people.kinds import Scope
from mingjian.desk.people.officers import OfficerRequest

router = Router(tags=["cases"])
# No key: an answer that is kept for a second asking would hold the text, and every reading is a line of its own.


class ToReveal(Body):
    """Why it has to be read."""

    reason: Line


class PieceWords(Schema):
    """What is written in a piece of evidence, not masked."""

    id: UUID
    text: str


class StatementWords(Schema):
    """Whose statement it is and what was said, not masked."""

    id: UUID
    of: str
    words: str


@doing(
    router,
    "/cases/{uuid:pk}/evidence/{uuid:piece}/reveal",
    to=LOOKING,
    scope=Scope.READ_WORDS,
    name="api-case-piece-reveal",
    answer=PieceWords,
)
def reveal_piece(request: OfficerRequest, pk: UUID, piece: UUID, body: ToReveal) -> PieceWords:
    """What is written in a piece of evidence, not masked; the journal notes who read it and why. 404 without words."""
    row = get_object_or_404(queries.pieces(seen(request, pk)).select_related("case"), pk=piece)
    found = revealing.reveal_piece(row, request.officer, reason=body.reason, today=timezone.localdate())
    return PieceWords(id=row.pk, text=found.text)


@doing(
    router,
    "/cases/{uuid:pk}/statements/{uuid:statement}/reveal",
    to=LOOKING,
    scope=Scope.READ_WORDS,
    name="api-case-statement-reveal",
    answer=StatementWords,
)
def reveal_statement(request: OfficerRequest, pk: UUID, statement: UUID, body: ToReveal) -> StatementWords:
    """What was said and by whom, not masked; the journal notes who read it and why. One not given or waived: 404."""
    row = get_object_or_404(queries.statements(seen(request, pk)).select_related("case"), pk=statement)
    found = revealing.reveal_statement(row, request.officer, reason=body.reason, today=timezone.localdate())
    return StatementWords(id=row.pk, of=found.of, words=found.text)
