"""The officer of every request, as her account stands under the last line of the journal."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mingjian.desk.people import sessions, tokens


def officer(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: request.officer, None where nobody is known; a session that may not go on ends here.

    request.scopes holds what a token allows; None where it is no token that says who asks.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.officer = None  # type: ignore[attr-defined]
        request.signed_in = None  # type: ignore[attr-defined]
        request.scopes = None  # type: ignore[attr-defined]
        bearer = tokens.bearer_of(request)
        if bearer:
            _by_token(request, bearer)
        elif settings.SESSION_COOKIE_NAME in request.COOKIES:
            _recognise(request)
        return respond(request)

    return answer


def _by_token(request: HttpRequest, text: str) -> None:
    now = timezone.now()
    found = tokens.living(text, now)
    if found is not None:
        request.scopes = frozenset(found.scopes)  # type: ignore[attr-defined]
        request.officer = sessions.officer_of(found.account, timezone.localdate(now))  # type: ignore[attr-defined]


def _recognise(request: HttpRequest) -> None:
    if sessions.SIGNED_IN not in request.session:
        return
    now = timezone.now()
    found = sessions.known(request.session, now)
    if found is None:
        request.session.flush()
        return
    sessions.note_seen(request.session, now)
    request.signed_in = found  # type: ignore[attr-defined]
    request.officer = replace(found.officer)  # type: ignore[attr-defined]  # one of its own for each request
