"""The verbs of the page of a case: their words, their forms, when they are offered, how they are done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mingjian.desk.cases import forms as shapes
from mingjian.desk.cases import policies, queries, states
from mingjian.desk.cases.actions import checking, closing, money, opening
from mingjian.desk.cases.actions.checking import Upload
from mingjian.desk.cases.models import Case, Recovery
from mingjian.desk.cases.queries import Parts
from mingjian.desk.cases.states import Household, Kind, Official, State
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


May = Callable[[Officer, Case], bool]
Offer = Callable[[Officer, Case, Parts], bool]


@dataclass(frozen=True)
class Verb:
    """A verb that the page of a case offers: its words, its form, when it is offered, how it is done."""

    words: Text
    form: Callable[..., forms.Form]
    is_offered: Offer
    do: Callable[[Doing], object]


def person_of(officer: Officer, key: str) -> Person | None:
    """A colleague by key; None for an empty one, 404 for somebody else."""
    if not key:
        return None
    return get_object_or_404(people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR), pk=key)


def fen(yuan: Decimal) -> int:
    """Yuan as fen."""
    return int(yuan * 100)


def plain(act: Callable[..., object], *fields: str) -> Callable[[Doing], object]:
    """An act on the case that takes the day and some fields of its form under their own names."""
    return lambda d: act(
        d.case, d.officer, today=d.today, key=d.key, **{name: d.said[name] for name in fields}
    )


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
        upload=Upload(sent.name, sent) if sent else None,
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


def _recovery(d: Doing) -> Recovery:
    found = queries.recoveries(d.case).select_related("case")
    return get_object_or_404(found, pk=d.request.POST.get("recovery"))


def _pay(d: Doing) -> object:
    return money.note_payment(
        _recovery(d),
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
        today=d.today,
        key=d.key,
    )


def _waive(d: Doing) -> object:
    said = {"fen": fen(d.said["yuan"]), "because": d.said["reason"]}
    return money.waive(_recovery(d), d.officer, key=d.key, **said)


def _add_organ(d: Doing) -> object:
    organ = get_object_or_404(queries.organs_beside(d.case), pk=d.said["organ"])
    return opening.add_organ(
        d.case,
        d.officer,
        organ=organ,
        asked=d.said["asked"],
        households=d.said["of_these"],
        fen=fen(d.said["sum"] or Decimal(0)),
        today=d.today,
        key=d.key,
    )


def fitting(verb: str, may: May) -> Offer:
    """Offered where the verb fits the state and the policy lets her."""
    return lambda officer, case, _parts: states.fits(verb, case.state) and may(officer, case)


def running(may: May) -> Offer:
    """Offered while the case runs."""
    return lambda officer, case, _parts: case.state not in states.ENDED and may(officer, case)


def _in(state: State, may: May) -> Offer:
    return lambda officer, case, _parts: case.state == state and may(officer, case)


def _once_found(verb: str, may: May) -> Offer:
    """Offered where it fits and the checkers have reported."""
    return lambda officer, case, parts: case.found_on is not None and fitting(verb, may)(officer, case, parts)


def _once_put_right(verb: str, may: May) -> Offer:
    """Offered where it fits and something was reported as put right."""
    return lambda officer, case, parts: (
        case.put_right_on is not None and fitting(verb, may)(officer, case, parts)
    )


def _waits_for_statement(officer: Officer, case: Case, parts: Parts) -> bool:
    return running(policies.may_file)(officer, case, parts) and any(
        row.given_on is None for row in parts.statements
    )


def _waits_for_restoring(officer: Officer, case: Case, parts: Parts) -> bool:
    return running(policies.may_file)(officer, case, parts) and any(
        row.restored_on is None or row.paid_fen < row.owed_fen for row in parts.restorations
    )


def _recovers(officer: Officer, case: Case, parts: Parts) -> bool:
    return policies.may_file(officer, case) and bool(parts.recoveries)


def _may_waive(officer: Officer, case: Case, parts: Parts) -> bool:
    for row in parts.recoveries:
        row.case = case
    return any(policies.may_waive(officer, row) for row in parts.recoveries)


def _may_appeal(officer: Officer, case: Case, parts: Parts) -> bool:
    return _recovers(officer, case, parts) and any(row.appealed_on is None for row in parts.recoveries)


def _may_recover(officer: Officer, case: Case, parts: Parts) -> bool:
    return case.household != Household.RESTORE and _in(State.RECTIFYING, policies.may_decide)(
        officer, case, parts
    )


def _is_undecided(officer: Officer, case: Case, _parts: Parts) -> bool:
    return case.state in UNDECIDED and policies.may_assign(officer, case)


UNDECIDED = (State.CHECKING, State.REVIEWED)
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
        plain(checking.report, "found"),
    ),
    "review": Verb(
        Text("复核通过", "Review: agreed"),
        forms.Form,
        _once_found("review", policies.may_review),
        plain(checking.review),
    ),
    "return": Verb(
        Text("退回补充核查", "Send back to the checkers"),
        shapes.ReasonForm,
        _once_found("return_to_checker", policies.may_review),
        plain(checking.return_to_checker, "reason"),
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
        plain(closing.clear, "innocent"),
    ),
    "put-right": Verb(
        Text("报告整改结果", "Report what was put right"),
        shapes.PutRightForm,
        _in(State.RECTIFYING, policies.may_report),
        plain(closing.report_put_right, "what", "on"),
    ),
    "accept": Verb(
        Text("验收", "Accept"),
        forms.Form,
        _once_put_right("accept_rectification", policies.may_accept),
        plain(closing.accept_rectification),
    ),
    "close": Verb(
        Text("销号", "Close"),
        shapes.CloseForm,
        fitting("close", policies.may_close),
        plain(closing.close, "closing"),
    ),
    "not-put-right": Verb(
        Text("退回整改", "Not put right after all"),
        shapes.ReasonForm,
        _once_put_right("return_to_rectifying", policies.may_decide),
        plain(closing.return_to_rectifying, "reason"),
    ),
    "file": Verb(Text("归入证据", "File evidence"), shapes.PieceForm, running(policies.may_file), _file),
    "offer-statement": Verb(
        Text("告知陈述申辩", "Offer a statement"),
        shapes.OfferForm,
        running(policies.may_file),
        plain(checking.offer_statement, "of"),
    ),
    "take-statement": Verb(
        Text("记录陈述", "Take a statement"),
        shapes.WordsForm,
        _waits_for_statement,
        _take_statement,
    ),
    "recover": Verb(
        Text("追缴", "Recover"),
        shapes.RecoveryForm,
        _may_recover,
        _order_recovery,
    ),
    "pay": Verb(
        Text("登记缴款", "Note a payment"),
        shapes.PaymentForm,
        _recovers,
        _pay,
    ),
    "waive": Verb(
        Text("减免", "Waive"),
        shapes.WaiverForm,
        _may_waive,
        _waive,
    ),
    "appeal": Verb(
        Text("登记申诉", "Note an appeal"),
        forms.Form,
        _may_appeal,
        lambda d: money.note_appeal(_recovery(d), d.officer, today=d.today, key=d.key),
    ),
    "restore": Verb(
        Text("恢复和补发", "Restore and back-pay"),
        shapes.RestoreForm,
        _waits_for_restoring,
        _restore,
    ),
    "give-back": Verb(
        Text("退回（含回避）", "Give back (recusal too)"),
        shapes.ReasonForm,
        fitting("give_back", policies.may_take_up),
        plain(checking.give_back, "reason"),
    ),
    "add-organ": Verb(
        Text("交其他单位答复", "Ask another organ"),
        shapes.OrganForm,
        _is_undecided,
        _add_organ,
    ),
    "reopen": Verb(
        Text("重新打开", "Open again"),
        shapes.ReasonForm,
        fitting("reopen", policies.may_assign),
        plain(closing.reopen, "reason"),
    ),
}


def form_of(name: str, officer: Officer, case: Case, *data: Any) -> forms.Form:  # noqa: ANN401  posted data and files
    """The form of a verb, whose fields have ids of their own; those that offer a choice get it."""
    shape, ids = VERBS[name].form, f"{name}-%s"
    if shape is shapes.AssignForm:
        found = people.holders_of(officer, Role.HANDLER, Role.SUPERVISOR)
        choices = [(str(person.pk), person.name) for person in found]
        return shape(*data, auto_id=ids, colleagues=choices)
    if shape is shapes.OrganForm:
        organs = [(str(organ.pk), organ.name) for organ in queries.organs_beside(case)]
        households = [(one, one) for one in case.households.split("|") if one]
        return shape(*data, auto_id=ids, organs=organs, households=households)
    return shape(*data, auto_id=ids)
