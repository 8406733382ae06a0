"""One case: what it is about, who checks, the locker, statements, decisions, money, and the verbs that fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.cases import forms as shapes
from mingjian.desk.cases import policies, queries, states
from mingjian.desk.cases.actions import checking, closing, money
from mingjian.desk.cases.actions.checking import Upload
from mingjian.desk.cases.models import Case
from mingjian.desk.cases.states import (
    HOUSEHOLD_WORDS,
    KIND_WORDS,
    OFFICIAL_WORDS,
    STATE_WORDS,
    Household,
    Kind,
    Official,
    State,
)
from mingjian.desk.cases.views import stages
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to
from mingjian.desk.core.listing import fresh_key
from mingjian.desk.findings.views.ledger import LOOKING, officer_of, place_words, row_of
from mingjian.desk.people import queries as people
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Person
from mingjian.desk.people.officers import Officer
from mingjian.wording import Text


@dataclass(frozen=True)
class Doing:
    """What a verb of the page needs to be done: the case, who asks, what the form says, the request."""

    case: Case
    officer: Officer
    said: Mapping[str, Any]
    today: date
    key: str
    request: HttpRequest


@dataclass(frozen=True)
class Verb:
    """A verb that the page of a case offers: its words, its form, when it is offered, how it is done."""

    words: Text
    form: Callable[..., forms.Form]
    is_offered: Callable[[Officer, Case], bool]
    do: Callable[[Doing], object]


def person_of(officer: Officer, key: str) -> Person | None:
    """A colleague by key; None for an empty one, 404 for somebody else."""
    if not key:
        return None
    return get_object_or_404(people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR), pk=key)


def fen(yuan: Decimal) -> int:
    """Yuan as fen."""
    return int(yuan * 100)


def _assign(d: Doing) -> object:
    checker = person_of(d.officer, d.said["checker"])
    if checker is None:
        raise Http404
    second = person_of(d.officer, d.said["second"])
    return checking.assign(d.case, d.officer, checker=checker, second=second, today=d.today, key=d.key)


def _file(d: Doing) -> object:
    sent = d.said["file"]
    return checking.file_piece(
        d.case,
        d.officer,
        kind=Kind(d.said["kind"]),
        title=d.said["title"],
        provider=d.said["provider"],
        captured_on=d.said["captured_on"],
        now=timezone.now(),
        text=d.said["text"],
        upload=Upload(sent.name, sent.read()) if sent else None,
        key=d.key,
    )


def _take_statement(d: Doing) -> object:
    open_ones = queries.statements(d.case).filter(given_on__isnull=True)
    statement = get_object_or_404(open_ones, pk=d.request.POST.get("statement"))
    return checking.take_statement(
        d.case, d.officer, statement=statement, words=d.said["words"], today=d.today, key=d.key
    )


def _order(d: Doing) -> object:
    return closing.order_rectification(
        d.case,
        d.officer,
        household=Household(d.said["household"]),
        official=Official(d.said["official"]),
        what=d.said["what"],
        today=d.today,
        key=d.key,
    )


def _order_recovery(d: Doing) -> object:
    return money.order_recovery(
        d.case,
        d.officer,
        household=d.said["number"],
        fen=fen(d.said["yuan"]),
        monthly_allowance_fen=fen(d.said["monthly"]),
        today=d.today,
        key=d.key,
    )


def _pay(d: Doing) -> object:
    recovery = get_object_or_404(
        queries.recoveries(d.case).select_related("case"), pk=d.request.POST.get("recovery")
    )
    return money.note_payment(
        recovery,
        d.officer,
        fen=fen(d.said["yuan"]),
        paid_on=d.said["paid_on"],
        receipt=d.said["receipt"],
        key=d.key,
    )


def _restore(d: Doing) -> object:
    row = get_object_or_404(
        queries.restorations(d.case).select_related("case"), pk=d.request.POST.get("restoration")
    )
    return money.restore(
        row,
        d.officer,
        restored_on=d.said["restored_on"],
        owed_fen=fen(d.said["owed"]),
        paid_fen=fen(d.said["paid"]),
        paid_on=d.said["paid_on"],
        key=d.key,
    )


def fitting(verb: str, may: Callable[[Officer, Case], bool]) -> Callable[[Officer, Case], bool]:
    """Offered where the verb fits the state and the policy lets her."""
    return lambda officer, case: states.fits(verb, case.state) and may(officer, case)


def running(may: Callable[[Officer, Case], bool]) -> Callable[[Officer, Case], bool]:
    """Offered while the case runs."""
    return lambda officer, case: case.state not in states.ENDED and may(officer, case)


def _in(state: State, may: Callable[[Officer, Case], bool]) -> Callable[[Officer, Case], bool]:
    return lambda officer, case: case.state == state and may(officer, case)


VERBS: Mapping[str, Verb] = {
    "assign": Verb(
        Text("交办", "Assign"),
        shapes.AssignForm,
        fitting("assign", policies.may_assign),
        _assign,
    ),
    "take-up": Verb(
        Text("开始核查", "Begin to check"),
        forms.Form,
        fitting("take_up", policies.may_take_up),
        lambda d: checking.take_up(d.case, d.officer, key=d.key),
    ),
    "report": Verb(
        Text("提交核查情况", "Report what was found"),
        shapes.FoundForm,
        _in(State.CHECKING, policies.may_take_up),
        lambda d: checking.report(d.case, d.officer, found=d.said["found"], today=d.today, key=d.key),
    ),
    "review": Verb(
        Text("复核通过", "Review: agreed"),
        forms.Form,
        lambda officer, case: (
            case.found_on is not None and fitting("review", policies.may_review)(officer, case)
        ),
        lambda d: checking.review(d.case, d.officer, today=d.today, key=d.key),
    ),
    "return": Verb(
        Text("退回补充核查", "Send back to the checkers"),
        shapes.ReasonForm,
        lambda officer, case: (
            case.found_on is not None and fitting("return_to_checker", policies.may_review)(officer, case)
        ),
        lambda d: checking.return_to_checker(d.case, d.officer, reason=d.said["reason"], key=d.key),
    ),
    "order": Verb(
        Text("责令整改", "Order rectification"),
        shapes.OrderForm,
        fitting("order_rectification", policies.may_decide),
        _order,
    ),
    "clear": Verb(
        Text("不成立，办结", "Close as harmless"),
        shapes.ClearForm,
        fitting("clear", policies.may_decide),
        lambda d: closing.clear(d.case, d.officer, innocent=d.said["innocent"], today=d.today, key=d.key),
    ),
    "put-right": Verb(
        Text("报告整改结果", "Report what was put right"),
        shapes.PutRightForm,
        _in(State.RECTIFYING, policies.may_report),
        lambda d: closing.report_put_right(
            d.case, d.officer, what=d.said["what"], on=d.said["on"], today=d.today, key=d.key
        ),
    ),
    "accept": Verb(
        Text("验收", "Accept"),
        forms.Form,
        lambda officer, case: (
            case.put_right_on is not None
            and fitting("accept_rectification", policies.may_accept)(officer, case)
        ),
        lambda d: closing.accept_rectification(d.case, d.officer, today=d.today, key=d.key),
    ),
    "close": Verb(
        Text("销号", "Close"),
        shapes.CloseForm,
        fitting("close", policies.may_close),
        lambda d: closing.close(d.case, d.officer, closing=d.said["closing"], today=d.today, key=d.key),
    ),
    "not-put-right": Verb(
        Text("退回整改", "Not put right after all"),
        shapes.ReasonForm,
        fitting("return_to_rectifying", policies.may_decide),
        lambda d: closing.return_to_rectifying(d.case, d.officer, reason=d.said["reason"], key=d.key),
    ),
    "file": Verb(Text("归入证据", "File evidence"), shapes.PieceForm, running(policies.may_file), _file),
    "offer-statement": Verb(
        Text("告知陈述申辩", "Offer a statement"),
        shapes.OfferForm,
        running(policies.may_file),
        lambda d: checking.offer_statement(d.case, d.officer, of=d.said["of"], today=d.today, key=d.key),
    ),
    "take-statement": Verb(
        Text("记录陈述", "Take a statement"),
        shapes.WordsForm,
        lambda officer, case: (
            running(policies.may_file)(officer, case)
            and queries.statements(case).filter(given_on__isnull=True).exists()
        ),
        _take_statement,
    ),
    "recover": Verb(
        Text("追缴", "Recover"),
        shapes.RecoveryForm,
        _in(State.RECTIFYING, policies.may_decide),
        _order_recovery,
    ),
    "pay": Verb(
        Text("登记缴款", "Note a payment"),
        shapes.PaymentForm,
        lambda officer, case: policies.may_file(officer, case) and queries.recoveries(case).exists(),
        _pay,
    ),
    "restore": Verb(
        Text("恢复和补发", "Restore and back-pay"),
        shapes.RestoreForm,
        lambda officer, case: (
            running(policies.may_file)(officer, case)
            and queries.restorations(case).filter(restored_on__isnull=True).exists()
        ),
        _restore,
    ),
    "give-back": Verb(
        Text("退回（含回避）", "Give back (recusal too)"),
        shapes.ReasonForm,
        fitting("give_back", policies.may_take_up),
        lambda d: checking.give_back(d.case, d.officer, reason=d.said["reason"], key=d.key),
    ),
    "reopen": Verb(
        Text("重新打开", "Open again"),
        shapes.ReasonForm,
        fitting("reopen", policies.may_assign),
        lambda d: closing.reopen(d.case, d.officer, reason=d.said["reason"], key=d.key),
    ),
}


def case_or_404(request: HttpRequest, pk: UUID) -> Case:
    """The case, if the officer may know of it."""
    found = queries.cases(officer_of(request)).select_related(
        "checker", "second", "reviewer", "accepter", "closer"
    )
    return get_object_or_404(found, pk=pk)


@open_to(*LOOKING)
@require_GET
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a case."""
    return show(request, case_or_404(request, pk))


