"""The household questions of the counties."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import fresh_key, paged
from mingjian.desk.findings import policies, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.forms import AnswerForm
from mingjian.desk.findings.models import Question
from mingjian.desk.findings.views.finding import ask_words
from mingjian.desk.findings.views.ledger import LOOKING, WORKING, officer_of, place_words


@open_to(*LOOKING)
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """What the county asks its households; above it, what was answered."""
    officer = officer_of(request)
    stage, place = request.GET.get("stage", ""), request.GET.get("place", "")
    found = queries.questions(officer)
    if stage in Question.Stage.values:
        found = found.filter(stage=stage)
    if place.isdigit():
        found = found.filter(division__startswith=place)
    listed = paged(request, found)
    rows = [
        {
            "id": one.pk,
            "place": place_words(one.division),
            "household": one.household,
            "ask": ask_words(one),
            "first": one.first,
            "last": one.last,
            "yuan": None if one.fen is None else one.fen / 100,
            "answer": one.answer,
            "answered_on": one.answered_on,
            "may_answer": policies.may_answer(officer, one),
        }
        for one in listed["page"].object_list
    ]
    return render(
        request, "findings/questions.html", {**listed, "rows": rows, "stage": stage, "place": place}
    )


@open_to(*WORKING)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer one question."""
    officer = officer_of(request)
    row = get_object_or_404(queries.questions(officer), pk=pk)
    form = AnswerForm(request.POST or None, initial={"text": row.answer})
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            triage.answer(
                row,
                officer,
                text=form.cleaned_data["text"],
                today=timezone.localdate(),
                key=request.POST.get("key", ""),
            )
            return HttpResponseRedirect(reverse("questions"))
        except Conflict as met:
            conflict = met
    context = {
        "question": row,
        "ask": ask_words(row),
        "place": place_words(row.division),
        "form": form,
        "conflict": conflict,
        "key": fresh_key(),
    }
    return render(request, "findings/question.html", context, status=409 if conflict else 200)
