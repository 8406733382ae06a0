"""The ledger of owed tables: who owes what since when, one letter over many, and the clock of each."""

from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.addresses import address_of
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed, word
from mingjian.desk.core.listing import chosen_rows, fresh_key
from mingjian.desk.duties import queries as duties
from mingjian.desk.duties.lights import Light
from mingjian.desk.findings import engine, policies, providers, queries
from mingjian.desk.findings.actions import chasing
from mingjian.desk.findings.models import Owed
from mingjian.desk.findings.views.correcting import SEEING
from mingjian.desk.findings.views.ledger import back_to, officer_of, place_words
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer
from mingjian.desk.people.readers import READERS
from mingjian.wording import Text

KINDS = {
    "": Text("还没有补齐的数据表", "tables not handed in yet"),
    "unasked": Text("还没有催报的", "not asked for yet"),
    "late": Text("催报已超期的", "asked for and late"),
    "supplied": Text("已补齐的", "handed in"),
    "other": Text("不缺表、但不能判断的原因", "reasons that are no missing table"),
}
NOT_ASKED = Text("未催报", "not asked for")
NO_NUMBER = Text("催报函（未编号）", "letter (no number yet)")


@open_to(*SEEING)
@require_GET
def owed(request: HttpRequest) -> HttpResponse:
    """The tables that are owed, place by place; which offices may be asked, for those who ask."""
    if exporting.is_wanted(request):
        return exporting.answer(request, OWED)
    shown = ledger_pages.shown(request, OWED)
    askable = [row.line["owed"] for row in shown.rows if row.line["may"]]
    context = {
        **shown.context(),
        "which": which_of(request.GET),
        "kinds": list(KINDS.items()),
        "organs": offices_of(askable, officer_of(request)),
        "key": fresh_key(),
    }
    return render(request, "findings/owed.html", context)


def which_of(asked: QueryDict) -> str:
    """Which part of the ledger an address asks for; empty for what is missing still."""
    which = word(asked, "which")
    return which if which in KINDS else ""


def narrowed(found: QuerySet[Owed], which: str, today: date) -> QuerySet[Owed]:
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


def _found(officer: Officer, asked: QueryDict) -> Narrowed:
    which = which_of(asked)
    found = narrowed(queries.owed_tables(officer), which, officer.on)
    return Narrowed(found.order_by("division", "table", "reason", "pk"), (str(KINDS[which]),))


def _lines(officer: Officer, rows: Sequence[Owed]) -> list[dict[str, Any]]:
    clocks = [one.duty_id for one in rows if one.duty_id]
    opens = set(duties.duties(officer).filter(pk__in=clocks).values_list("pk", flat=True))
    return [_line(officer, one, opens) for one in rows]


def _line(officer: Officer, one: Owed, opens: set[UUID]) -> dict[str, Any]:
    running = one.duty if one.duty and one.supplied_on is None else None
    light = duties.light(running, today=officer.on) if running else None
    is_ours = one.document is not None and one.document.organ_id == officer.organ_id
    return {
        "id": one.pk,
        "owed": one,
        "place": place_words(one.division),
        "reason": str(one.said),
        "table": engine.table_title(one.table) if one.table else "",
        "rules": len(one.rules),
        "titles": "、".join(str(engine.title_of(rule)) for rule in one.rules),
        "noted": one.noted_on,
        "owner": one.organ.name if one.organ else "",
        "asked": one.asked_on,
        "letter": one.document and (one.document.number or (NO_NUMBER if is_ours else "")),
        "document": one.document_id if is_ours else None,
        "due": running.due_on if running else None,
        "duty": running.pk if running and running.pk in opens else None,
        "state": _state(one, light),
        "colour": str(light.colour) if light else "",
        "supplied": one.supplied_on,
        "may": bool(one.table)
        and one.duty_id is None
        and one.supplied_on is None
        and policies.may_chase(officer, one),
    }


def _state(one: Owed, light: Light | None) -> Text:
    if one.supplied_on is not None:
        return Text(f"已补齐 {one.supplied_on}", f"came {one.supplied_on}")
    return light.words if light else NOT_ASKED if one.table else Text("", "")


def _to(name: str) -> Callable[[dict[str, Any]], str]:
    """The address of the document or the duty of a line; empty where she may not open it."""
    return lambda row: address_of(name, row[name]) if row[name] else ""


OWED = Ledger(
    id="owed",
    name=Text("欠报数据台账", "Ledger of owed tables"),
    every=queries.owed_tables,
    found=_found,
    lines=_lines,
    readers=READERS,
    roles=frozenset(SEEING),
    place="division",
    columns=(
        Column("place", Text("地方", "Place"), itemgetter("place"), 24),
        Column("table", Text("缺什么", "What is missing"), itemgetter("table"), 24),
        Column("reason", Text("不能判断的原因", "Why it cannot be decided"), itemgetter("reason"), 50),
        Column("rules", Text("规则数", "Rules"), itemgetter("rules"), 10, "number"),
        Column("titles", Text("不能判断的规则", "Which rules"), itemgetter("titles"), 60, is_optional=True),
        Column("noted", Text("登记", "Noted"), itemgetter("noted"), 12, "day", is_optional=True),
        Column("owner", Text("责任单位", "Owner"), itemgetter("owner"), 28),
        Column("asked", Text("催报", "Asked"), itemgetter("asked"), 12, "day"),
        Column("letter", Text("催报函", "Letter"), itemgetter("letter"), 20, address=_to("document")),
        Column("due", Text("期限", "Due"), itemgetter("due"), 12, "day", address=_to("duty")),
        Column("state", Text("状态", "State"), itemgetter("state"), 14, light=itemgetter("colour")),
        Column("supplied", Text("补齐", "Came"), itemgetter("supplied"), 12, "day", is_optional=True),
    ),
)


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
