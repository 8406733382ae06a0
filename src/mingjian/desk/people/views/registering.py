"""The pages on which kin and filings are kept, who holds approval, and who answers for a place."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed
from mingjian.desk.people import forms, policies, queries, relations
from mingjian.desk.people.actions import keeping as acts
from mingjian.desk.people.actions import places
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Division, Kin, Person, Responsibility
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.desk.people.readers import READERS as LEDGER_READERS
from mingjian.desk.people.views.keeping import BOTH, NO_SUCH_PLACE, SAVED, in_reach, tried
from mingjian.desk.people.views.registers import READERS
from mingjian.wording import Text

KEEPERS = tuple(str(role) for role in policies.KEEPING_KIN)
SUPERVISOR = Role.SUPERVISOR.value


# -- kin and filings --------------------------------------------------------------------------------------------------
@open_to(*KEEPERS)
@require_http_methods(BOTH)
def kin(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The ties and filings of a person, and forms for another one; never of oneself or one's own."""
    person = _other(request, pk)
    is_filing = "filing" in request.POST
    kin_form = forms.KinForm(None if is_filing else request.POST or None)
    filing_form = forms.FilingForm(
        request.POST if is_filing else None, prefix="filing", initial={"filed_on": request.officer.on}
    )
    if request.method == "POST" and _kept(request, person, filing_form if is_filing else kin_form):
        messages.success(request, str(SAVED))
        return redirect("kin", pk=pk)
    return _kin_page(request, person, 200 if request.method == "GET" else 422, kin_form, filing_form)


def _other(request: OfficerRequest, pk: UUID) -> Person:
    person = get_object_or_404(queries.persons(request.officer), pk=pk)
    if not policies.may_keep_kin(request.officer, person=person):
        raise Http404("herself or one of hers")
    return person


def _kept(request: OfficerRequest, person: Person, form: forms.KinForm | forms.FilingForm) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    if isinstance(form, forms.FilingForm):
        return bool(tried(form, lambda: acts.enter_filing(request.officer, officer=person, **said)))
    return bool(tried(form, lambda: acts.enter_kin(request.officer, person=person, **said)))


def _kin_page(
    request: OfficerRequest,
    person: Person,
    status: int,
    kin_form: forms.KinForm,
    filing_form: forms.FilingForm,
) -> HttpResponse:
    context = {
        "person": person,
        "ties": [_tie(row, person) for row in queries.kin_of(request.officer, person)],
        "filings": queries.filings_of(request.officer, person),
        "kin_form": kin_form,
        "filing_form": filing_form,
        "today": request.officer.on,
    }
    return render(request, "people/kin.html", context, status=status)


def _tie(row: Kin, person: Person) -> dict[str, Any]:
    """A tie as it stands from the side of the person."""
    tie = relations.ties()[row.tie]
    if row.person_id == person.pk:
        return {"row": row, "other": row.relative, "text": tie.text}
    return {"row": row, "other": row.person, "text": relations.ties()[tie.turned].text}


@open_to(*KEEPERS)
@require_POST
def end_kin(request: OfficerRequest, pk: UUID, tie: UUID) -> HttpResponse:
    """End a tie."""
    person = _other(request, pk)
    row = get_object_or_404(queries.kin_of(request.officer, person), pk=tie)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        tried(form, lambda: acts.end_kin(row, request.officer, **form.cleaned_data))
    _tell(request, form)
    return redirect("kin", pk=pk)


@open_to(*KEEPERS)
@require_POST
def end_filing(request: OfficerRequest, pk: UUID, filing: UUID) -> HttpResponse:
    """End a filing."""
    person = _other(request, pk)
    row = get_object_or_404(queries.filings_of(request.officer, person), pk=filing)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        tried(
            form,
            lambda: acts.end_filing(row, request.officer, ended_on=said["to_day"], reason=said["reason"]),
        )
    _tell(request, form)
    return redirect("kin", pk=pk)


def _tell(request: OfficerRequest, form: forms.Kept) -> None:
    """Say that it was done, or which field was wrong and why."""
    if not form.errors:
        messages.success(request, str(SAVED))
    for name, errors in form.errors.items():
        label = f"{form.fields[name].label}：" if name in form.fields else ""
        messages.error(request, f"{label}{' '.join(map(str, errors))}")


