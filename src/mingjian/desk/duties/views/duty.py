"""One duty: its light, how its due day came about, what happened, and what may be done with it now."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.references import page_of
from mingjian.desk.documents import queries as papers
from mingjian.desk.documents.actions import about
from mingjian.desk.documents.states import NUMBERED
from mingjian.desk.documents.states import State as PaperState
from mingjian.desk.duties import deadlines, forms, policies, queries
from mingjian.desk.duties.actions import owing, supervising, timing
from mingjian.desk.duties.models import Duty, Extension, Letter, Pause
from mingjian.desk.duties.states import MOVES, STATES, STEPS, State, Step, can_follow, next_step
from mingjian.desk.people.officers import OfficerRequest
from mingjian.wording import Text

# What other rooms ask with a clock: where its owner answers, and what alone meets it.
PAGES = {"findings_correction": "correction"}
MET_ELSEWHERE = {
    "findings_correction": Text(
        "在更正通知页面答复后自动完成。", "It is met by the answer on the page of the correction notice."
    ),
    "findings_owed": Text(
        "数据表报来、装入新的筛查结果后自动完成。",
        "It is met by the table itself, once a later run holds it.",
    ),
    **dict.fromkeys(
        ("cases_case", "cases_statement", "cases_restoration", "cases_retest"),
        Text("在核查件页面办理后自动完成。", "It is met by what is done on the page of the case."),
    ),
}
DONE = Text("已办理。", "Done.")


@open_to(*policies.WORKERS)
@require_GET
def show(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The duty with its working-out and its history."""
    duty, today, officer = _seen(request, pk), timezone.localdate(), request.officer
    working = deadlines.read(duty.working)
    requests, letters = queries.requests(officer, duty), queries.letters(officer, duty)
    asked = [each for each in requests if each.is_granted is None]
    is_late = duty.state == State.RUNNING and duty.due_on is not None and duty.due_on < today
    most = timing.longest_extension(duty)
    may_supervise = is_late and policies.may_supervise(officer, duty)
    step = _next_step(letters, today) if may_supervise else None
    context = {
        "duty": duty,
        "title": queries.title(duty),
        "page_of_matter": page_of(officer, duty.about),
        "light": queries.light(duty, today=today),
        "state": STATES[State(duty.state)],
        "working": working,
        "explained": working.explained(),
        "strip": deadlines.strip(working.days),
        "history": queries.history(officer, duty, letters=letters, asked=requests),
        "letters": [(letter, STEPS[Step(letter.step)]) for letter in letters],
        "words": {name: move.words for name, move in MOVES.items()},
        "may": _may(request, duty),
        "next_step": step and STEPS[step],
        "copies": supervising.copies_of(duty, step, on=today) if step else None,
        "waiting": asked,
        "deciding": [
            (each, isinstance(each, Extension)) for each in asked if policies.may_decide(officer, each)
        ],
        "proofs": _proofs(request) if policies.owns(officer, duty) and not _elsewhere(duty) else [],
        "answer": _matter(duty) if policies.owns(officer, duty) else "",
        "elsewhere": _elsewhere(duty),
        "can_extend": most is not None,
        "most": most,
    }
    return render(request, "duties/duty.html", context)


