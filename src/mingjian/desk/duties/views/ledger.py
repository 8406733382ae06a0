"""The lists: my duties, those of the offices below, and the lights of the levels above."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjian.desk.core.http import open_to
from mingjian.desk.duties import policies, queries
from mingjian.desk.duties.lights import Colour
from mingjian.desk.duties.models import WATCHERS, Duties
from mingjian.desk.people.officers import OfficerRequest
from mingjian.wording import Text

PER_PAGE = 50
COLOURS = {
    Colour.RED: Text("红·超期", "red · late"),
    Colour.YELLOW: Text("黄·临期", "yellow · soon"),
    Colour.GREEN: Text("绿", "green"),
    Colour.GREY: Text("灰·暂停", "grey · paused"),
}


@open_to(*policies.WORKERS)
@require_GET
def mine(request: OfficerRequest) -> HttpResponse:
    """What is asked of her and her office, and the requests that wait for her decision."""
    longer, pauses = queries.to_decide(request.officer)
    decide = [
        (each, kind)
        for kind, rows in (("extension", longer), ("pause", pauses))
        for each in rows
        if policies.may_decide(request.officer, each)
    ]
    return _page(request, queries.mine(request.officer), "duties/mine.html", {"decide": decide})


@open_to(*WATCHERS)
@require_GET
def below(request: OfficerRequest) -> HttpResponse:
    """What is asked of the offices below."""
    return _page(request, queries.below(request.officer), "duties/below.html", {})


@open_to(*policies.WORKERS)
@require_GET
def upward(request: OfficerRequest) -> HttpResponse:
    """The duties of the calendar of the levels above, by the same engine."""
    return _page(request, queries.upward(request.officer), "duties/upward.html", {})


def _page(request: OfficerRequest, found: Duties, template: str, more: dict[str, object]) -> HttpResponse:
    """A list of duties, in hand or all, by colour, with its lights."""
    ask, today = request.GET, timezone.localdate()
    in_hand = queries.in_hand(found)
    shown = found if ask.get("all") == "1" else in_hand
    if ask.get("colour") in set(Colour):
        shown = queries.filtered(shown, colour=ask["colour"], today=today)
    if ask.get("place", "").isdigit():
        shown = shown.filter(place__startswith=ask["place"])
    page = Paginator(shown, PER_PAGE).get_page(ask.get("page"))
    words = ask.copy()
    words.pop("page", None)
    urged = queries.urged(request.officer, list(page.object_list))
    pressing = [queries.light(duty, today=today).colour for duty in queries.pressing(found, today=today)]
    context = {
        "page": page,
        "rows": [
            (
                duty,
                queries.title(duty),
                queries.light(duty, today=today),
                urged.get(duty.pk, 0),
                policies.may_urge(request.officer, duty),
            )
            for duty in page
        ],
        "counts": {"red": pressing.count(Colour.RED), "yellow": pressing.count(Colour.YELLOW)},
        "colours": COLOURS,
        "asked": {name: ask.get(name, "") for name in ("colour", "place", "all")},
        "words": words.urlencode(),
        "today": today,
        "watches": request.officer.has(*WATCHERS),
    }
    return render(request, template, context | more)
