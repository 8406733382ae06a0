"""Pages: who may open them, in which language, with which headers; a page that does not say so opens for nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control

from mingjian.desk.core import kept
from mingjian.desk.core.actions import Conflict
from mingjian.desk.core.remembered import one_reading
from mingjian.wording import Language, Text, reader_language, speaking

Response = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
LANGUAGE_COOKIE = "language"
EVERYONE = "everyone"  # also who has not signed in
SIGNED_IN = "signed-in"
# How somebody shows who he is: pages by a session, operations of the API by a token; neither serves for the other.
SESSION, TOKEN = "session", "token"
API = "/api/"


@dataclass(frozen=True)
class Access:
    """Who may open a page: everyone, anyone signed in, or the holders of some roles; with which credential.

    `scope` is what the token of an operation has to allow; empty asks for none.
    """

    to: str
    roles: frozenset[str] = frozenset()
    by: str = SESSION
    scope: str = ""


def open_to_everyone(view: View) -> View:
    """Declare a page that needs no signing in."""
    view.access = Access(EVERYONE)  # type: ignore[attr-defined]
    return view


def open_to_signed_in(view: View) -> View:
    """Declare a page for every account, whatever its roles."""
    view.access = Access(SIGNED_IN)  # type: ignore[attr-defined]
    return view


def open_to(*roles: str) -> Callable[[View], View]:
    """Declare a page for the holders of one of these roles."""

    def declare(view: View) -> View:
        view.access = Access("roles", frozenset(roles))  # type: ignore[attr-defined]
        return view

    return declare


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view declares, also through the wrappers around it; None where it declares nothing."""
    while view is not None:
        declared = getattr(view, "access", None)
        if isinstance(declared, Access):
            return declared
        view = getattr(view, "__wrapped__", None)  # type: ignore[assignment]
    return None


class door:  # noqa: N801  a middleware is named as a function
    """Middleware: nobody passes without a declaration that lets him; outside one's roles a page does not exist."""

    def __init__(self, respond: Response) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and let nothing behind the door be kept by a browser or a proxy."""
        response = self.respond(request)
        if not getattr(request, "is_public", False):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: object,  # noqa: ARG002
        kwargs: object,  # noqa: ARG002
    ) -> HttpResponse | None:
        """Let the request pass, send it to sign in, or deny that there is such a page."""
        access = access_of(view)
        if access is None:
            raise Http404("a view that declares no access")
        if access.to == EVERYONE:
            request.is_public = True  # type: ignore[attr-defined]
            return None
        officer = getattr(request, "officer", None)
        scopes = getattr(request, "scopes", None)  # None: not by a token
        if officer is None or (access.by == TOKEN) != (scopes is not None):
            return _unknown(request, access)
        if access.roles and not access.roles & _roles(officer):
            raise Http404("outside the roles of the officer")
        if scopes is not None and access.scope and access.scope not in scopes:
            return refused(
                403, Text(f"令牌没有 {access.scope} 权限。", f"The token does not allow {access.scope}.")
            )
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a move that no longer fits; a view may show its row as it stands instead."""
        if not isinstance(error, Conflict):
            return None
        context = {"said": error.text, "typed": kept.typed(request)}
        return render(request, "core/conflict.html", context, status=409)


def _unknown(request: HttpRequest, access: Access) -> HttpResponse:
    if access.by == SESSION:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={request.get_full_path()}")
    said = Text(
        "没有令牌，或令牌不对、已到期、已终止；请在“我的账户”中新建。",
        "There is no token, or it is wrong, has expired or was ended; make one under My account.",
    )
    response = refused(401, said)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused(status: int, said: Text) -> HttpResponse:
    """The answer of the API to what it does not do: one sentence in both languages."""
    words = {"ensure_ascii": False}
    return JsonResponse({"zh": said.zh, "en": said.en}, status=status, json_dumps_params=words)


NO_SUCH = Text("没有这一项。", "There is no such thing.")
FAULT = Text(
    "程序出错，什么也没有改变；请稍候再试。",
    "A fault of the program: nothing was changed; try again later.",
)


def _roles(officer: Any) -> frozenset[str]:  # noqa: ANN401  people are above this room
    return frozenset(officer.roles)


def language(respond: Response) -> Response:
    """Middleware: the page speaks the language its reader has chosen; Chinese where nothing was chosen."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen: Language = "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else "zh"
        with speaking(chosen), translation.override("en" if chosen == "en" else "zh-hans"):
            response = respond(request)
        response.headers["Content-Language"] = "en" if chosen == "en" else "zh-CN"
        return response

    return answer


def reading(respond: Response) -> Response:
    """Middleware: until an act is opened, a request asks once how far the journal has come."""

    def answer(request: HttpRequest) -> HttpResponse:
        with one_reading():
            return respond(request)

    return answer


HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def headers(respond: Response) -> Response:
    """Middleware: the headers that every answer carries, also errors and files."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.HTTPS:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response

    return answer


def page_context(request: HttpRequest) -> dict[str, object]:
    """What every template may ask: the officer, the language, the name of the site."""
    return {
        "officer": getattr(request, "officer", None),
        "language": reader_language(),
        "site_name": settings.SITE_NAME,
        "is_demonstration": settings.DEMONSTRATION,
    }


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The page for what does not exist or is none of one's business: one answer for both."""
    if request.path.startswith(API):
        return refused(404, NO_SUCH)
    return render(request, "core/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of the program: what to do, and nothing of what was posted."""
    if request.path.startswith(API):
        return refused(500, FAULT)
    return render(request, "core/server_error.html", status=500)


@open_to_everyone
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The page for a form that is too old or came from elsewhere; one of our own may be sent again as it was typed."""
    context = {
        "fields": kept.fields(request),
        "typed": kept.typed(request),
        "address": request.get_full_path(),
    }
    return render(request, "core/stale_form.html", context, status=403)


def say(zh: str, en: str) -> str:
    """One thing in the language of the reader."""
    return str(Text(zh, en))