@open_to(*LOOKING)
@require_POST
def do(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Do one verb, or show the page with what was typed and what stood in the way."""
    officer, row = officer_of(request), case_or_404(request, pk)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    form = form_of(verb, officer, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, row, wrong={verb: form})
    doing = Doing(row, officer, form.cleaned_data, timezone.localdate(), request.POST.get("key", ""), request)
    try:
        chosen.do(doing)
    except Conflict as conflict:
        return show(request, case_or_404(request, pk), wrong={verb: form}, conflict=conflict)
    return HttpResponseRedirect(reverse("case", args=[pk]))


def form_of(name: str, officer: Officer, *data: Any) -> forms.Form:  # noqa: ANN401  posted data and files
    """The form of a verb, whose fields have ids of their own; those that ask for a colleague get the colleagues."""
    shape, ids = VERBS[name].form, f"{name}-%s"
    if shape is shapes.AssignForm:
        found = people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR)
        choices = [(str(person.pk), person.name) for person in found]
        return shape(*data, auto_id=ids, colleagues=choices)
    return shape(*data, auto_id=ids)


def show(
    request: HttpRequest,
    row: Case,
    *,
    wrong: Mapping[str, forms.Form] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """The page as it stands now."""
    officer = officer_of(request)
    offered = [
        {"name": name, "words": verb.words, "form": (wrong or {}).get(name) or form_of(name, officer)}
        for name, verb in VERBS.items()
        if verb.is_offered(officer, row)
    ]
    context = {
        "case": row,
        "state": STATE_WORDS[State(row.state)],
        "stages": stages.stages(row),
        "next_step": stages.next_step(row),
        "place": place_words(row.division),
        "household": HOUSEHOLD_WORDS[Household(row.household)] if row.household else "",
        "official": OFFICIAL_WORDS[Official(row.official)] if row.official else "",
        "yuan": row.fen / 100,
        "findings": [
            row_of(one, set()) for one in queries.findings_of(officer, row).select_related("assignee")
        ],
        "siblings": queries.siblings(officer, row).select_related("organ__division"),
        "pieces": [{"row": one, "kind": KIND_WORDS[Kind(one.kind)]} for one in queries.pieces(row)],
        "statements": queries.statements(row),
        "recoveries": [
            {
                "row": one,
                "yuan": one.fen / 100,
                "open": money.outstanding(one) / 100,
                "waived": one.waived_fen / 100,
            }
            for one in queries.recoveries(row)
        ],
        "restorations": queries.restorations(row),
        "retests": queries.retests(row),
        "offered": offered,
        "conflict": conflict,
        "key": fresh_key(),
    }
    return render(request, "cases/case.html", context, status=409 if conflict else 200)


@open_to(*LOOKING)
@require_GET
def piece(request: HttpRequest, pk: UUID, piece_pk: UUID) -> HttpResponseBase:
    """The file of a piece of evidence: always as something to save, never shown in the page."""
    row = get_object_or_404(queries.pieces(case_or_404(request, pk)), pk=piece_pk)
    if not row.sha256:
        raise Http404
    response = FileResponse(
        default_storage.open(f"evidence/{row.sha256}"), as_attachment=True, filename=row.name or "evidence"
    )
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
