"""Recording what looking came to: for one finding on its page, for many of one explanation on a page of its own."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import chosen_rows, fresh_key
from mingjian.desk.findings import policies, states
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.actions.correcting import WrongRecord
from mingjian.desk.findings.forms import OutcomeForm
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.states import STATE_WORDS, Outcome, State
from mingjian.desk.findings.views.finding import found_or_404, show
from mingjian.desk.findings.views.ledger import WORKING, back_to, officer_of, place_words, row_of
from mingjian.desk.findings.views.offering import form_of, organs_of
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text


@open_to(*WORKING)
@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what looking came to."""
    row, officer = found_or_404(request, pk), officer_of(request)
    offered = organs_of([row], officer)
    form = form_of([row], offered, request)
    if not form.is_valid():
        return show(request, row, form=form, status=422)
    try:
        _settle(request, officer, [row], form, offered)
    except Conflict as conflict:
        return show(request, found_or_404(request, pk), form=form, conflict=conflict)
    return HttpResponseRedirect(reverse("finding", args=[pk]))


@open_to(*WORKING)
@require_POST
def settle_many(request: HttpRequest) -> HttpResponse:
    """One answer with one proof for all that were ticked: first the page with the form, then the act."""
    officer = officer_of(request)
    found = Finding.objects.visible_to(officer).select_related("assignee")
    rows = chosen_rows(request, "finding", found)
    if not rows:
        messages.error(request, str(Text("请先勾选线索。", "Tick some findings first.")))
        return HttpResponseRedirect(back_to(request, reverse("findings")))
    if stopped := why_not(officer, rows):
        messages.error(request, str(stopped))
        return HttpResponseRedirect(back_to(request, reverse("findings")))
    offered = organs_of(rows, officer)
    if "outcome" not in request.POST:
        return _page(request, rows, form_of(rows, offered))
    form, conflict = form_of(rows, offered, request), None
    if form.is_valid():
        try:
            _settle(request, officer, rows, form, offered)
            done = Text(f"{len(rows)}条线索已记录结论。", f"{len(rows)} findings were settled.")
            messages.success(request, str(done))
            return HttpResponseRedirect(back_to(request, reverse("findings")))
        except Conflict as met:
            conflict = met
    return _page(request, rows, form, conflict, status=409 if conflict else 422)


def _page(
    request: HttpRequest,
    rows: Sequence[Finding],
    form: OutcomeForm,
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "rows": [row_of(row) for row in rows],
        "form": form,
        "conflict": conflict,
        "back": back_to(request, reverse("findings")),
        "key": fresh_key(),
    }
    return render(request, "findings/settle.html", context, status=status)


def why_not(officer: Officer, rows: Sequence[Finding]) -> Text | None:
    """Why these findings cannot be settled together; None where they can."""
    foreign = [row for row in rows if not policies.may_settle(officer, row)]
    if foreign:
        whose = place_words(foreign[0].owner_code)
        return Text(
            f"其中{len(foreign)}条不由您办理（如由{whose}办理或已交办他人），请取消勾选后再试。",
            f"{len(foreign)} of them are not yours to settle (such as one of {whose}); untick them.",
        )
    unfit = [row for row in rows if not states.fits("settle", row.state)]
    if unfit:
        words = STATE_WORDS[State(unfit[0].state)]
        return Text(
            f"其中{len(unfit)}条现在是“{words.zh}”，不能作结论；请刷新后再试。",
            f"{len(unfit)} of them are '{words.en}' by now; reload the list.",
        )
    return None


def _settle(
    request: HttpRequest,
    officer: Officer,
    rows: Sequence[Finding],
    form: OutcomeForm,
    organs: Sequence[Organ],
) -> None:
    said: dict[str, Any] = form.cleaned_data
    outcome, wrong = Outcome(said["outcome"]), None
    if outcome is Outcome.RECORD_WRONG:
        provider = next(organ for organ in organs if str(organ.pk) == said["provider"])
        wrong = WrongRecord(said["table"], provider, said["fault"])
    triage.settle(
        officer,
        findings=rows,
        outcome=outcome,
        innocent=said["innocent"] if outcome is Outcome.HARMLESS else "",
        because=said["because"],
        wrong=wrong,
        today=timezone.localdate(),
        key=request.POST.get("key", ""),
    )
