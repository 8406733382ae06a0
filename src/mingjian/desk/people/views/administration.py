"""The pages of the administrators: the system administrator's accounts, the security administrator's roles."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjian.desk.core import exporting, ledger_pages
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.filters import BY_WORDS
from mingjian.desk.core.http import open_to
from mingjian.desk.core.ledgers import Column, Ledger, Narrowed
from mingjian.desk.people import forms, passwords, policies, queries, second_factor
from mingjian.desk.people.actions import accounts as acts
from mingjian.desk.people.actions.persons import identity_key
from mingjian.desk.people.kinds import ACCOUNT_KINDS, ROLES, AccountKind, Role
from mingjian.desk.people.models import Account, Organ, Person
from mingjian.desk.people.models.accounts import Second
from mingjian.desk.people.officers import Officer, OfficerRequest
from mingjian.desk.people.readers import READERS
from mingjian.wording import Refusal, Text

PER_PAGE = 50
SYSADMIN, SECADMIN = Role.SYSADMIN.value, Role.SECADMIN.value
NOBODY = Text(
    "在您管理的地区没有这个人的现任职务；请先导入任职数据，或核对身份证号。",
    "Nobody with this number holds a post in the places you administer; load the table of officers first, or check it.",
)
SEVERAL = Text("此人有几个现任职务，请选择账户所属的单位。", "He holds several posts; choose the organ.")
NAME_TAKEN = Text(
    "账户名已有人使用，或此人已有一个在用的账户。",
    "The name is taken, or this person has an account already.",
)
VILLAGE_ONLY = Text(
    "此人只在嘎查村（社区）任职；苏木乡镇以下不设账户。",
    "He holds posts in a village alone; there are no accounts below the township.",
)


@open_to(SYSADMIN, SECADMIN)
@require_GET
def accounts(request: OfficerRequest) -> HttpResponse:
    """The accounts of one's places, and what waits for a second person."""
    if exporting.is_wanted(request):
        return exporting.answer(request, LEDGER)
    context = {
        **ledger_pages.shown(request, LEDGER, PER_PAGE).context(),
        "handovers": queries.open_handovers(request.officer),
        "q": request.GET.get("q", ""),
        "state": request.GET.get("state", ""),
    }
    return render(request, "people/accounts.html", context)


STATES = {"active": Text("在用", "active"), "disabled": Text("已停用", "disabled")}
SECONDS = {
    Second.AUTHENTICATOR: Text("验证器", "authenticator"),
    Second.PRINTED: Text("打印码", "paper"),
    Second.NONE: Text("未绑定", "none yet"),
}


def _narrowed(officer: Officer, asked: QueryDict) -> Narrowed:
    words, state = asked.get("q", ""), asked.get("state", "")
    told = [str(BY_WORDS)] if words else []
    told += [str(STATES[state])] if state in STATES else []
    return Narrowed(_filtered(queries.accounts(officer), words, state), tuple(told))


def _lines(officer: Officer, rows: Sequence[Account]) -> list[dict[str, Any]]:
    roles = queries.roles_on_page(officer, rows)
    return [_line(account, roles.get(account.pk, [])) for account in rows]


def _line(account: Account, roles: list[str]) -> dict[str, Any]:
    if account.disabled_at:
        colour, words = "grey", Text("已停用", "disabled")
    elif account.password:
        colour, words = "green", Text("在用", "active")
    else:
        colour, words = "yellow", Text("未开通", "not opened")
    return {
        "id": account.pk,
        "account": account,
        "roles": "、".join(str(ROLES[Role(role)]) for role in roles),
        "colour": colour,
        "state": words,
    }


