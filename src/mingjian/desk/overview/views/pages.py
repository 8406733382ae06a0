"""The workbench, and the pages of a household and of a place."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjian.desk.cases.states import STATE_WORDS
from mingjian.desk.cases.states import State as CaseState
from mingjian.desk.core.http import open_to, open_to_signed_in
from mingjian.desk.core.remembered import until_next_act
from mingjian.desk.findings import queries as findings
from mingjian.desk.findings.views.finding import ask_words
from mingjian.desk.findings.views.ledger import LOOKING, officer_of, row_of
from mingjian.desk.overview import queries


@open_to_signed_in
@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """What is asked of the officer, queue by queue, and what has changed since last month."""
    officer, today = officer_of(request), timezone.localdate()
    last_month = today.replace(day=1)
    context = {
        "queues": until_next_act(
            ("workbench", officer, today), lambda: queries.workbench(officer, today=today)
        ),
        "changed": until_next_act(
            ("changed since", officer, last_month), lambda: findings.changed_since(officer, last_month)
        ),
        "since": last_month,
        "today": today,
    }
    return render(request, "overview/workbench.html", context)


@open_to(*LOOKING)
@require_GET
def household(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a household: for who may see nothing of it there is none."""
    page = queries.household(officer_of(request), number)
    if page.is_empty:
        raise Http404
    context = {
        "household": page.household,
        "findings": [row_of(finding) for finding in page.findings],
        "questions": [
            {"ask": ask_words(q), "answer": q.answer, "answered_on": q.answered_on} for q in page.questions
        ],
        "cases": [{"case": case, "state": STATE_WORDS[CaseState(case.state)]} for case in page.cases],
        "happenings": page.happenings,
        "yuan": sum((finding.fen or 0) for finding in page.findings) / 100,
    }
    return render(request, "overview/household.html", context)


@open_to(*LOOKING)
@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a place and its parts."""
    officer = officer_of(request)
    page = queries.place(officer, code)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "upper": code[: {4: 2, 6: 4, 9: 6, 12: 9}.get(len(code), 2)] if code != officer.division else "",
        "parts": [{"line": line, "yuan": line.fen / 100} for line in page.parts],
        "cases": [{"case": case, "state": STATE_WORDS[CaseState(case.state)]} for case in page.cases],
    }
    return render(request, "overview/place.html", context)
