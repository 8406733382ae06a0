"""The addresses of rows: a list has one in every line, and Django would look each of them up anew."""

from functools import cache
from uuid import UUID

from django.urls import get_script_prefix, reverse

ANY = UUID(int=0)


def address_of(name: str, key: UUID) -> str:
    """The address of the page of a row, as `reverse` gives it; the page takes nothing but the key."""
    before, after = _form(name, get_script_prefix())
    return f"{before}{key}{after}"


@cache
def _form(name: str, _prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[ANY]).partition(str(ANY))
    return before, after
