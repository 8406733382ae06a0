"""One case: what it is about, what is owed by when, who checks, the locker, statements, decisions, money, papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.cases import policies, queries
from mingjian.desk.cases.actions import revealing
from mingjian.desk.cases.actions.revealing import Written
from mingjian.desk.cases.models import Case, Piece
from mingjian.desk.cases.states import (
    HOUSEHOLD_WORDS,
    IN_TURN,
    KIND_WORDS,
    OFFICIAL_WORDS,
    STATE_WORDS,
    Household,
    Kind,
    Official,
    State,
)
from mingjian.desk.cases.views import papers, stages
from mingjian.desk.cases.views.verbs import VERBS, Doing, form_of
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import fresh_key
from mingjian.desk.core.sealed_content import PIECE
from mingjian.desk.duties import deadlines
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.models import Duty
from mingjian.desk.findings.views.ledger import LOOKING, officer_of, place_words, row_of
from mingjian.desk.people.officers import Officer


@dataclass(frozen=True)
class Reading:
    """What came of asking to read a row of the page: what is written there, or why not and the reason typed."""

    row: UUID
    written: Written | None = None
    refused: Conflict | None = None
    typed: str = ""


def case_or_404(request: HttpRequest, pk: UUID) -> Case:
    """The case, if the officer may know of it."""
    found = queries.cases(officer_of(request)).select_related(
        "checker", "second", "reviewer", "accepter", "closer"
    )
    return get_object_or_404(found, pk=pk)


@open_to(*LOOKING)
@require_GET
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a case."""
    return show(request, pk)


@open_to(*LOOKING)
@require_POST
def do(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Do one verb, or show the page with what was typed and what stood in the way."""
    officer = officer_of(request)
    # The act locks the row and reads it again: what only the page needs of it is left out.
    row = get_object_or_404(queries.cases(officer).select_related(None), pk=pk)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    form = form_of(verb, officer, row, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, pk, wrong={verb: form})
    doing = Doing(row, officer, form.cleaned_data, timezone.localdate(), request.POST.get("key", ""), request)
    try:
        chosen.do(doing)
    except Conflict as conflict:
        return show(request, pk, wrong={verb: form}, conflict=conflict)
    return HttpResponseRedirect(reverse("case", args=[pk]))


def show(
    request: HttpRequest,
    pk: UUID,
    *,
    wrong: Mapping[str, forms.Form] | None = None,
    conflict: Conflict | None = None,
    reading: Reading | None = None,
) -> HttpResponse:
    """The page as it stands now; with what was typed, what stood in the way, what somebody asked to read."""
    officer = officer_of(request)
    cases = {each.pk: each for each in queries.of_one_matter(officer, pk)}
    row = cases.pop(pk, None)
    if row is None:
        raise Http404
    parts = queries.parts(row)
    offered = [
        {"name": name, "words": verb.words, "form": (wrong or {}).get(name) or form_of(name, officer, row)}
        for name, verb in VERBS.items()
        if verb.is_offered(officer, row, parts)
    ]
    context = {
        **_told(row),
        **_parts(officer, row, parts),
        **_matter(list(cases.values())),
        "offered": offered,
        "conflict": conflict,
        "may_read": policies.may_read(officer, row),
        "reading": reading,
        "key": fresh_key(),
    }
    is_refused = conflict or (reading and reading.refused)
    return render(request, "cases/case.html", context, status=409 if is_refused else 200)


def _told(row: Case) -> dict[str, Any]:
    """What the row itself says."""
    return {
        "case": row,
        "state": STATE_WORDS[State(row.state)],
        "stages": stages.stages(row),
        "next_step": stages.next_step(row),
        "place": place_words(row.division),
        "household": HOUSEHOLD_WORDS[Household(row.household)] if row.household else "",
        "official": OFFICIAL_WORDS[Official(row.official)] if row.official else "",
        "households": [one for one in row.households.split("|") if one],
        "yuan": row.fen / 100,
    }


def _parts(officer: Officer, row: Case, parts: queries.Parts) -> dict[str, Any]:
    """What belongs to the case: findings, papers, evidence, statements, money, and what is owed about all that."""
    owed = queries.clocks(row, [*parts.statements, *parts.restorations])
    return {
        "clocks": _clocks(owed),
        "findings": [row_of(one) for one in queries.findings_of(officer, row)],
        "papers": papers.lines(officer, row),
        "writable": papers.writable(officer, row),
        "pieces": [{"row": one, "kind": KIND_WORDS[Kind(one.kind)]} for one in parts.pieces],
        "statements": parts.statements,
        "recoveries": [
            {
                "row": one,
                "yuan": one.fen / 100,
                "open": queries.open_fen(one) / 100,
                "waived": one.waived_fen / 100,
            }
            for one in parts.recoveries
        ],
        "restorations": [
            {"row": one, "owed": one.owed_fen / 100, "paid": one.paid_fen / 100} for one in parts.restorations
        ],
        "retests": parts.retests,
    }


def _matter(siblings: Sequence[Case]) -> dict[str, Any]:
    """The matter, where it has cases of other organs that may be seen."""
    return {
        "siblings": [(one, STATE_WORDS[State(one.state)]) for one in siblings],
        "matter": siblings[0].matter if siblings else None,
    }


def _clocks(owed: Sequence[Duty]) -> list[dict[str, Any]]:
    """What is owed by when: the step in turn first, with how its day came about."""
    today, in_turn = timezone.localdate(), {step.kind for step in IN_TURN}
    return [
        _clock(duty, today, is_main=duty.kind in in_turn)
        for duty in sorted(owed, key=lambda duty: duty.kind not in in_turn)
    ]


def _clock(duty: Duty, today: date, *, is_main: bool) -> dict[str, Any]:
    working = deadlines.read(duty.working)
    return {
        "duty": duty,
        "title": duties.title(duty),
        "light": duties.light(duty, today=today),
        "explained": working.explained() if is_main else "",
        "strip": deadlines.strip(working.days) if is_main else [],
    }


@open_to(*LOOKING)
@require_GET
def piece(request: HttpRequest, pk: UUID, piece_pk: UUID) -> HttpResponseBase:
    """The file of a piece of evidence."""
    row = get_object_or_404(queries.pieces(case_or_404(request, pk)).select_related("case"), pk=piece_pk)
    return file_of(row, row.name, officer_of(request))


def file_of(row: Piece, name: str, by: Officer) -> FileResponse:
    """The file of a piece under a name: always as something to save, never shown in the page; Http404 without one.

    It holds what nobody masked: it is for whom what is written is for, and the journal notes who took which file.
    """
    content = revealing.take_file(row, by, today=timezone.localdate())
    response = FileResponse(content, as_attachment=True, filename=name or "evidence")
    response.block_size = PIECE
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
