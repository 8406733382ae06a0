"""The lists: my duties, those of the offices below, and the lights of the levels above."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.addresses import address_of
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed, word
from mingjian.desk.duties import policies, queries
from mingjian.desk.duties.lights import Colour
from mingjian.desk.duties.models import WATCHERS, Duties, Extension, Pause
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


class Listed(NamedTuple):
    """What a list reads of a duty."""

    pk: UUID
    zh: str
    en: str
    cite: str
    state: str
    trigger_on: date
    due_on: date | None
    met_on: date | None
    organ__name: str | None
    person__name: str | None


def _lines(officer: Officer, rows: Sequence[Listed]) -> list[dict[str, Any]]:
    urged = queries.urged(officer, [one.pk for one in rows])
    return [_line(officer, one, urged.get(one.pk, 0)) for one in rows]


def _line(officer: Officer, one: Listed, urged: int) -> dict[str, Any]:
    light = queries.light(one, today=officer.on)
    return {
        "id": one.pk,
        "colour": str(light.colour),
        "light": light.words,
        "title": queries.title(one),
        "owner": one.organ__name or one.person__name or "",
        "cite": one.cite,
        "began": one.trigger_on,
        "due": one.due_on,
        "urged": urged,
        "met": one.met_on,
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
        reads=Listed,
        columns=(
            Column("light", Text("亮灯", "Light"), itemgetter("light"), 14, light=itemgetter("colour")),
            Column(
                "title",
                Text("义务", "Duty"),
                itemgetter("title"),
                40,
                address=lambda row: address_of("duty", row["id"]),
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
    return _page(request, MINE, "duties/mine.html", lambda: {"decide": _to_decide(request.officer)})


def _to_decide(officer: Officer) -> list[tuple[Extension | Pause, str]]:
    """The requests that wait for her decision, each with what is asked for."""
    longer, pauses = queries.to_decide(officer)
    found: list[tuple[Extension | Pause, str]] = [(each, "extension") for each in longer]
    found += [(each, "pause") for each in pauses]
    return [(each, kind) for each, kind in found if policies.may_decide(officer, each)]


@open_to(*WATCHERS)
@require_GET
def below(request: OfficerRequest) -> HttpResponse:
    """What is asked of the offices below."""
    return _page(request, BELOW, "duties/below.html", dict)


@open_to(*policies.WORKERS)
@require_GET
def upward(request: OfficerRequest) -> HttpResponse:
    """The duties of the calendar of the levels above, by the same engine."""
    return _page(request, ABOVE, "duties/upward.html", dict)


def _page(
    request: OfficerRequest, ledger: Ledger, template: str, further: Callable[[], dict[str, object]]
) -> HttpResponse:
    """A list of duties, in hand or all, by colour, with its lights."""
    if exporting.is_wanted(request):
        return exporting.answer(request, ledger)
    officer = request.officer

    def more() -> dict[str, object]:
        lights = queries.lights(ledger.every(officer), today=officer.on)  # type: ignore[arg-type]
        return {
            "counts": {"red": lights.get(Colour.RED, 0), "yellow": lights.get(Colour.YELLOW, 0)},
            "colours": COLOURS,
            "asked": {name: request.GET.get(name, "") for name in ("colour", "all")},
            "today": officer.on,
            "watches": officer.has(*WATCHERS),
            **further(),
        }

    return ledger_pages.answer(request, ledger, template, more)
