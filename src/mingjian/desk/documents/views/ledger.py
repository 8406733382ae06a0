"""The ledger of documents, and what waits for one's office."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core.http import open_to
from mingjian.desk.documents import actions, forms, policies, queries
from mingjian.desk.documents.kinds import kinds
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.states import STATES, State
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.wording import Text

PER_PAGE = 50
QUEUES = {
    "all": Text("全部", "all"),
    "waiting": Text("待我单位办理", "waiting for us"),
    "incoming": Text("待签收", "to be received"),
}


@open_to(*policies.RECEIVERS)
@require_GET
def ledger(request: OfficerRequest) -> HttpResponse:
    """The documents one may know of, by queue, kind, state and words."""
    ask = request.GET
    queue = ask.get("queue", "all")
    page = Paginator(_filtered(request), PER_PAGE).get_page(ask.get("page"))
    words = ask.copy()
    words.pop("page", None)
    context = {
        "page": page,
        "rows": [
            (document, kinds()[document.kind].title, STATES[State(document.state)]) for document in page
        ],
        "queues": [
            (name, title, _queue(request.officer, name).count() if name != "all" else None)
            for name, title in QUEUES.items()
        ],
        "queue": queue if queue in QUEUES else "all",
        "kinds": kinds(),
        "states": STATES,
        "asked": {name: ask.get(name, "") for name in ("kind", "state", "q")},
        "words": words.urlencode(),
        "may_draft": request.officer.has(*policies.DRAFTERS),
        "may_set_code": request.officer.has(Role.APPROVER, Role.SUPERVISOR),
        "code": queries.code_of(request.officer),
    }
    return render(request, "documents/ledger.html", context)


@open_to(Role.APPROVER, Role.SUPERVISOR)
@require_POST
def set_code(request: OfficerRequest) -> HttpResponse:
    """Set how one's organ is called in the numbers of its documents."""
    form = forms.Code(request.POST)
    if form.is_valid():
        organ = queries.own_organ(request.officer)
        actions.set_code(organ, request.officer, code=form.cleaned_data["code"])
    return redirect("documents")


def _queue(officer: Officer, name: str) -> QuerySet[Document]:
    found = {"waiting": queries.waiting, "incoming": queries.incoming}.get(name, queries.documents)
    return found(officer)


def _filtered(request: OfficerRequest) -> QuerySet[Document]:
    ask = request.GET
    found = _queue(request.officer, ask.get("queue", ""))
    if ask.get("kind") in kinds():
        found = found.filter(kind=ask["kind"])
    if ask.get("state") in STATES:
        found = found.filter(state=ask["state"])
    if ask.get("q"):
        found = found.filter(Q(heading__contains=ask["q"]) | Q(number__contains=ask["q"]))
    return found


def count_waiting(officer: Officer) -> int:
    """How many documents wait for an office: for the workbench."""
    return queries.waiting(officer).count() + queries.incoming(officer).count()
