"""Pages of a list, and the token that makes a form count once."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

ROWS = 25


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = ROWS) -> Page[Any]:
    """The page of the list that the address asks for; the first where it asks for nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def query_without_page(request: HttpRequest) -> str:
    """The filters of the address, to be followed by page=…."""
    words = request.GET.copy()
    words.pop("page", None)
    return f"{words.urlencode()}&" if words else ""


def paged(request: HttpRequest, rows: QuerySet[Any], size: int = ROWS) -> dict[str, Any]:
    """What core/pages.html needs."""
    return {"page": page_of(request, rows, size), "query": query_without_page(request)}


def fresh_key() -> str:
    """A token for a form: what is sent twice with it is done once."""
    return uuid4().hex


def chosen_rows(request: HttpRequest, name: str, rows: QuerySet[Model]) -> list[Any]:
    """The rows whose boxes were ticked, of those in the query set."""
    return list(rows.filter(pk__in=_keys(request.POST.getlist(name))))


def _keys(words: list[str]) -> list[str]:
    return [word for word in words if len(word) in (32, 36) and set(word) <= set("0123456789abcdef-")][:500]
