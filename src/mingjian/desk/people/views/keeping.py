"""The pages on which persons, organs and terms are entered, corrected and ended."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import fresh_key
from mingjian.desk.people import forms, policies, queries
from mingjian.desk.people.actions import keeping as acts
from mingjian.desk.people.kinds import OrganKind, Personnel, Rank, Role
from mingjian.desk.people.models import Division, Organ, Person, Term
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import OfficerRequest
from mingjian.wording import Refusal, Text

SYSADMIN = Role.SYSADMIN.value
BOTH = ["GET", "POST"]
SAVED = Text("已登记。", "It is on record.")
NO_SUCH_PLACE = Text(
    "没有这个代码的地方，或不在您管理的地区。", "No place has this code, or it is none of yours."
)
STILL_OPEN = Text(
    "此人在该单位的账户还在用；不再需要的，请停用。",
    "This person's account at the organ is still open; disable it if it is not needed any more.",
)


@open_to(SYSADMIN)
@require_http_methods(BOTH)
def new_term(request: OfficerRequest) -> HttpResponse:
    """Enter a term of somebody known already (`person`), or of somebody by his number."""
    officer = request.officer
    person = _asked(queries.persons(officer), request.GET.get("person"))
    organ = _asked(queries.organs(officer).filter(in_force(officer.on)), request.GET.get("organ"))
    kind = forms.TermForm if person else forms.NewTerm
    form = kind(
        request.POST or None,
        initial={"from_day": officer.on, "rank": Rank.HANDLER, "personnel": Personnel.OPEN},
    )
    place = request.POST.get("place", request.GET.get("place", organ.division_id if organ else ""))
    choices = (
        list(queries.organs(officer).filter(in_force(officer.on)).filter(division_id=place)) if place else []
    )
    chosen = _asked(queries.organs(officer), request.POST.get("organ")) or organ
    wrong = ""
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        if chosen is None:
            wrong = str(Text("请选择单位。", "Choose the organ."))
        elif term := _entered(request, form, person, chosen):
            messages.success(request, str(SAVED))
            return redirect("person", pk=term.person_id)
    context = {
        "form": form,
        "person": person,
        "place": place,
        "organs": choices,
        "chosen": chosen,
        "wrong": wrong,
        "key": request.POST.get("key") or fresh_key(),
    }
    return render(request, "people/new_term.html", context, status=_status(request))


def _asked(found: Any, key: str | None) -> Any:  # noqa: ANN401  a row of a query set or None
    """The row of a key in an address; None where none was asked, 404 where it is none of hers."""
    if not key:
        return None
    try:
        return get_object_or_404(found, pk=UUID(key))
    except ValueError:
        raise Http404("no key") from None


def _entered(
    request: OfficerRequest, form: forms.TermForm, person: Person | None, organ: Organ
) -> Term | None:
    said = dict(form.cleaned_data)
    said |= {"organ": organ, "rank": Rank(said["rank"]), "personnel": Personnel(said["personnel"])}
    act = acts.enter_term if person else acts.enter_newcomer
    if person:
        said["person"] = person
    made: Term | None = tried(form, lambda: act(request.officer, key=request.POST.get("key", ""), **said))
    return made


def tried(form: django_forms.Form, act: Any) -> Any:  # noqa: ANN401  what an act returns
    """The result of an act; None where it was refused, and then the form says why."""
    try:
        return act()
    except Conflict as conflict:
        form.add_error(None, str(conflict))
    except Refusal as refusal:
        form.add_error("number", str(refusal))
    return None


def _status(request: OfficerRequest) -> int:
    return 200 if request.method == "GET" or "look" in request.POST else 422


@open_to(SYSADMIN)
@require_http_methods(BOTH)
def term(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Correct a term or end it."""
    row = get_object_or_404(queries.terms(request.officer), pk=pk)
    if not policies.may_keep_term(request.officer, row):
        raise Http404("his own")
    names = ("post", "rank", "personnel", "from_day", "to_day")
    form = forms.CorrectTerm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said |= {"rank": Rank(said["rank"]), "personnel": Personnel(said["personnel"])}
        if tried(form, lambda: [acts.correct_term(row, request.officer, **said)]):
            messages.success(request, str(SAVED))
            _warn_of_account(request, row)
            return redirect("person", pk=row.person_id)
    title = Text("更正或结束任职", "Correct or end a term")
    told = f"{row.person.name} · {row.organ.name}"
    return page(request, form, title, told, ("person", row.person_id), ("term", "correct"))


