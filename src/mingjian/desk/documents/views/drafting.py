"""Writing a document: the kinds, a form per kind, and the same form again for a draft."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mingjian.desk.core.http import open_to
from mingjian.desk.documents import actions, forms, policies, queries
from mingjian.desk.documents.kinds import Kind, kinds
from mingjian.desk.documents.models import Delivery
from mingjian.desk.documents.states import State
from mingjian.desk.people.models import Organ
from mingjian.desk.people.officers import Officer, OfficerRequest

# Written from the duty they press for, and from nowhere else: there the steps and clocks are kept.
FROM_ELSEWHERE = ("supervision_blue", "supervision_yellow", "supervision_red")


@open_to(*policies.DRAFTERS)
@require_GET
def choose(request: OfficerRequest) -> HttpResponse:
    """The kinds of documents one may write here."""
    shown = [kind for kind in kinds().values() if kind.id not in FROM_ELSEWHERE]
    return render(request, "documents/choose.html", {"kinds": shown})


@open_to(*policies.DRAFTERS)
@require_http_methods(["GET", "POST"])
def draft(request: OfficerRequest, kind: str) -> HttpResponse:
    """Write a document of a kind."""
    if kind not in kinds() or kind in FROM_ELSEWHERE:
        raise Http404("no such kind")
    form = forms.Draft(kinds()[kind], writes_to(request.officer), request.POST or None)
    if request.method == "POST" and form.is_valid():
        document = actions.draft(
            request.officer,
            organ=queries.own_organ(request.officer),
            kind=kind,
            today=timezone.localdate(),
            key=request.POST.get("key", ""),
            **said_in(form),
        )
        return redirect("document", pk=document.pk)
    return _page(request, form, kinds()[kind], None)


@open_to(*policies.DRAFTERS)
@require_http_methods(["GET", "POST"])
def rewrite(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Write a draft anew."""
    document = get_object_or_404(queries.documents(request.officer), pk=pk, state=State.DRAFT)
    if not policies.may_rewrite(request.officer, document):
        raise Http404("somebody else's draft")
    kind = kinds()[document.kind]
    sent = Delivery.objects.filter(document=document).values_list("organ_id", "is_copy")
    initial = forms.typed(kind, document.said) | {
        "addressee": document.addressee,
        "recipients": [organ for organ, is_copy in sent if organ and not is_copy],
        "copies": [organ for organ, is_copy in sent if organ and is_copy],
    }
    form = forms.Draft(kind, writes_to(request.officer), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = said_in(form)
        actions.rewrite(
            document, request.officer, today=timezone.localdate(), key=request.POST.get("key", ""), **words
        )
        return redirect("document", pk=pk)
    return _page(request, form, kind, pk)


def _page(request: OfficerRequest, form: forms.Draft, kind: Kind, pk: UUID | None) -> HttpResponse:
    status = 200 if request.method == "GET" else 422
    return render(request, "documents/draft.html", {"form": form, "kind": kind, "pk": pk}, status=status)


def said_in(form: forms.Draft) -> dict[str, Any]:
    """What a form that was found whole says, as an act takes it."""
    found = form.cleaned_data
    return {
        "said": found["said"],
        "addressee": found.get("addressee", ""),
        "recipients": list(found.get("recipients", ())),
        "copies": list(found["copies"]),
    }


def writes_to(officer: Officer) -> QuerySet[Organ]:
    """Whom one writes to: the offices of one's own place, those above, and those of the next level below."""
    above = [officer.division[:digits] for digits in (2, 4, 6) if digits < len(officer.division)]
    here = Q(division_id__in=[officer.division, *above]) | Q(division__code__startswith=officer.division)
    return queries.recipients(officer).filter(here)
