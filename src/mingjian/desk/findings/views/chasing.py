"""The ledger of owed tables: who owes what since when, one letter over many, and the clock of each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import chosen_rows, fresh_key, paged
from mingjian.desk.duties import queries as duties
from mingjian.desk.findings import engine, policies, providers, queries
from mingjian.desk.findings.actions import chasing
from mingjian.desk.findings.models import Owed
from mingjian.desk.findings.views.correcting import SEEING
from mingjian.desk.findings.views.ledger import back_to, officer_of, place_words
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text

KINDS = {
    "": Text("还没有补齐的数据表", "tables not handed in yet"),
    "unasked": Text("还没有催报的", "not asked for yet"),
    "late": Text("催报已超期的", "asked for and late"),
    "supplied": Text("已补齐的", "handed in"),
    "other": Text("不缺表、但不能判断的原因", "reasons that are no missing table"),
}


@open_to(*SEEING)
@require_GET
def owed(request: HttpRequest) -> HttpResponse:
    """The tables that are owed, place by place; which offices may be asked, for those who ask."""
    officer, today = officer_of(request), timezone.localdate()
    which, place = request.GET.get("which", ""), request.GET.get("place", "")
    found = narrowed(queries.owed_tables(officer), which, today)
    if place.isdigit():
        found = found.filter(division__startswith=place)
    listed = paged(request, found.order_by("division", "table", "reason", "pk"))
    shown = list(listed["page"].object_list)
    mine = set(
        duties.duties(officer).filter(pk__in=[one.duty_id for one in shown]).values_list("pk", flat=True)
    )
    rows = [_line(officer, one, mine) for one in shown]
    askable = [one for one, row in zip(shown, rows, strict=True) if row["may_ask"]]
    context = {
        **listed,
        "rows": rows,
        "which": which if which in KINDS else "",
        "kinds": list(KINDS.items()),
        "place": place,
        "organs": offices_of(askable, officer),
        "key": fresh_key(),
    }
    return render(request, "findings/owed.html", context)


def narrowed(found: QuerySet[Owed], which: str, today: Any) -> QuerySet[Owed]:  # noqa: ANN401  a day
    """The part of the ledger that is asked for; without a word, what is missing still."""
    if which == "supplied":
        return found.exclude(supplied_on=None)
    found = found.filter(supplied_on=None)
    if which == "other":
        return found.filter(table="")
    found = found.exclude(table="")
    if which == "unasked":
        return found.filter(duty=None)
    return found.filter(duty__due_on__lt=today) if which == "late" else found


def offices_of(rows: list[Owed], officer: Officer) -> list[Organ]:
    """The offices that may be asked for some tables: of their places and above them, but not her own."""
    tables, places = {one.table for one in rows}, {one.division for one in rows}
    offices = providers.organs_for(tables, places, on=officer.on) if rows else []
    return [organ for organ in offices if organ.pk != officer.organ_id]


def _line(officer: Officer, one: Owed, visible: set[UUID]) -> dict[str, Any]:
    running = one.duty if one.duty and one.supplied_on is None else None
    return {
        "owed": one,
        "place": place_words(one.division),
        "reason": engine.titled(one.reason),
        "table": engine.table_title(one.table) if one.table else "",
        "rules": [engine.title_of(rule) for rule in one.rules],
        "light": duties.light(running, today=timezone.localdate()) if running else None,
        "opens": one.duty_id in visible,
        "may_ask": bool(one.table)
        and one.duty_id is None
        and one.supplied_on is None
        and policies.may_chase(officer, one),
    }


@open_to(str(Role.SUPERVISOR), str(Role.DATA))
@require_POST
def owed_ask(request: HttpRequest) -> HttpResponse:
    """Ask one office for all tables that were ticked: clocks start, and the letter over them is drafted."""
    officer = officer_of(request)
    rows = chosen_rows(request, "owed", queries.owed_tables(officer))
    chosen = request.POST.get("organ", "")
    offices = {str(organ.pk): organ for organ in offices_of(rows, officer)}
    try:
        _demand_office(rows, offices.get(chosen))
        document = chasing.ask_for_tables(
            officer,
            tables=rows,
            organ=offices[chosen],
            today=timezone.localdate(),
            key=request.POST.get("key", ""),
        )
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return HttpResponseRedirect(back_to(request, reverse("owed")))
    done = Text(
        f"已登记催报{len(rows)}张数据表，期限开始计时；请核对催报函，按公文程序送审。",
        f"{len(rows)} tables were asked for and their clocks run; look at the letter and send it on its way.",
    )
    messages.success(request, str(done))
    return HttpResponseRedirect(reverse("document", args=[document.pk]))


def _demand_office(rows: list[Owed], organ: Organ | None) -> None:
    if not rows or organ is None:
        raise Conflict(
            "请先勾选要催报的数据表，并选择供应这些数据的责任单位。",
            "Tick the tables first, and choose an office that supplies them.",
        )
    if not providers.serves(organ, [one.division for one in rows]):
        raise Conflict(
            f"勾选的数据表有的不属于{organ.name}所在地方；请分地方催报，或选择上一级单位。",
            f"Some of the tables are of other places than {organ.name}; ask place by place, or the office above.",
        )
