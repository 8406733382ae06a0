"""The page of one's own tokens: made and shown once, listed, ended."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.http import open_to_signed_in
from mingjian.desk.people import forms, queries
from mingjian.desk.people import tokens as secrets
from mingjian.desk.people.actions import tokens as acts
from mingjian.desk.people.kinds import SCOPES, Scope
from mingjian.desk.people.officers import OfficerRequest
from mingjian.desk.people.views.account import knows_password, own_account


@open_to_signed_in
@require_http_methods(["GET", "POST"])
def tokens(request: OfficerRequest) -> HttpResponse:
    """The tokens that live, and a form for another one, which asks for the present password."""
    form = forms.NewToken(request.POST or None)
    account = own_account(request)
    if request.method != "POST" or not knows_password(request, form, account):
        return _page(request, form, 422 if request.method == "POST" else 200)
    said, text = form.cleaned_data, secrets.new_token()
    try:
        made = acts.make_token(
            account,
            request.officer,
            token_key=secrets.token_key(text),
            name=said["name"],
            scopes=[Scope(scope) for scope in said["scopes"]],
            days=said["days"],
            now=timezone.now(),
        )
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _page(request, form, 409)
    return render(request, "people/token.html", {"token": text, "made": made, "scopes": _words(made.scopes)})


def _page(request: OfficerRequest, form: forms.NewToken, status: int) -> HttpResponse:
    now = timezone.now()
    rows = [
        (token, _words(token.scopes), now >= token.expires_at)
        for token in queries.own_tokens(request.officer)
    ]
    return render(request, "people/tokens.html", {"form": form, "rows": rows}, status=status)


def _words(scopes: list[str]) -> str:
    return "、".join(str(SCOPES[Scope(scope)]) for scope in scopes)


@open_to_signed_in
@require_POST
def end_token(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """End one of one's tokens."""
    token = get_object_or_404(queries.own_tokens(request.officer), pk=pk)
    acts.end_token(token, request.officer, now=timezone.now())
    return redirect("tokens")
