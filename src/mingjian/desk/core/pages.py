"""The few pages of the mechanism itself: choosing a language, and whether the site is well."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core.http import LANGUAGE_COOKIE, open_to_everyone

A_YEAR = 365 * 24 * 3600


@open_to_everyone
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of this browser and go back to the page."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    language = "en" if request.POST.get("language") == "en" else "zh"
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


@open_to_everyone
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether the database answers: 200 and {"ok": true}, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})