LEDGER = Ledger(
    id="accounts",
    name=Text("账户台账", "Ledger of accounts"),
    every=queries.accounts,
    found=_narrowed,
    lines=_lines,
    readers=READERS,
    roles=frozenset({SYSADMIN, SECADMIN}),
    place="organ__division__code",
    columns=(
        Column(
            "name",
            Text("账户", "Account"),
            lambda row: row["account"].name,
            20,
            address=lambda row: reverse("one-account", args=[row["id"]]),
        ),
        Column("person", Text("姓名", "Name"), lambda row: row["account"].person.name, 12),
        Column("organ", Text("单位", "Organ"), lambda row: row["account"].organ.name, 28),
        Column("roles", Text("在任角色", "Roles"), lambda row: row["roles"], 24),
        Column(
            "kind",
            Text("类别", "Kind"),
            lambda row: ACCOUNT_KINDS[AccountKind(row["account"].kind)],
            16,
            is_optional=True,
        ),
        Column(
            "second",
            Text("第二因素", "Second factor"),
            lambda row: SECONDS[Second(row["account"].second)],
            12,
        ),
        Column("state", Text("状态", "State"), lambda row: row["state"], 10, light=lambda row: row["colour"]),
        Column(
            "made",
            Text("建户日期", "Made"),
            lambda row: timezone.localtime(row["account"].made_at).date(),
            12,
            "day",
            is_optional=True,
        ),
    ),
)


def _filtered(found: QuerySet[Account], words: str, state: str) -> QuerySet[Account]:
    if words:
        found = found.filter(
            Q(name__icontains=words) | Q(person__name__icontains=words) | Q(organ__name__icontains=words)
        )
    if state in ("active", "disabled"):
        found = found.filter(disabled_at__isnull=state == "active")
    return found


@open_to(SYSADMIN)
@require_http_methods(["GET", "POST"])
def new_account(request: OfficerRequest) -> HttpResponse:
    """Make an account for somebody who holds a post."""
    form = forms.NewAccount(request.POST or None)
    organs: list[Organ] = []
    if request.method == "POST" and form.is_valid():
        person, organs = _holder(request, form)
        if person is not None and len(organs) == 1:
            account = _made(request, form, person, organs[0])
            if account is not None:
                return redirect("one-account", pk=account.pk)
    status = 200 if request.method == "GET" else 422
    context = {"form": form, "organs": organs if len(organs) > 1 else []}
    return render(request, "people/new_account.html", context, status=status)


def _holder(request: OfficerRequest, form: forms.NewAccount) -> tuple[Person | None, list[Organ]]:
    """Whom the number names, and at which organs he may have an account; what is wrong stands in the form."""
    try:
        key = identity_key(form.cleaned_data["number"])
    except Refusal as refusal:
        form.add_error("number", str(refusal))
        return None, []
    person = queries.persons(request.officer).filter(identity_key=key).first()
    if person is None:
        form.add_error("number", str(NOBODY))
        return None, []
    organs = queries.posts_held(request.officer, person)
    open_to_him = [organ for organ in organs if organ.division.level != "village"]
    chosen = [organ for organ in open_to_him if organ.pk == form.cleaned_data["organ"]]
    if not open_to_him:
        form.add_error("number", str(VILLAGE_ONLY if organs else NOBODY))
    elif len(open_to_him) > 1 and not chosen:
        form.add_error("organ", str(SEVERAL))
    return person, chosen or open_to_him


def _made(request: OfficerRequest, form: forms.NewAccount, person: Person, organ: Organ) -> Account | None:
    try:
        return acts.make_account(
            request.officer,
            name=form.cleaned_data["name"],
            person=person,
            organ=organ,
            division=organ.division_id,
            kind=AccountKind(form.cleaned_data["kind"]),
            now=timezone.now(),
        )
    except Conflict:
        form.add_error("name", str(NAME_TAKEN))
        return None


