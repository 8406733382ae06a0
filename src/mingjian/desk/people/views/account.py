"""The page of one's own account: roles, password, second factor, where one is signed in."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core.http import open_to_signed_in
from mingjian.desk.people import forms, passwords, queries, second_factor, sessions, signing_in
from mingjian.desk.people.actions import signing
from mingjian.desk.people.kinds import ROLES, Role
from mingjian.desk.people.models import Account, OneTimeCode
from mingjian.desk.people.models.accounts import Second
from mingjian.desk.people.officers import OfficerRequest
from mingjian.desk.people.views.signing import set_new_password
from mingjian.wording import Text


@open_to_signed_in
@require_GET
def show(request: OfficerRequest) -> HttpResponse:
    """One's own account."""
    return _page(request, own_account(request))


def own_account(request: OfficerRequest) -> Account:
    """The account of the one who asks."""
    return get_object_or_404(queries.accounts(request.officer), pk=request.officer.account_id)


def _page(request: OfficerRequest, account: Account, status: int = 200, **forms_given: Any) -> HttpResponse:  # noqa: ANN401  forms
    roles = queries.roles_of(request.officer, account).in_force(request.officer.on)
    left = queries.codes_left(request.officer)
    context = {
        "account": account,
        "roles": [(ROLES[Role(term.role)], term) for term in roles],
        "codes_left": left,
        "few": left <= second_factor.FEW,
        "sessions": queries.own_sessions(request.officer),
        "this_one": request.session.get(sessions.SIGNED_IN),
        "demands": passwords.profile(settings.PASSWORD_PROFILE),
        "password_form": forms.ChangePassword(prefix="password"),
        "codes_form": forms.OwnPassword(prefix="codes"),
        "second_form": forms.OwnPassword(prefix="second"),
        **forms_given,
    }
    return render(request, "people/account.html", context, status=status)


def knows_password(request: OfficerRequest, form: Any, account: Account) -> bool:  # noqa: ANN401  a form with `present`
    """Whether the present password was typed; tries are counted as at the door."""
    if not form.is_valid():
        return False
    found = signing_in.by_password(request, account.name, form.cleaned_data["present"], timezone.now())
    if isinstance(found, Text):
        form.add_error("present", str(found))
        return False
    return True


@open_to_signed_in
@require_POST
def change_password(request: OfficerRequest) -> HttpResponse:
    """Another password; every session ends but this one, which goes on under a new key."""
    account = own_account(request)
    form = forms.ChangePassword(request.POST, prefix="password")
    if not knows_password(request, form, account) or not set_new_password(form, account):
        return _page(request, account, 422, password_form=form)
    sessions.let_in(request, account, (), timezone.now())
    said = Text(
        "密码已更改，其他地方的登录已退出。", "The password is changed; you are signed out elsewhere."
    )
    messages.success(request, str(said))
    return redirect("account")


@open_to_signed_in
@require_POST
def renew_codes(request: OfficerRequest) -> HttpResponse:
    """Fresh recovery codes, or a fresh sheet where the second factor is on paper."""
    account = own_account(request)
    form = forms.OwnPassword(request.POST, prefix="codes")
    if not knows_password(request, form, account):
        return _page(request, account, 422, codes_form=form)
    now = timezone.now()
    if account.second == Second.PRINTED:
        codes, purpose = second_factor.new_codes(second_factor.PRINTED_CODES), OneTimeCode.PRINTED
        signing.take_printed_codes(account, request.officer, codes=codes, now=now)
    else:
        codes, purpose = second_factor.new_codes(second_factor.RECOVERY_CODES), OneTimeCode.RECOVERY
        signing.renew_recovery_codes(account, request.officer, codes=codes, now=now)
    return render(request, "people/codes.html", {"codes": codes, "purpose": purpose, "account": account})


@open_to_signed_in
@require_POST
def change_second_factor(request: OfficerRequest) -> HttpResponse:
    """Give up the second factor and set up another at once."""
    account = own_account(request)
    form = forms.OwnPassword(request.POST, prefix="second")
    if not knows_password(request, form, account):
        return _page(request, account, 422, second_form=form)
    now = timezone.now()
    signing.drop_second_factor(account, request.officer, now=now)
    sessions.set_out(request, account, "/account", now)
    sessions.go_on(request, account, second=True)
    return redirect("enrol")


@open_to_signed_in
@require_POST
def end_session(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Sign out somewhere else, or here."""
    session = get_object_or_404(queries.own_sessions(request.officer), pk=pk)
    signing.end_session(session, request.officer, now=timezone.now())
    return redirect("account")
