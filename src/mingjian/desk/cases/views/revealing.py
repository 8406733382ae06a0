"""What is written in a piece of evidence or was said in a statement, shown once on the page of its case."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import revealing
from mingjian.desk.cases.actions.revealing import Written
from mingjian.desk.cases.forms import ReasonForm
from mingjian.desk.cases.models import Piece, Statement
from mingjian.desk.cases.views.case import Reading, case_or_404, show
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.findings.views.ledger import LOOKING, officer_of


@open_to(*LOOKING)
@require_POST
def reveal_piece(request: HttpRequest, pk: UUID, piece_pk: UUID) -> HttpResponse:
    """Show what is written in a piece of evidence, once, for a reason that is journalled."""
    row = get_object_or_404(queries.pieces(case_or_404(request, pk)).select_related("case"), pk=piece_pk)
    return _shown(request, row, revealing.reveal_piece)


@open_to(*LOOKING)
@require_POST
def reveal_statement(request: HttpRequest, pk: UUID, statement_pk: UUID) -> HttpResponse:
    """Show what was said in a statement and by whom, once, for a reason that is journalled."""
    row = get_object_or_404(
        queries.statements(case_or_404(request, pk)).select_related("case"), pk=statement_pk
    )
    return _shown(request, row, revealing.reveal_statement)


def _shown(request: HttpRequest, row: Piece | Statement, reveal: Callable[..., Written]) -> HttpResponse:
    """The page of the case with the text of one row, or with what stood in the way and the reason that was typed."""
    form, typed = ReasonForm(request.POST), request.POST.get("reason", "")
    if not form.is_valid():
        wanting = Conflict(
            "请写明查看的事由（不超过200字）。", "Say why you need to read it, in at most 200 characters."
        )
        return show(request, row.case_id, reading=Reading(row.pk, refused=wanting, typed=typed))
    reason, today = form.cleaned_data["reason"], timezone.localdate()
    try:
        written = reveal(row, officer_of(request), reason=reason, today=today)
    except Conflict as conflict:
        return show(request, row.case_id, reading=Reading(row.pk, refused=conflict, typed=typed))
    return show(request, row.case_id, reading=Reading(row.pk, written))
