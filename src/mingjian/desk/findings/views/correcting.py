"""Notices to providers: the ledger with its lights, the page of one for sender and provider, its answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core import sealing
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import fresh_key, paged
from mingjian.desk.duties import queries as duties
from mingjian.desk.findings import engine, naming, policies, queries
from mingjian.desk.findings.actions import correcting
from mingjian.desk.findings.forms import ProviderForm, ReasonForm
from mingjian.desk.findings.models import Correction, Finding
from mingjian.desk.findings.models.correcting import PROVIDING
from mingjian.desk.findings.states import CORRECTING_WORDS, Correcting
from mingjian.desk.findings.views.ledger import LOOKING, WORKING, officer_of
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

ANSWERING = tuple(str(role) for role in PROVIDING)
SEEING = tuple(dict.fromkeys((*LOOKING, *ANSWERING)))


@open_to(*SEEING)
@require_GET
def corrections(request: HttpRequest) -> HttpResponse:
    """The notices that the officer's office sent or got, with how each provider stands."""
    officer, today = officer_of(request), timezone.localdate()
    stage, provider = request.GET.get("stage", ""), request.GET.get("provider", "")
    found = queries.corrections(officer)
    summary = queries.by_provider(officer, today=today)
    if stage == "late":
        found = found.filter(stage=Correcting.OPEN, duty__due_on__lt=today)
    elif stage == "unchanged":
        found = found.filter(queries.UNCHANGED)
    elif stage in Correcting.values:
        found = found.filter(stage=stage)
    for one in summary:
        if str(one.provider) == provider:
            found = found.filter(provider_id=one.provider)
    listed = paged(request, found.defer("record"))
    shown = list(listed["page"].object_list)
    mine = queries.findings(officer).filter(pk__in=[one.finding_id for one in shown])
    subjects = dict(mine.values_list("pk", "subject_shown"))
    context = {
        **listed,
        "rows": [line_of(one) | {"subject": subjects.get(one.finding_id, "")} for one in shown],
        "summary": summary,
        "stages": [(key, str(words)) for key, words in CORRECTING_WORDS.items()],
        "stage": stage,
        "provider": provider,
    }
    return render(request, "findings/corrections.html", context)


def line_of(one: Correction) -> dict[str, Any]:
    """A notice as a line of the ledger."""
    today = timezone.localdate()
    is_open = one.stage == Correcting.OPEN
    return {
        "correction": one,
        "table": engine.table_title(one.table),
        "stage": CORRECTING_WORDS[Correcting(one.stage)],
        "light": duties.light(one.duty, today=today) if one.duty and is_open else None,
    }


@open_to(*SEEING)
@require_GET
def correction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One notice."""
    return _page(request, _seen(request, pk))


def _page(
    request: HttpRequest,
    row: Correction,
    *,
    form: ProviderForm | None = None,
    conflict: Conflict | None = None,
    record: str = "",
    status: int = 200,
) -> HttpResponse:
    officer = officer_of(request)
    is_open, finding = row.stage == Correcting.OPEN, _finding(officer, row)
    context = {
        **line_of(row),
        "record": naming.evidence_rows(record or naming.masked(row.record)),
        "revealed": bool(record),
        "may_answer": is_open and policies.may_correct(officer, row),
        "may_reveal": policies.may_see_record(officer, row) and not record,
        "may_write": is_open and row.document_id is None and _writes(officer, row),
        "finding": finding,
        "explanation": finding.explanation if finding else "",
        "duty": duties.duties(officer).filter(pk__in=[row.duty_id]).first(),
        "form": form or ProviderForm(),
        "conflict": conflict,
        "key": fresh_key(),
    }
    return render(request, "findings/correction.html", context, status=409 if conflict else status)


@open_to(*ANSWERING)
@require_POST
def correction_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The provider answers: corrected, or right as it is."""
    row, officer = _seen(request, pk), officer_of(request)
    form = ProviderForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    words = {
        "duty": row.duty,
        "text": form.cleaned_data["text"],
        "today": timezone.localdate(),
        "key": request.POST.get("key", ""),
    }
    try:
        if form.cleaned_data["stage"] == Correcting.CORRECTED:
            correcting.corrected(row, officer, **words)
        else:
            correcting.confirmed(row, officer, finding=row.finding, **words)
    except Conflict as conflict:
        return _page(request, _seen(request, pk), form=form, conflict=conflict)
    messages.success(request, str(Text("已答复。", "Answered.")))
    return redirect("correction", pk=pk)


@open_to(*ANSWERING)
@require_POST
def correction_reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the provider its own record with full numbers, once, for a reason that is journalled."""
    row, form = _seen(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, conflict=Conflict("请写明查看的原因。", "Say why you need to see them."))
    reason = form.cleaned_data["reason"]
    record = sealing.reveal(row, "record", officer_of(request), reason=reason, may=policies.may_see_record)
    return _page(request, row, record=record)


@open_to(*WORKING)
@require_POST
def correction_letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Draft the official notice: over this record and all others of the same table that its provider still owes."""
    row, officer = _seen(request, pk), officer_of(request)
    waiting = queries.corrections(officer).filter(
        provider=row.provider, sender=row.sender, table=row.table, stage=Correcting.OPEN, document=None
    )
    try:
        document = correcting.draft_letter(
            officer,
            provider=row.provider,
            corrections=list(waiting) or [row],
            today=timezone.localdate(),
            key=request.POST.get("key", ""),
        )
    except Conflict as conflict:
        return _page(request, _seen(request, pk), conflict=conflict)
    return HttpResponseRedirect(reverse("document", args=[document.pk]))


def _seen(request: HttpRequest, pk: UUID) -> Correction:
    return get_object_or_404(queries.corrections(officer_of(request)), pk=pk)


def _finding(officer: Officer, row: Correction) -> Finding | None:
    """The finding behind it, for those who may know of it: the provider never does."""
    return queries.findings(officer).filter(pk=row.finding_id).defer("evidence", "subject").first()


def _writes(officer: Officer, row: Correction) -> bool:
    return policies.may_write_to(officer, corrections=[row], provider=row.provider)
