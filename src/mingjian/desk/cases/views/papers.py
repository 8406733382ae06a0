"""Official documents of a case: the list on its page, and writing one that is filled from the case."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mingjian.desk.cases import papers, policies, queries
from mingjian.desk.cases.actions.writing import write
from mingjian.desk.cases.deadlines import clock_of
from mingjian.desk.cases.models import Case
from mingjian.desk.cases.papers import PAPERS, WITH_CHECK_SHEET, Known
from mingjian.desk.cases.states import IN_TURN, Step
from mingjian.desk.core.http import open_to
from mingjian.desk.documents import forms
from mingjian.desk.documents.kinds import kind_of
from mingjian.desk.documents.states import STATES, State
from mingjian.desk.documents.views.drafting import said_in, writes_to
from mingjian.desk.duties import deadlines
from mingjian.desk.duties.calendars import calendar_of
from mingjian.desk.findings.views.ledger import LOOKING, officer_of
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

WHOLE = Text(
    "程序核对：入户核查、听取陈述申辩均已在案，核对单已填入下表。",
    "Check sheet: survey and hearing are on file; it has been filled in below.",
)
LACKING = Text(
    "程序核对：本件还缺入户核查或陈述申辩的材料，请先归入证据再拟文。",
    "Check sheet: survey or hearing is not on file yet; file it before you write.",
)


def lines(officer: Officer, row: Case) -> list[dict[str, Any]]:
    """The documents about a case that she may see, as lines of its page."""
    return [
        {"row": one, "kind": kind_of(one.kind).title, "state": STATES[State(one.state)]}
        for one in queries.papers_of(officer, row)
    ]


def writable(officer: Officer, row: Case) -> list[tuple[str, Text]]:
    """The kinds of documents that she may write from the case as it stands."""
    if not policies.may_write(officer, row):
        return []
    return [(kind, kind_of(kind).title) for kind, paper in PAPERS.items() if paper.is_offered(row)]


@open_to(*LOOKING)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Write a document of a kind, filled from the case."""
    officer = officer_of(request)
    row = get_object_or_404(queries.cases(officer), pk=pk)
    if kind not in dict(writable(officer, row)):
        raise Http404
    known = known_of(officer, row)
    form = forms.Draft(
        kind_of(kind), writes_to(officer), request.POST or None, initial=PAPERS[kind].fill(known)
    )
    if request.method == "POST" and form.is_valid():
        document = write(
            row,
            officer,
            kind=kind,
            today=known.today,
            key=request.POST.get("key", ""),
            **said_in(form),
        )
        return HttpResponseRedirect(reverse("document", args=[document.pk]))
    context = {"form": form, "kind": kind_of(kind), "back": reverse("case", args=[pk])}
    if kind in WITH_CHECK_SHEET:
        is_whole = len(papers.check_sheet(known)) > len((papers.SURVEYED, papers.HEARD))
        context |= {"told": WHOLE if is_whole else LACKING, "lacking": not is_whole}
    status = 200 if request.method == "GET" else 422
    return render(request, "documents/draft.html", context, status=status)


def known_of(officer: Officer, row: Case) -> Known:
    """What a document of the case is filled from."""
    today = timezone.localdate()
    owed = [duty for duty in queries.clocks(row, []) if duty.kind in {step.kind for step in IN_TURN}]
    span = clock_of(Step.STATEMENT, on=today).span
    assert span is not None
    answer_by = deadlines.work_out(today, span, calendar_of(officer.division)).due_on or today
    due_on = next((duty.due_on for duty in owed if duty.due_on), answer_by)
    return Known(
        case=row,
        findings=list(queries.findings_of(officer, row)),
        pieces=list(queries.pieces(row)),
        statements=list(queries.statements(row)),
        answer_by=answer_by,
        due_on=max(due_on, today),
        today=today,
        place=officer.place,
        office=officer.place,
    )
