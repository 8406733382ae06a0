"""The few pages of the mechanism itself: language, columns of a ledger, large exports, whether the site is well."""

from uuid import UUID

from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from mingjian.desk.core import exporting
from mingjian.desk.core.http import LANGUAGE_COOKIE, open_to_everyone, open_to_signed_in
from mingjian.desk.core.ledgers import REGISTER, ledger_or_404, reader_of
from mingjian.desk.core.models import Export

A_YEAR = 365 * 24 * 3600


@open_to_everyone
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language of this browser and go back to the page."""
    response = HttpResponseRedirect(_back(request))
    language = "en" if request.POST.get("language") == "en" else "zh"
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


def _back(request: HttpRequest) -> str:
    """The page that a form came from, if it is one of ours."""
    back = request.POST.get("back", "/")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"


@open_to_signed_in
@require_POST
def choose_columns(request: HttpRequest, name: str) -> HttpResponse:
    """Remember which columns of a ledger its reader wants, and go back to it."""
    ledger = ledger_or_404(name)
    ticked = set() if "usual" in request.POST else set(request.POST.getlist("column"))
    columns = [column.id for column in ledger.columns if column.id in ticked]
    officer = reader_of(request)
    exporting.choose_columns(officer, ledger=name, columns=columns)
    return HttpResponseRedirect(_back(request))


@open_to_signed_in
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """The large exports that one has asked for, and how far they are."""
    officer = reader_of(request)
    rows = list(exporting.mine(officer, timezone.now()))
    waiting = (Export.Stage.WAITING, Export.Stage.WRITING)
    context = {
        "rows": [(row, REGISTER[row.ledger].name, 100 * row.written // max(row.total, 1)) for row in rows],
        "working": any(row.stage in waiting for row in rows),
    }
    page = "core/exports.html#exports" if getattr(request, "htmx", False) else "core/exports.html"
    return render(request, page, context)


@open_to_signed_in
@require_GET
def export_file(request: HttpRequest, pk: UUID) -> FileResponse:
    """Fetch a large export of one's own."""
    officer = reader_of(request)
    return exporting.fetched(officer, get_object_or_404(exporting.mine(officer, timezone.now()), pk=pk))


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
