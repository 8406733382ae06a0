"""The household questions of the counties."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed
from mingjian.desk.core.listing import fresh_key
from mingjian.desk.findings import policies, queries
from mingjian.desk.findings.actions import triage
from mingjian.desk.findings.forms import AnswerForm
from mingjian.desk.findings.models import Question
from mingjian.desk.findings.views.finding import ask_words
from mingjian.desk.findings.views.ledger import LOOKING, WORKING, officer_of, place_words
from mingjian.desk.people.officers import Officer
from mingjian.desk.people.readers import READERS
from mingjian.wording import Text


@open_to(*LOOKING)
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """What the county asks its households; above it, what was answered."""
    if exporting.is_wanted(request):
        return exporting.answer(request, QUESTIONS)
    shown = ledger_pages.shown(request, QUESTIONS).context()
    return render(request, "findings/questions.html", {**shown, "stage": request.GET.get("stage", "")})


STAGES = {Question.Stage.OPEN: Text("待答复", "open"), Question.Stage.ANSWERED: Text("已答复", "answered")}


def _asked(officer: Officer, asked: QueryDict) -> Narrowed:
    found, stage = queries.questions(officer), asked.get("stage", "")
    if stage not in Question.Stage.values:
        return Narrowed(found)
    return Narrowed(found.filter(stage=stage), (str(STAGES[Question.Stage(stage)]),))


def _question_lines(officer: Officer, rows: Sequence[Question]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk,
            "place": place_words(one.division),
            "household": one.household,
            "ask": ask_words(one),
            "first": one.first,
            "last": one.last,
            "yuan": None if one.fen is None else one.fen / 100,
            "stage": STAGES[Question.Stage(one.stage)],
            "answer": one.answer,
            "answered_on": one.answered_on,
            "may_answer": policies.may_answer(officer, one),
        }
        for one in rows
    ]


QUESTIONS = Ledger(
    id="questions",
    name=Text("家庭核实问题台账", "Ledger of household questions"),
    every=queries.questions,
    found=_asked,
    lines=_question_lines,
    readers=READERS,
    roles=frozenset(LOOKING),
    place="division",
    fen="fen",
    months="months",
    columns=(
        Column("place", Text("嘎查村（社区）", "Village"), itemgetter("place"), 24),
        Column("household", Text("家庭编号", "Household"), itemgetter("household"), 16),
        Column("ask", Text("要问的事", "What to ask"), itemgetter("ask"), 60),
        Column("first", Text("首日", "First"), itemgetter("first"), 12, "day"),
        Column("last", Text("末日", "Last"), itemgetter("last"), 12, "day"),
        Column("yuan", Text("金额（元）", "Yuan"), itemgetter("yuan"), 14, "money"),
        Column("stage", Text("状态", "State"), itemgetter("stage"), 10),
        Column("answer", Text("答复", "Answer"), itemgetter("answer"), 50),
        Column(
            "answered", Text("答复日期", "Answered"), itemgetter("answered_on"), 12, "day", is_optional=True
        ),
    ),
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
