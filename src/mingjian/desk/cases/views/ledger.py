"""The ledger of cases, and taking findings up into a new one."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import opening
from mingjian.desk.cases.forms import SiftForm
from mingjian.desk.cases.models import Case
from mingjian.desk.cases.states import STATE_WORDS, State
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import chosen_rows, paged
from mingjian.desk.duties import queries as duties
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.views.ledger import LOOKING, WORKING, back_to, officer_of, place_words
from mingjian.wording import Text

QUEUE_WORDS = {
    "todo": Text("待办", "to do"),
    "doing": Text("在办", "in hand"),
    "done": Text("已办", "done"),
    "mine": Text("我发起的", "started by me"),
    "all": Text("全部", "all"),
}


@open_to(*LOOKING)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The cases of the officer's places by queue, narrowed by the filters of the address."""
    officer = officer_of(request)
    form = SiftForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    queue = request.GET.get("queue", "all")
    sift = queries.Sift(
        queue=queue if queue in queries.QUEUES else "all",
        state=said.get("state", ""),
        place=said.get("place", ""),
        household=said.get("number", ""),
    )
    listed = paged(request, queries.cases(officer, sift))
    context = {
        **listed,
        "sift": form,
        "queue": sift.queue,
        "queues": [(name, QUEUE_WORDS[name]) for name in queries.QUEUES],
        "rows": rows_of(listed["page"].object_list),
    }
    return render(request, "cases/ledger.html", context)


def rows_of(cases: Iterable[Case]) -> list[dict[str, object]]:
    """Some cases as lines of the ledger, each with what it owes next and its light."""
    shown, today = list(cases), timezone.localdate()
    owed = queries.due(shown)
    lights = {key: duties.light(duty, today=today) for key, duty in owed.items()}
    return [
        row_of(case)
        | {"light": lights.get(case.pk), "due_on": owed[case.pk].due_on if case.pk in owed else None}
        for case in shown
    ]


def row_of(case: Case) -> dict[str, object]:
    """A case as a line of the ledger."""
    return {
        "id": case.pk,
        "label": case.label,
        "title": case.title,
        "place": place_words(case.division),
        "households": case.households,
        "yuan": case.fen / 100,
        "state": STATE_WORDS[State(case.state)],
        "checker": case.checker.name if case.checker else "",
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
        "reopened": case.reopened,
    }


@open_to(*WORKING)
@require_POST
def open_case(request: HttpRequest) -> HttpResponse:
    """Bundle the findings that were ticked into a case."""
    officer = officer_of(request)
    chosen = chosen_rows(request, "finding", Finding.objects.visible_to(officer))
    try:
        case = opening.open_case(
            officer,
            findings=chosen,
            title=request.POST.get("title", ""),
            today=timezone.localdate(),
            key=request.POST.get("key", ""),
        )
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return HttpResponseRedirect(back_to(request, reverse("findings")))
    return HttpResponseRedirect(reverse("case", args=[case.pk]))
