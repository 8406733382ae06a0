"""The lists: my duties, those of the offices below, and the lights of the levels above."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mingjian.desk.core import exporting, ledgers
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed, word
from mingjian.desk.core.remembered import until_next_act
from mingjian.desk.duties import policies, queries
from mingjian.desk.duties.lights import Colour
from mingjian.desk.duties.models import WATCHERS, Duties, Duty
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.desk.people.readers import READERS
from mingjian.wording import Text

COLOURS = {
    Colour.RED: Text("红·超期", "red · late"),
    Colour.YELLOW: Text("黄·临期", "yellow · soon"),
    Colour.GREEN: Text("绿", "green"),
    Colour.GREY: Text("灰·暂停", "grey · paused"),
}
CLOSED_TOO = Text("含已办结", "closed ones too")


def _narrowed(found: Duties, asked: QueryDict, officer: Officer) -> Narrowed:
    """In hand or all, of a colour; of their place the ledger takes care."""
    words: list[str] = []
    if asked.get("all") == "1":
        words.append(str(CLOSED_TOO))
    else:
        found = queries.in_hand(found)
    colour = word(asked, "colour")
    if colour in set(Colour):
        words.append(str(COLOURS[Colour(colour)]))
        found = queries.filtered(found, colour=colour, today=officer.on)
    return Narrowed(found, tuple(words))


def _lines(officer: Officer, rows: Sequence[Duty]) -> list[dict[str, Any]]:
    urged = queries.urged(officer, rows)
    return [_line(officer, duty, urged.get(duty.pk, 0)) for duty in rows]


def _line(officer: Officer, duty: Duty, urged: int) -> dict[str, Any]:
    light = queries.light(duty, today=officer.on)
    return {
        "id": duty.pk,
        "colour": str(light.colour),
        "light": light.words,
        "title": queries.title(duty),
        "owner": duty.organ.name if duty.organ else duty.person.name if duty.person else "",
        "cite": duty.cite,
        "began": duty.trigger_on,
        "due": duty.due_on,
        "urged": urged,
        "met": duty.met_on,
    }


def _ledger(name: str, title: Text, every: Callable[[Officer], Duties], roles: tuple[Role, ...]) -> Ledger:
    return Ledger(
        id=name,
        name=title,
        every=every,
        found=lambda officer, asked: _narrowed(every(officer), asked, officer),
        lines=_lines,
        readers=READERS,
        roles=frozenset(roles),
        place="place",
        columns=(
            Column("light", Text("亮灯", "Light"), itemgetter("light"), 14, light=itemgetter("colour")),
            Column(
                "title",
                Text("义务", "Duty"),
                itemgetter("title"),
                40,
                address=lambda row: reverse("duty", args=[row["id"]]),
            ),
            Column("owner", Text("责任单位（人）", "Owed by"), itemgetter("owner"), 28),
            Column("cite", Text("依据", "Basis"), itemgetter("cite"), 24),
            Column("began", Text("起算日", "From"), itemgetter("began"), 12, "day", is_optional=True),
            Column("due", Text("到期日", "Due"), itemgetter("due"), 12, "day"),
            Column("urged", Text("催办次数", "Urged"), itemgetter("urged"), 10, "number"),
            Column("met", Text("完成日", "Met"), itemgetter("met"), 12, "day", is_optional=True),
        ),
    )


MINE = _ledger("duties", Text("我的义务台账", "Ledger of my duties"), queries.mine, policies.WORKERS)
BELOW = _ledger("duties-below", Text("下级义务台账", "Ledger of the duties below"), queries.below, WATCHERS)
# Above the reader's own place there is no tree of hers.
ABOVE = replace(
    _ledger(
        "duties-above", Text("上级亮灯台账", "Ledger of the lights above"), queries.upward, policies.WORKERS
    ),
    place="",
)


@open_to(*policies.WORKERS)
@require_GET
def mine(request: OfficerRequest) -> HttpResponse:
    """What is asked of her and her office, and the requests that wait for her decision."""
    if exporting.is_wanted(request):
        return exporting.answer(request, MINE)
    longer, pauses = queries.to_decide(request.officer)
    decide = [
        (each, kind)
        for kind, rows in (("extension", longer), ("pause", pauses))
        for each in rows
        if policies.may_decide(request.officer, each)
    ]
    return _page(request, MINE, "duties/mine.html", {"decide": decide})


@open_to(*WATCHERS)
@require_GET
def below(request: OfficerRequest) -> HttpResponse:
    """What is asked of the offices below."""
    return _page(request, BELOW, "duties/below.html", {})


@open_to(*policies.WORKERS)
@require_GET
def upward(request: OfficerRequest) -> HttpResponse:
    """The duties of the calendar of the levels above, by the same engine."""
    return _page(request, ABOVE, "duties/upward.html", {})


def _page(request: OfficerRequest, ledger: Ledger, template: str, more: dict[str, object]) -> HttpResponse:
    """A list of duties, in hand or all, by colour, with its lights."""
    if exporting.is_wanted(request):
        return exporting.answer(request, ledger)
    ask, today = request.GET, request.officer.on
    lights = until_next_act(
        ("lights of a ledger", ledger.id, request.officer),
        lambda: queries.lights(ledger.every(request.officer), today=today),  # type: ignore[arg-type]
    )
    context = {
        **ledgers.shown(request, ledger).context(),
        "counts": {"red": lights.get(Colour.RED, 0), "yellow": lights.get(Colour.YELLOW, 0)},
        "colours": COLOURS,
        "asked": {name: ask.get(name, "") for name in ("colour", "all")},
        "today": today,
        "watches": request.officer.has(*WATCHERS),
    }
    return render(request, template, context | more)