@open_to(*policies.WORKERS)
@require_POST
def urge(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Press for it."""
    form = forms.Note(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    supervising.urge(
        _seen(request, pk), request.officer, today=timezone.localdate(), note=note, key=_key(request)
    )
    return _back(request, pk)


@open_to("supervisor")
@require_POST
def supervise(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Draft the next letter of supervision and go to it."""
    letter = supervising.supervise(
        _seen(request, pk),
        request.officer,
        organ=papers.own_organ(request.officer),
        today=timezone.localdate(),
        key=_key(request),
    )
    return redirect("document", pk=letter.document_id)


@open_to(*policies.WORKERS)
@require_POST
def ask(request: OfficerRequest, pk: UUID, what: str) -> HttpResponse:
    """Ask for more time or a pause."""
    duty, today = _seen(request, pk), timezone.localdate()
    form = forms.Longer(request.POST) if what == "extension" else forms.Reason(request.POST)
    if not form.is_valid():
        messages.error(request, str(Text("请填写时间和理由。", "Give the time and the reason.")))
        return redirect("duty", pk=pk)
    if what == "extension":
        timing.ask_extension(duty, request.officer, today=today, key=_key(request), **form.cleaned_data)
    else:
        timing.ask_pause(duty, request.officer, today=today, key=_key(request), **form.cleaned_data)
    return _back(request, pk)


@open_to("approver", "supervisor")
@require_POST
def decide(request: OfficerRequest, pk: UUID, what: str, asked: UUID, answer: str) -> HttpResponse:
    """Grant or refuse what was asked."""
    duty, today = _seen(request, pk), timezone.localdate()
    kind = Extension if what == "extension" else Pause
    rows = {each.pk: each for each in queries.requests(request.officer, duty) if isinstance(each, kind)}
    if asked not in rows:
        raise Http404("no such request")
    words: dict[str, Any] = {"duty": duty, "today": today, "key": _key(request)}
    if answer == "refuse":
        timing.refuse(rows[asked], request.officer, reason=request.POST.get("reason", ""), **words)
    elif what == "extension":
        timing.grant_extension(rows[asked], request.officer, **words)  # type: ignore[arg-type]
    else:
        timing.grant_pause(rows[asked], request.officer, **words)  # type: ignore[arg-type]
    return _back(request, pk)


@open_to(*policies.WORKERS)
@require_POST
def resume(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End a pause."""
    timing.resume(_seen(request, pk), request.officer, today=timezone.localdate(), key=_key(request))
    return _back(request, pk)


@open_to(*policies.WORKERS)
@require_POST
def meet(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Meet it by a document of one's own office that has been issued."""
    duty = _seen(request, pk)
    if said := _elsewhere(duty):
        raise Conflict(said.zh, said.en)
    chosen = request.POST.get("document", "")
    proofs = {str(document.pk): document for document in _proofs(request)}
    if chosen not in proofs:
        messages.error(
            request, str(Text("请选择本单位已签发的公文。", "Choose a document that your office issued."))
        )
        return redirect("duty", pk=pk)
    owing.meet(
        duty, request.officer, met_by=about(proofs[chosen]), today=timezone.localdate(), key=_key(request)
    )
    return _back(request, pk)


@open_to("supervisor")
@require_POST
def void(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Declare that it is no longer owed."""
    reason = request.POST.get("reason", "")
    owing.void(
        _seen(request, pk), request.officer, reason=reason, today=timezone.localdate(), key=_key(request)
    )
    return _back(request, pk)


def _elsewhere(duty: Duty) -> Text | None:
    """How a duty is met that no document meets; None for the others."""
    return MET_ELSEWHERE.get(duty.about.partition(":")[0])


def _matter(duty: Duty) -> str:
    """The page on which its owner answers it; empty where there is none."""
    table, _, key = duty.about.partition(":")
    page = PAGES.get(table)
    return reverse(page, args=[UUID(key)]) if page else ""


def _seen(request: OfficerRequest, pk: UUID) -> Duty:
    return get_object_or_404(queries.duties(request.officer), pk=pk)


def _key(request: OfficerRequest) -> str:
    return request.POST.get("key", "")


def _back(request: OfficerRequest, pk: UUID) -> HttpResponse:
    messages.success(request, str(DONE))
    return redirect("duty", pk=pk)


def _may(request: OfficerRequest, duty: Duty) -> dict[str, bool]:
    state, officer = State(duty.state), request.officer
    owns = policies.owns(officer, duty)
    return {
        "urge": can_follow("urge", state) and policies.may_urge(officer, duty) and not owns,
        "ask": can_follow("ask_pause", state) and owns,
        "resume": can_follow("resume", state) and policies.may_resume(officer, duty),
        "meet": can_follow("meet", state) and owns,
        "void": can_follow("void", state) and policies.watches(officer, duty),
    }


def _next_step(letters: Sequence[Letter], today: date) -> Step | None:
    """The step that may be taken now: the first one, or the next once the answer to the last is late."""
    step = next_step(frozenset(Step(letter.step) for letter in letters))
    answer = letters[-1].answer if letters else None
    is_over = answer is not None and answer.due_on is not None and answer.due_on < today
    return step if step and (is_over or not letters) else None


def _proofs(request: OfficerRequest) -> list[Any]:
    """The issued documents of her own office, newest first: what may meet a duty in the desk as it is."""
    issued = [state for state in NUMBERED if state != PaperState.WITHDRAWN]
    own = papers.documents(request.officer).filter(organ_id=request.officer.organ_id, state__in=issued)
    return list(own[:100])
