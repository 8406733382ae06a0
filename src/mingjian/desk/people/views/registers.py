"""The registers that supervisors read: who holds which post, which organs there are, who was in charge on a day."""

from datetime import date

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.filters import BY_WORDS
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed, word
from mingjian.desk.people import forms, policies, queries
from mingjian.desk.people.kinds import ORGAN_KINDS, PERSONNEL, RANKS, OrganKind, Personnel, Rank
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.desk.people.readers import READERS as LEDGER_READERS
from mingjian.exchange import divisions
from mingjian.wording import Text

PER_PAGE = 50
UNNAMED = Text("（姓名未登记）", "(no name on record)")
READERS = ("supervisor", "approver", "discipline", "auditor", "sysadmin")


def _day(text: str, otherwise: date) -> date:
    try:
        return parse_date(text) or otherwise
    except ValueError:
        return otherwise


@open_to(*READERS)
@require_GET
def terms(request: OfficerRequest) -> HttpResponse:
    """Terms of office that hold a day, by place, kind of organ and name."""
    if exporting.is_wanted(request):
        return exporting.answer(request, TERMS)
    ask = request.GET
    context = {
        **ledger_pages.shown(request, TERMS, PER_PAGE).context(),
        "kinds": ORGAN_KINDS,
        "asked": {name: ask.get(name, "") for name in ("kind", "q")},
        "day": _day(ask.get("day", ""), request.officer.on),
        "may_keep": policies.may_keep_people(request.officer),
    }
    return render(request, "people/terms.html", context)


def _terms(officer: Officer, asked: QueryDict) -> Narrowed:
    on = _day(word(asked, "day"), officer.on)
    found, words = queries.terms(officer).in_force(on), [f"{on}"]
    kind, name = word(asked, "kind"), word(asked, "q")
    if kind in ORGAN_KINDS:
        found = found.filter(organ__kind=kind)
        words.append(str(ORGAN_KINDS[OrganKind(kind)]))
    if name:
        found = found.filter(person__name__contains=name)
        words.append(str(BY_WORDS))
    return Narrowed(found, tuple(words))


TERMS = Ledger(
    id="terms",
    name=Text("任职台账", "Ledger of terms of office"),
    every=queries.terms,
    found=_terms,
    readers=LEDGER_READERS,
    roles=frozenset(READERS),
    place="organ__division__code",
    columns=(
        Column("place", Text("地方", "Place"), lambda term: term.organ.division.name, 20),
        Column(
            "organ",
            Text("单位", "Organ"),
            lambda term: term.organ.name,
            28,
            address=lambda term: reverse("organ", args=[term.organ_id]),
        ),
        Column(
            "name",
            Text("姓名", "Name"),
            lambda term: term.person.name or str(UNNAMED),
            12,
            address=lambda term: reverse("person", args=[term.person_id]),
        ),
        Column("post", Text("职务", "Post"), lambda term: term.post, 18),
        Column("rank", Text("职级", "Rank"), lambda term: RANKS[Rank(term.rank)], 14),
        Column(
            "personnel", Text("人员类别", "Personnel"), lambda term: PERSONNEL[Personnel(term.personnel)], 18
        ),
        Column("from", Text("任职起", "From"), lambda term: term.from_day, 12, "day"),
        Column("to", Text("任职止", "Until"), lambda term: term.to_day, 12, "day"),
    ),
)


@open_to(*READERS)
@require_GET
def organs(request: OfficerRequest) -> HttpResponse:
    """The organs of one's places."""
    if exporting.is_wanted(request):
        return exporting.answer(request, ORGANS)
    context = {
        **ledger_pages.shown(request, ORGANS, PER_PAGE).context(),
        "kinds": ORGAN_KINDS,
        "asked": {"kind": request.GET.get("kind", "")},
        "may_keep": policies.may_keep_people(request.officer),
    }
    return render(request, "people/organs.html", context)


def _organs(officer: Officer, asked: QueryDict) -> Narrowed:
    found, kind = queries.organs(officer), word(asked, "kind")
    if kind not in ORGAN_KINDS:
        return Narrowed(found)
    return Narrowed(found.filter(kind=kind), (str(ORGAN_KINDS[OrganKind(kind)]),))


ORGANS = Ledger(
    id="organs",
    name=Text("单位台账", "Ledger of organs"),
    every=queries.organs,
    found=_organs,
    readers=LEDGER_READERS,
    roles=frozenset(READERS),
    place="division__code",
    columns=(
        Column("place", Text("地方", "Place"), lambda organ: organ.division.name, 24),
        Column(
            "name",
            Text("单位", "Organ"),
            lambda organ: organ.name,
            32,
            address=lambda organ: reverse("organ", args=[organ.pk]),
        ),
        Column("kind", Text("类别", "Kind"), lambda organ: ORGAN_KINDS[OrganKind(organ.kind)], 18),
        Column("code", Text("行政区划代码", "Code"), lambda organ: organ.division_id, 14, is_optional=True),
        Column("from", Text("设立", "From"), lambda organ: organ.from_day, 12, "day"),
        Column("to", Text("撤销", "Until"), lambda organ: organ.to_day, 12, "day"),
    ),
)


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
