"""One finding: what it says, what to ask first, its evidence masked, and what may be done with it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core import kept, sealing
from mingjian.desk.core.actions import Action, Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import fresh_key
from mingjian.desk.findings import engine, naming, policies, queries, states
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.forms import GRADES, OutcomeForm, ReasonForm
from mingjian.desk.findings.models import Finding, Question
from mingjian.desk.findings.states import (
    MOVED_WORDS,
    OUTCOME_WORDS,
    PRESENCE_WORDS,
    STATE_WORDS,
    Moved,
    Outcome,
    Presence,
    State,
)
from mingjian.desk.findings.views.correcting import line_of
from mingjian.desk.findings.views.ledger import LOOKING, WORKING, colleagues, officer_of, place_words
from mingjian.desk.findings.views.offering import form_of, innocents_of, organs_of
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text, reader_language


def found_or_404(request: HttpRequest, pk: UUID) -> Finding:
    """The finding, if the officer may know of it."""
    return get_object_or_404(
        Finding.objects.visible_to(officer_of(request)).select_related("assignee", "moved_by"), pk=pk
    )


@open_to(*LOOKING)
@require_GET
def finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a finding."""
    return show(request, found_or_404(request, pk))


def show(
    request: HttpRequest,
    row: Finding,
    *,
    form: OutcomeForm | None = None,
    conflict: Conflict | None = None,
    evidence: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page as it stands now; with what was typed and what stood in the way, where there is something."""
    officer = officer_of(request)
    innocents = innocents_of(row)
    allowed = may(officer, row)
    context = {
        "finding": row,
        "shown": shown(row),
        "clauses": [
            {"cite": cite, "text": engine.clause_text(cite)} for cite in row.clauses.split(";") if cite
        ],
        "elements": [engine.element_text(part) for part in row.elements_open.split(";") if part],
        "innocents": [{"reason": one.reason, "question": one.question} for one in innocents],
        "evidence": naming.evidence_rows(evidence or naming.masked(row.evidence)),
        "revealed": bool(evidence),
        "known": engine.known_then(row.evidence),
        "months": [(month, fen / 100) for month, fen in sorted(row.months.items())],
        "questions": questions_about(officer, row),
        "may": allowed,
        "outcome_form": form or (form_of([row], organs_of([row], officer)) if allowed["settle"] else None),
        "colleagues": colleagues(officer) if allowed["assign"] else [],
        "corrections": [line_of(one) for one in queries.corrections(officer).filter(finding=row)],
        "record": queries.record_of(officer, row.rule),
        "conflict": conflict,
        "typed": kept.typed(request) if conflict else [],
        "key": fresh_key(),
    }
    return render(request, "findings/finding.html", context, status=409 if conflict else status)


def shown(row: Finding) -> dict[str, Any]:
    """What a finding says in words of the screen."""
    return {
        "title": engine.title_of(row.rule),
        "explanation": row.explanation,
        "place": place_words(row.division),
        "state": STATE_WORDS[State(row.state)],
        "presence": PRESENCE_WORDS[Presence(row.presence)],
        "grade": GRADES.get(row.grade, row.grade),
        "outcome": OUTCOME_WORDS[Outcome(row.outcome)] if row.outcome else "",
        "yuan": None if row.fen is None else row.fen / 100,
        "moved": MOVED_WORDS[Moved(row.moved)] if row.moved else "",
        "owner": place_words(row.owner_code),
    }


def may(officer: Officer, row: Finding) -> dict[str, bool]:
    """Which verbs the page offers: those that fit and that the officer may do."""
    return {
        "settle": states.fits("settle", row.state) and policies.may_settle(officer, row),
        "escalate": states.fits("escalate", row.state)
        and policies.may_triage(officer, row)
        and row.owner_code != "15",
        "hand_down": states.fits("hand_down", row.state) and policies.may_hand_down(officer, row),
        "assign": states.fits("assign", row.state) and policies.may_triage(officer, row),
        "hold": states.fits("hold", row.state) and policies.may_triage(officer, row),
        "give_back": states.fits("give_back", row.state) and policies.may_triage(officer, row),
        "resume": states.fits("resume", row.state) and policies.may_triage(officer, row),
        "reopen": states.fits("reopen", row.state) and policies.may_assign(officer, row),
        "reveal": policies.may_reveal(officer, row),
    }


def questions_about(officer: Officer, row: Finding) -> list[dict[str, Any]]:
    """What the county was asked about the households of a finding, and what it answered."""
    households = [one for one in row.households.split("|") if one]
    rows = queries.questions(officer).filter(household__in=households)[:20]
    return [{"ask": ask_words(q), "answer": q.answer, "answered_on": q.answered_on} for q in rows]


def ask_words(question: Question) -> str:
    """What to ask, in the language of the reader."""
    return question.ask_en if reader_language() == "en" else question.ask_zh


def _with_reason(request: HttpRequest, pk: UUID, verb: Action[Any, Any, Any]) -> HttpResponse:
    row = found_or_404(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(
            request,
            row,
            conflict=Conflict("请写明原因（不超过200字）。", "Say why, in at most 200 characters."),
        )
    try:
        verb(
            row,
            officer_of(request),
            reason=form.cleaned_data["reason"],
            today=timezone.localdate(),
            key=request.POST.get("key", ""),
        )
    except Conflict as conflict:
        return show(request, found_or_404(request, pk), conflict=conflict)
    still = queries.findings(officer_of(request)).filter(pk=pk).exists()
    return HttpResponseRedirect(reverse("finding", args=[pk]) if still else reverse("findings"))


@open_to(*WORKING)
@require_POST
def escalate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand it to the level above."""
    return _with_reason(request, pk, triage.escalate)


@open_to(*WORKING)
@require_POST
def hand_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return it to the level that handed it up."""
    return _with_reason(request, pk, triage.hand_down)


@open_to(*WORKING)
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a settled finding again."""
    return _with_reason(request, pk, triage.reopen)


@open_to(*LOOKING)
@require_POST
def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the evidence with full numbers, once, for a reason that is journalled."""
    row = found_or_404(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, row, conflict=Conflict("请写明查看的原因。", "Say why you need to see them."))
    reason = form.cleaned_data["reason"]
    evidence = sealing.reveal(row, "evidence", officer_of(request), reason=reason, may=policies.may_reveal)
    return show(request, row, evidence=evidence)


def title(row: Finding) -> Text:
    """The title of a finding, for other rooms."""
    return engine.title_of(row.rule)