@open_to(SYSADMIN, SECADMIN)
@require_GET
def one_account(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One account: what it is, which roles it holds and held."""
    return _page(request, _account(request, pk))


def _account(request: OfficerRequest, pk: UUID) -> Account:
    return get_object_or_404(queries.accounts(request.officer), pk=pk)


def _page(request: OfficerRequest, account: Account, status: int = 200, **given: Any) -> HttpResponse:  # noqa: ANN401  forms
    officer = request.officer
    roles = [(ROLES[Role(term.role)], term) for term in queries.roles_of(officer, account)]
    on = officer.on
    context = {
        "account": account,
        "kind": ACCOUNT_KINDS[AccountKind(account.kind)],
        "roles": roles,
        "today": on,
        "may_disable": policies.may_disable(officer, account) and account.disabled_at is None,
        "may_ask": policies.may_ask_handover(officer, account),
        "may_grant": policies.may_grant(officer, account),
        "handover": queries.open_handovers(officer).filter(account=account).first(),
        "reason_form": forms.Reason(prefix="handover"),
        "disable_form": forms.Reason(prefix="disable"),
        "grant_form": forms.Grant(
            kind=AccountKind(account.kind), initial={"from_day": on, "to_day": on.replace(month=12, day=31)}
        ),
        **given,
    }
    return render(request, "people/one_account.html", context, status=status)


def _conflict(request: OfficerRequest, account: Account, conflict: Conflict) -> HttpResponse:
    messages.error(request, str(conflict))
    return _page(request, _account(request, account.pk), 409)


@open_to(SYSADMIN)
@require_POST
def disable(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Disable an account for good."""
    account = _account(request, pk)
    form = forms.Reason(request.POST, prefix="disable")
    if not form.is_valid():
        return _page(request, account, 422, disable_form=form)
    try:
        acts.disable(account, request.officer, now=timezone.now(), reason=form.cleaned_data["reason"])
    except Conflict as conflict:
        return _conflict(request, account, conflict)
    return redirect("one-account", pk=pk)


@open_to(SYSADMIN)
@never_cache
@require_POST
def ask_handover(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Ask that an account be opened or reset; the code to hand over stands on the answer alone."""
    account = _account(request, pk)
    form = forms.Reason(request.POST, prefix="handover")
    if not form.is_valid():
        return _page(request, account, 422, reason_form=form)
    code = second_factor.new_codes(1)[0]
    reason = form.cleaned_data["reason"]
    try:
        acts.ask_handover(account, request.officer, code=code, now=timezone.now(), reason=reason)
    except Conflict as conflict:
        return _conflict(request, account, conflict)
    return render(request, "people/handed.html", {"account": account, "code": code})


@open_to(SECADMIN)
@never_cache
@require_POST
def confirm_handover(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Confirm what the system administrator has asked; the password to hand over stands on the answer alone."""
    handover = get_object_or_404(queries.open_handovers(request.officer), pk=pk)
    password = passwords.random()
    try:
        acts.confirm_handover(handover, request.officer, password=password, now=timezone.now())
    except Conflict as conflict:
        return _conflict(request, handover.account, conflict)
    return render(request, "people/handed.html", {"account": handover.account, "password": password})


@open_to(SYSADMIN, SECADMIN)
@require_POST
def withdraw_handover(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Drop what was asked."""
    handover = get_object_or_404(queries.open_handovers(request.officer), pk=pk)
    try:
        acts.withdraw_handover(handover, request.officer, now=timezone.now())
    except Conflict as conflict:
        return _conflict(request, handover.account, conflict)
    return redirect("one-account", pk=handover.account_id)


@open_to(SECADMIN)
@require_POST
def grant_role(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Give an account a role for a term."""
    account = _account(request, pk)
    form = forms.Grant(request.POST, kind=AccountKind(account.kind))
    if not form.is_valid():
        return _page(request, account, 422, grant_form=form)
    said = form.cleaned_data
    try:
        acts.grant_role(
            account,
            request.officer,
            role=Role(said["role"]),
            from_day=said["from_day"],
            to_day=said["to_day"],
            now=timezone.now(),
        )
    except Conflict as conflict:
        return _conflict(request, account, conflict)
    return redirect("one-account", pk=pk)


@open_to(SECADMIN)
@require_POST
def end_role(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End a role at once."""
    term = get_object_or_404(queries.role_terms(request.officer), pk=pk)
    try:
        acts.end_role(term, request.officer, now=timezone.now())
    except Conflict as conflict:
        return _conflict(request, term.account, conflict)
    return redirect("one-account", pk=term.account_id)
