"""The registers that supervisors read: who holds which post, which organs there are, who was in charge on a day."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from mingjian.desk.core.http import open_to
from mingjian.desk.people import forms, queries
from mingjian.desk.people.kinds import ORGAN_KINDS, PERSONNEL, RANKS, OrganKind, Personnel, Rank
from mingjian.desk.people.officers import OfficerRequest
from mingjian.exchange import divisions

PER_PAGE = 50
READERS = ("supervisor", "approver", "discipline", "auditor", "sysadmin")


def words_without_page(request: OfficerRequest) -> str:
    """What was asked, for the links to other pages of the same list."""
    words = request.GET.copy()
    words.pop("page", None)
    return words.urlencode()


def _day(text: str, otherwise: date) -> date:
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise


@open_to(*READERS)
@require_GET
def terms(request: OfficerRequest) -> HttpResponse:
    """Terms of office that hold a day, by place, kind of organ and name."""
    ask = request.GET
    on = _day(ask.get("day", ""), request.officer.on)
    found = queries.terms(request.officer).in_force(on)
    if ask.get("place", "").isdigit():
        found = found.filter(organ__division__code__startswith=ask["place"])
    if ask.get("kind") in ORGAN_KINDS:
        found = found.filter(organ__kind=ask["kind"])
    if ask.get("q"):
        found = found.filter(person__name__contains=ask["q"])
    page = Paginator(found, PER_PAGE).get_page(ask.get("page"))
    context = {
        "page": page,
        "rows": [(term, RANKS[Rank(term.rank)], PERSONNEL[Personnel(term.personnel)]) for term in page],
        "kinds": ORGAN_KINDS,
        "asked": {name: ask.get(name, "") for name in ("place", "kind", "q")},
        "day": on,
        "words": words_without_page(request),
    }
    return render(request, "people/terms.html", context)


@open_to(*READERS)
@require_GET
def organs(request: OfficerRequest) -> HttpResponse:
    """The organs of one's places."""
    ask = request.GET
    found = queries.organs(request.officer)
    if ask.get("place", "").isdigit():
        found = found.filter(division__code__startswith=ask["place"])
    if ask.get("kind") in ORGAN_KINDS:
        found = found.filter(kind=ask["kind"])
    page = Paginator(found, PER_PAGE).get_page(ask.get("page"))
    context = {
        "page": page,
        "rows": [(organ, ORGAN_KINDS[OrganKind(organ.kind)]) for organ in page],
        "kinds": ORGAN_KINDS,
        "asked": {name: ask.get(name, "") for name in ("place", "kind")},
        "words": words_without_page(request),
    }
    return render(request, "people/organs.html", context)


@open_to(*READERS)
@require_GET
def in_charge(request: OfficerRequest) -> HttpResponse:
    """Who was in charge in a place on a day, and who held the power of approval."""
    form = forms.PlaceAndDay(request.GET or None, initial={"day": request.officer.on})
    context: dict[str, object] = {"form": form}
    if request.GET and form.is_valid():
        place, day = form.cleaned_data["place"], form.cleaned_data["day"]
        found = queries.in_charge(request.officer, place, on=day)
        context |= {
            "place": divisions.name_of(place),
            "day": day,
            "rows": [(term, RANKS[Rank(term.rank)]) for term in found],
            "power": queries.power_in(request.officer, place, on=day),
        }
    return render(request, "people/in_charge.html", context)
