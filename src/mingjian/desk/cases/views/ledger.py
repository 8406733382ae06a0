"""The ledger of cases, and taking findings up into a new one."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.cases import queries
from mingjian.desk.cases.actions import opening
from mingjian.desk.cases.forms import SiftForm
from mingjian.desk.cases.models import label
from mingjian.desk.cases.states import STATE_WORDS, State
from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.addresses import address_of
from mingjian.desk.core.filters import filters_of, given
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed
from mingjian.desk.core.listing import chosen_rows
from mingjian.desk.duties import queries as duties
from mingjian.desk.findings.models import Finding
from mingjian.desk.findings.views.ledger import LOOKING, WORKING, back_to, officer_of, place_words
from mingjian.desk.people.officers import Officer
from mingjian.desk.people.readers import READERS
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
    if exporting.is_wanted(request):
        return exporting.answer(request, LEDGER)

    def more() -> dict[str, Any]:
        return {
            "sift": SiftForm(request.GET),
            "queue": _queue(request.GET),
            "queues": [(name, QUEUE_WORDS[name]) for name in queries.QUEUES],
        }

    return ledger_pages.answer(request, LEDGER, "cases/ledger.html", more)


class Listed(NamedTuple):
    """What the ledger reads of a case."""

    pk: UUID
    year: int
    number: int
    title: str
    division: str
    households: str
    fen: int
    state: str
    opened_on: date
    closed_on: date | None
    reopened: int
    checker__name: str | None
    organ__name: str


def _queue(asked: QueryDict) -> str:
    queue = asked.get("queue", "all")
    return queue if queue in queries.QUEUES else "all"


def _narrowed(officer: Officer, asked: QueryDict) -> Narrowed:
    form, queue = filters_of(SiftForm(asked), {"number": given}), _queue(asked)
    sift = queries.Sift(queue=queue, state=form.said.get("state", ""), household=form.said.get("number", ""))
    words = (str(QUEUE_WORDS[queue]),) if queue != "all" else ()
    return Narrowed(queries.cases(officer, sift), words + form.words, form.wrong)


def _lines(officer: Officer, rows: Sequence[Listed]) -> list[dict[str, object]]:
    """Cases as lines of the ledger, each with what it owes next and its light."""
    owed = queries.due([case.pk for case in rows])
    return [_line(case, owed.get(case.pk), officer.on) for case in rows]


AGAIN = Text("（重新打开）", " (reopened)")
LEDGER = Ledger(
    id="cases",
    name=Text("核查件台账", "Ledger of cases"),
    every=queries.cases,
    found=_narrowed,
    lines=_lines,
    readers=READERS,
    roles=frozenset(LOOKING),
    place="division",
    fen="fen",
    reads=Listed,
    columns=(
        Column("number", Text("编号", "Number"), itemgetter("label"), 18),
        Column(
            "title",
            Text("标题", "Title"),
            lambda row: f"{row['title']}{AGAIN if row['reopened'] else ''}",
            36,
            address=lambda row: address_of("case", row["id"]),
        ),
        Column("place", Text("地方", "Place"), itemgetter("place"), 24),
        Column("household", Text("家庭", "Household"), lambda row: row["households"].replace("|", "、"), 16),
        Column("yuan", Text("金额（元）", "Yuan"), itemgetter("yuan"), 14, "money"),
        Column("state", Text("状态", "State"), itemgetter("state"), 12),
        Column(
            "due",
            Text("期限", "Due"),
            lambda row: f"{row['light'].words} {row['due_on']}" if row["light"] else "",
            22,
            light=lambda row: str(row["light"].colour) if row["light"] else "",
        ),
        Column("checker", Text("核查人", "Checker"), itemgetter("checker"), 12),
        Column("opened", Text("立件", "Opened"), itemgetter("opened_on"), 12, "day"),
        Column("closed", Text("办结", "Closed"), itemgetter("closed_on"), 12, "day"),
        Column("organ", Text("办理单位", "Organ"), itemgetter("organ"), 24, is_optional=True),
        Column(
            "reopened",
            Text("重新打开次数", "Times reopened"),
            itemgetter("reopened"),
            10,
            "number",
            is_optional=True,
        ),
    ),
)


def _line(case: Listed, owed: queries.Owed | None, today: date) -> dict[str, object]:
    return {
        "id": case.pk,
        "label": label(case.year, case.number),
        "title": case.title,
        "place": place_words(case.division),
        "households": case.households,
        "yuan": case.fen / 100,
        "state": STATE_WORDS[State(case.state)],
        "checker": case.checker__name or "",
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
        "reopened": case.reopened,
        "organ": case.organ__name,
        "light": duties.light(owed, today=today) if owed else None,
        "due_on": owed.due_on if owed else None,
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