# -- power and places -------------------------------------------------------------------------------------------------
@open_to(*READERS)
@require_http_methods(BOTH)
def powers(request: OfficerRequest) -> HttpResponse:
    """Who holds approval in the officer's places, and a form for those who say it."""
    if exporting.is_wanted(request):
        return exporting.answer(request, POWERS)
    officer = request.officer
    may = policies.may_set_power(officer, division=officer.division)
    if request.method == "POST" and not may:
        raise Http404("not hers to say")
    form = forms.PowerForm(request.POST or None, initial={"from_day": officer.on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if not in_reach(request, said["division"]) or len(said["division"]) not in (6, 9):
            form.add_error("division", str(NO_SUCH_PLACE))
        elif tried(form, lambda: places.give_power(officer, **said)):
            messages.success(request, str(SAVED))
            return redirect("powers")
    context = {**ledger_pages.shown(request, POWERS).context(), "form": form, "may": may}
    return render(request, "people/powers.html", context, status=_status(request))


def _all_powers(officer: Officer, _asked: QueryDict) -> Narrowed:
    return Narrowed(queries.powers(officer))


POWERS = Ledger(
    id="powers",
    name=Text("审核确认权台账", "Ledger of the power of approval"),
    every=queries.powers,
    found=_all_powers,
    readers=LEDGER_READERS,
    roles=frozenset(READERS),
    place="division__code",
    columns=(
        Column("place", Text("地方", "Place"), lambda power: power.division.name, 24),
        Column("held", Text("归谁", "Held by"), lambda power: forms.HELD_BY[power.held_by], 14),
        Column("from", Text("自", "From"), lambda power: power.from_day, 12, "day"),
        Column("to", Text("至", "Until"), lambda power: power.to_day, 12, "day"),
        Column("document", Text("文件", "Document"), lambda power: power.document, 40),
    ),
)


def _status(request: OfficerRequest) -> int:
    return 200 if request.method == "GET" else 422


@open_to(*READERS)
@require_http_methods(BOTH)
def answering(request: OfficerRequest) -> HttpResponse:
    """Who answers for places where the code does not say it, which places were closed, and forms for those who may."""
    if exporting.is_wanted(request):
        return exporting.answer(request, ANSWERING)
    officer = request.officer
    may = policies.may_assign_place(officer, division=officer.division)
    form = forms.AssignForm(request.POST or None, initial={"from_day": officer.on})
    if request.method == "POST" and not may:
        raise Http404("not hers to say")
    if request.method == "POST" and form.is_valid() and _assigned(request, form):
        messages.success(request, str(SAVED))
        return redirect("answering")
    return _answering_page(request, form, may, _status(request))


def _answering_page(request: OfficerRequest, form: forms.AssignForm, may: bool, status: int) -> HttpResponse:  # noqa: FBT001
    officer = request.officer
    closed = queries.divisions_of(officer).filter(to_day__isnull=False).select_related("successor")
    context = {
        **ledger_pages.shown(request, ANSWERING).context(),
        "closed": closed,
        "form": form,
        "close_form": forms.CloseDivision(prefix="close", initial={"to_day": officer.on}),
        "may": may,
        "may_close": may_close(officer),
        "today": officer.on,
    }
    return render(request, "people/answering.html", context, status=status)


def _all_answering(officer: Officer, _asked: QueryDict) -> Narrowed:
    return Narrowed(queries.responsibilities(officer))


def _answers(row: Responsibility) -> str:
    return " ".join(part.name for part in (row.league, row.county, row.township) if part)


ANSWERING = Ledger(
    id="answering",
    name=Text("管辖关系台账", "Ledger of who answers for a place"),
    every=queries.responsibilities,
    found=_all_answering,
    readers=LEDGER_READERS,
    roles=frozenset(READERS),
    place="division__code",
    columns=(
        Column("place", Text("地方", "Place"), lambda row: row.division.name, 24),
        Column("code", Text("代码", "Code"), lambda row: row.division_id, 14),
        Column("answers", Text("负责的单位所在地", "Answered for by"), _answers, 32),
        Column("from", Text("自", "From"), lambda row: row.from_day, 12, "day"),
        Column("to", Text("至", "Until"), lambda row: row.to_day, 12, "day"),
        Column("document", Text("文件", "Document"), lambda row: row.document, 30),
    ),
)


def may_close(officer: Officer) -> bool:
    """Whether she closes places at all."""
    return policies.may_close_division(officer, Division(level="county"))


def _assigned(request: OfficerRequest, form: forms.AssignForm) -> bool:
    said = dict(form.cleaned_data)
    for name in ("division", "township", "county", "league"):
        said[name] = said[name] or None
        if said[name] and not in_reach(request, said[name]):
            form.add_error(name, str(NO_SUCH_PLACE))
    return not form.errors and bool(tried(form, lambda: places.assign_place(request.officer, **said)))


@open_to(SUPERVISOR)
@require_POST
def end_assignment(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End what was said of a place."""
    row = get_object_or_404(queries.responsibilities(request.officer), pk=pk)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        tried(form, lambda: places.end_assignment(row, request.officer, **form.cleaned_data))
    _tell(request, form)
    return redirect("answering")


@open_to(SUPERVISOR)
@require_POST
def close_division(request: OfficerRequest) -> HttpResponse:
    """Close a place, merged into another."""
    if not may_close(request.officer):
        raise Http404("not hers to say")
    form = forms.CloseDivision(request.POST, prefix="close")
    if form.is_valid():
        said = form.cleaned_data
        division = get_object_or_404(Division, pk=said["division"])
        successor = get_object_or_404(Division, pk=said["successor"]) if said["successor"] else None
        words = {"successor": successor, "to_day": said["to_day"], "reason": said["reason"]}
        tried(form, lambda: places.close_division(division, request.officer, **words))
    _tell(request, form)
    return redirect("answering")
