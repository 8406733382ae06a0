"""The ledger of documents, and what waits for one's office."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.filters import BY_WORDS
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed, word
from mingjian.desk.documents import actions, forms, policies, queries
from mingjian.desk.documents.kinds import kinds
from mingjian.desk.documents.models import Document
from mingjian.desk.documents.states import STATES, State
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.desk.people.readers import READERS
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
    if exporting.is_wanted(request):
        return exporting.answer(request, LEDGER)
    ask = request.GET
    queue = ask.get("queue", "all")
    context = {
        **ledger_pages.shown(request, LEDGER, PER_PAGE).context(),
        "queues": [
            (name, title, _queue(request.officer, name).count() if name != "all" else None)
            for name, title in QUEUES.items()
        ],
        "queue": queue if queue in QUEUES else "all",
        "kinds": kinds(),
        "states": STATES,
        "asked": {name: ask.get(name, "") for name in ("kind", "state", "q")},
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


def _narrowed(officer: Officer, asked: QueryDict) -> Narrowed:
    queue, kind, state, words = (word(asked, name) for name in ("queue", "kind", "state", "q"))
    found, told = _queue(officer, queue), []
    if queue in QUEUES and queue != "all":
        told.append(str(QUEUES[queue]))
    if kind in kinds():
        found = found.filter(kind=kind)
        told.append(str(kinds()[kind].title))
    if state in STATES:
        found = found.filter(state=state)
        told.append(str(STATES[State(state)]))
    if words:
        found = found.filter(Q(heading__contains=words) | Q(number__contains=words))
        told.append(str(BY_WORDS))
    return Narrowed(found, tuple(told))


LEDGER = Ledger(
    id="documents",
    name=Text("公文台账", "Ledger of documents"),
    every=queries.documents,
    found=_narrowed,
    readers=READERS,
    roles=frozenset(policies.RECEIVERS),
    place="organ__division__code",
    columns=(
        Column("number", Text("文号", "Number"), lambda paper: paper.number, 24),
        Column(
            "heading",
            Text("标题", "Title"),
            lambda paper: paper.heading,
            50,
            address=lambda paper: reverse("document", args=[paper.pk]),
        ),
        Column("kind", Text("文种", "Kind"), lambda paper: kinds()[paper.kind].title, 18),
        Column("organ", Text("发文单位", "From"), lambda paper: paper.organ.name, 24),
        Column("state", Text("状态", "State"), lambda paper: STATES[State(paper.state)], 12),
        Column("drafted", Text("拟稿日期", "Drafted"), lambda paper: paper.drafted_on, 12, "day"),
        Column("drafter", Text("拟稿人", "Drafted by"), lambda paper: paper.drafted_by.name, 12),
        Column("issued", Text("签发日期", "Issued"), lambda paper: paper.issued_on, 12, "day"),
        Column(
            "issuer",
            Text("签发人", "Issued by"),
            lambda paper: paper.issued_by.name if paper.issued_by else "",
            12,
        ),
        Column(
            "dispatched",
            Text("发出日期", "Dispatched"),
            lambda paper: paper.dispatched_on,
            12,
            "day",
            is_optional=True,
        ),
    ),
)
