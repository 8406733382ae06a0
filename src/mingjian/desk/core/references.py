"""Rows that one room keeps of another as table:key: which page shows them, asked of the room whose table it is.

An app says so in its configuration: `pages = {"cases_case": "mingjian.desk.cases.queries.page_of"}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.utils.module_loading import import_string

from mingjian.desk.core.actor import Actor
from mingjian.wording import Text


@dataclass(frozen=True)
class Page:
    """The page of a row: how it is called, and where it is."""

    words: Text
    address: str


Finder = Callable[[Actor, str, str], Page | None]


def page_of(officer: Actor, name: str) -> Page | None:
    """The page of a row, for an officer who may see it; None where there is none for her."""
    table, _, key = name.partition(":")
    for app in apps.get_app_configs():
        pages: Mapping[str, str] = getattr(app, "pages", {})
        if table in pages:
            find: Finder = import_string(pages[table])
            return find(officer, table, key)
    return None
