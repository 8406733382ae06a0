"""The pages of signing in: password, second factor, enrolment at the first time, signing out."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjian.desk.core.http import open_to_everyone
from mingjian.desk.people import forms, lock_out, passwords, second_factor, sessions, signing_in
from mingjian.desk.people.actions import signing
from mingjian.desk.people.models import Account, Device, OneTimeCode
from mingjian.desk.people.models.accounts import Second
from mingjian.wording import Refusal, Text

HOME = "/"
DIFFERENT = Text("两次输入的密码不一致。", "The two passwords differ.")


def _half_way(request: HttpRequest) -> tuple[Account, dict[str, Any]] | None:
    return sessions.half_way(request, timezone.now())


def _step(account: Account, kept: dict[str, Any]) -> str:
    """The name of the page that stands between somebody half way in and the desk; empty where none does."""
    demands = passwords.profile(settings.PASSWORD_PROFILE)
    if not kept["second"]:
        return "second-factor"
    if account.must_change or demands.is_old(account.password_set_at, timezone.now()):
        return "new-password"
    return "enrol" if account.second == Second.NONE else ""


def _onward(request: HttpRequest) -> HttpResponse:
    """To the next page of signing in, or in."""
    found = _half_way(request)
    if found is None:
        return redirect("sign-in")
    account, kept = found
    step = _step(account, kept)
    return redirect(step) if step else _let_in(request, account, str(kept["next"]))


def _let_in(request: HttpRequest, account: Account, onward: str) -> HttpResponse:
    tries = signing_in.tries_of(request, account.name)
    sessions.let_in(request, account, (tries.of_account,), timezone.now())
    response = redirect(onward or HOME)
    lock_out.leave_mark(request, response, account.name)
    return response


def _safe(request: HttpRequest, address: str) -> str:
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else HOME


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Account and password."""
    form = forms.SignIn(request.POST or None)
    onward = _safe(request, request.POST.get("next", request.GET.get("next", HOME)))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        found = signing_in.by_password(request, form.cleaned_data["name"], form.cleaned_data["password"], now)
        if isinstance(found, Account):
            sessions.set_out(request, found, onward, now)
            return _onward(request)
        form.add_error(None, str(found))
    status = 200 if request.method == "GET" else 403
    return render(request, "people/sign_in.html", {"form": form, "next": onward}, status=status)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The code of the second factor."""
    found = _half_way(request)
    if found is None or found[1]["second"]:
        return _onward(request)
    account, _ = found
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = signing_in.by_code(request, account, form.cleaned_data["code"], timezone.now())
        if refused is None:
            sessions.go_on(request, account, second=True)
            return _onward(request)
        form.add_error("code", str(refused))
    status = 200 if request.method == "GET" else 403
    context = {"form": form, "second": account.second}
    return render(request, "people/second_factor.html", context, status=status)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """A password of one's own instead of the one that was handed over or has grown old."""
    found = _half_way(request)
    if found is None or _step(*found) != "new-password":
        return _onward(request)
    account, _ = found
    form = forms.NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid() and set_new_password(form, account):
        sessions.go_on(request, account)
        return _onward(request)
    demands = passwords.profile(settings.PASSWORD_PROFILE)
    status = 200 if request.method == "GET" else 422
    context = {"form": form, "demands": demands, "account": account}
    return render(request, "people/new_password.html", context, status=status)


def set_new_password(form: forms.NewPassword, account: Account) -> bool:
    """Whether the new password was taken; what is wrong with it stands in the form."""
    if form.cleaned_data["password"] != form.cleaned_data["again"]:
        form.add_error("again", str(DIFFERENT))
        return False
    try:
        signing.set_password(
            account,
            sessions.newcomer(account),
            password=form.cleaned_data["password"],
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("password", str(refusal))
        return False
    return True


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Choose the second factor: an authenticator, or one-time codes on paper."""
    found = _half_way(request)
    if found is None or _step(*found) != "enrol":
        return _onward(request)
    account, _ = found
    if request.method == "GET":
        return render(request, "people/enrol.html", {"printed": second_factor.PRINTED_CODES})
    if request.POST.get("second") == Second.PRINTED:
        return _print_codes(request, account)
    signing.choose_authenticator(account, sessions.newcomer(account), secret=second_factor.new_secret())
    return redirect("authenticator")


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def authenticator(request: HttpRequest) -> HttpResponse:
    """Show the secret of a new authenticator, and let it count when it shows the right code."""
    account, device = _unconfirmed(request)
    if account is None or device is None:
        return _onward(request)
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        step = second_factor.step_of(form.cleaned_data["code"], device.secret, 0, now)
        if step is not None:
            codes = second_factor.new_codes(second_factor.RECOVERY_CODES)
            by = sessions.newcomer(account)
            signing.confirm_authenticator(account, by, step=step, recovery=codes, now=now)
            return _show_codes(request, account, codes, OneTimeCode.RECOVERY)
        form.add_error("code", str(signing_in.WRONG_CODE))
    status = 200 if request.method == "GET" else 422
    grouped = [device.secret[at : at + 4] for at in range(0, len(device.secret), 4)]
    context = {"form": form, "secret": " ".join(grouped)}
    return render(request, "people/authenticator.html", context, status=status)


@open_to_everyone
@never_cache
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """The secret of a new authenticator as a picture for its camera."""
    account, device = _unconfirmed(request)
    if account is None or device is None:
        raise Http404("nobody is setting up an authenticator")
    svg = second_factor.picture(device.secret, account.name, settings.SITE_NAME)
    return HttpResponse(svg, content_type="image/svg+xml")


def _unconfirmed(request: HttpRequest) -> tuple[Account | None, Device | None]:
    found = _half_way(request)
    if found is None or _step(*found) != "enrol":
        return None, None
    return found[0], Device.objects.filter(account=found[0], confirmed_at__isnull=True).first()


def _print_codes(request: HttpRequest, account: Account) -> HttpResponse:
    codes = second_factor.new_codes(second_factor.PRINTED_CODES)
    signing.take_printed_codes(account, sessions.newcomer(account), codes=codes, now=timezone.now())
    return _show_codes(request, account, codes, OneTimeCode.PRINTED)


def _show_codes(request: HttpRequest, account: Account, codes: list[str], purpose: str) -> HttpResponse:
    """The one page on which new codes stand; from it one goes on."""
    sessions.go_on(request, account)
    context = {"codes": codes, "purpose": purpose, "account": account, "onward": "enter"}
    return render(request, "people/codes.html", context)


@open_to_everyone
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """In, from the page of new codes."""
    return _onward(request)


@open_to_everyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, here and in what the browser keeps."""
    signed = getattr(request, "signed_in", None)
    row = sessions.row_of(signed) if signed is not None else None
    if row is not None:
        signing.end_session(row, sessions.newcomer(row.account), now=timezone.now())
    request.session.flush()
    response = redirect("sign-in")
    # Cookies stay: by the mark of a known browser its owner cannot be locked out from the same building.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