def _warn_of_account(request: OfficerRequest, row: Term) -> None:
    if row.to_day is None:
        return
    still = queries.accounts(request.officer).filter(
        person_id=row.person_id, organ_id=row.organ_id, disabled_at__isnull=True
    )
    if still.exists():
        messages.warning(request, str(STILL_OPEN))


def page(
    request: OfficerRequest,
    form: django_forms.Form,
    title: Text,
    told: str,
    back: tuple[str, Any],
    step: tuple[str, str],
) -> HttpResponse:
    """A page with one form, and the help of its step."""
    context = {"form": form, "title": title, "told": told, "back": back, "step_of": step}
    return render(request, "people/keep.html", context, status=_status(request))


@open_to(SYSADMIN)
@require_http_methods(BOTH)
def correct_person(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Correct the name or the number of a person."""
    person = get_object_or_404(queries.persons(request.officer), pk=pk)
    if not policies.may_correct_person(request.officer, person):
        raise Http404("himself")
    form = forms.CorrectPerson(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if tried(form, lambda: [acts.correct_person(person, request.officer, **said)]):
            messages.success(request, str(SAVED))
            return redirect("person", pk=pk)
    title = Text("更正姓名、身份证号", "Correct a name or a number")
    told = Text(
        "身份证号只在填错时更正，不改的留空；更正后按新号判断回避。",
        "Fill the number in only where it is wrong; recusal goes by the new one.",
    )
    return page(request, form, title, f"{person.name} · {told}", ("person", pk), ("person", "correct"))


@open_to(SYSADMIN)
@require_http_methods(BOTH)
def new_organ(request: OfficerRequest) -> HttpResponse:
    """Enter an organ."""
    form = forms.NewOrgan(request.POST or None, initial={"division": request.GET.get("place", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if not in_reach(request, said["division"]):
            form.add_error("division", str(NO_SUCH_PLACE))
        else:
            words = {
                "division": said["division"],
                "kind": OrganKind(said["kind"]),
                "name": said["organ_name"],
            }
            made = tried(form, lambda: acts.enter_organ(request.officer, from_day=said["from_day"], **words))
            if made:
                messages.success(request, str(SAVED))
                return redirect("organ", pk=made.pk)
    title = Text("登记单位", "Enter an organ")
    told = Text("单位设在一个地方、属于一类；名称用全称。", "An organ stands in a place and is of a kind.")
    return page(request, form, title, str(told), ("organs", None), ("organ", "enter"))


def in_reach(request: OfficerRequest, code: str) -> bool:
    """Whether a code is a place on record below the officer's own."""
    return code.startswith(request.officer.division) and Division.objects.filter(pk=code).exists()


@open_to(SYSADMIN)
@require_http_methods(BOTH)
def correct_organ(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Correct an organ or close it."""
    organ = get_object_or_404(queries.organs(request.officer), pk=pk)
    if not policies.may_keep_organ(request.officer, organ):
        raise Http404("not his to keep")
    first = {"organ_name": organ.name, "from_day": organ.from_day, "to_day": organ.to_day}
    form = forms.CorrectOrgan(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["name"] = said.pop("organ_name")
        if tried(form, lambda: [acts.correct_organ(organ, request.officer, **said)]):
            messages.success(request, str(SAVED))
            return redirect("organ", pk=pk)
    title = Text("更正或撤销单位", "Correct or close an organ")
    told = f"{organ.division.name} · {organ.name}"
    return page(request, form, title, told, ("organ", pk), ("organ", "enter"))
