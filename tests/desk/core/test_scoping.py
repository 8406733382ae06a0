"""Scoped reads: nothing is read before somebody says on whose behalf."""

from types import SimpleNamespace

import pytest
from desk_ledger import acts
from desk_ledger.models import Folder, Reviewer
from django.db.models import Exists, OuterRef, Sum

from mingjian.desk.core import journal
from mingjian.desk.core.actor import Site
from mingjian.desk.core.scoping import Unscoped

pytestmark = pytest.mark.django_db
NORTH, SOUTH = SimpleNamespace(place="1504"), SimpleNamespace(place="1505")

READS = {
    "list": list,
    "len": len,
    "truth": bool,
    "get": lambda rows: rows.get(),
    "first": lambda rows: rows.first(),
    "slice": lambda rows: rows[0],
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "iterator": lambda rows: list(rows.iterator()),
    "aggregate": lambda rows: rows.aggregate(Sum("amount")),
    "values": lambda rows: list(rows.values("title")),
    "values_list": lambda rows: list(rows.values_list("title", flat=True)),
    "dates": lambda rows: list(rows.datetimes("seen_at", "day")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "contains": lambda rows: rows.contains(Folder()),
    "latest": lambda rows: rows.latest("title"),
    "explain": lambda rows: rows.explain(),
    "raw": lambda rows: list(rows.raw("SELECT id FROM desk_ledger_folder")),
    "subquery": lambda rows: list(Reviewer.objects.filter(folder__in=rows)),
    "exists in a query": lambda rows: list(
        Reviewer.objects.filter(Exists(rows.filter(pk=OuterRef("folder"))))
    ),
    "update": lambda rows: rows.update(title="x"),
    "delete": lambda rows: rows.delete(),
    "get_or_create": lambda rows: rows.get_or_create(title="x"),
    "union": lambda rows: list(rows.everything(reason="test").union(rows)),
    "or": lambda rows: list(rows.everything(reason="test") | rows),
    "and": lambda rows: list(rows.everything(reason="test") & rows),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("start", ["all", "filter", "order_by"])
def test_a_read_without_a_scope_is_refused(read, start):
    with journal.opened("test", Site()), pytest.raises(Unscoped):
        read(getattr(Folder.objects, start)())


def test_an_officer_sees_what_the_app_says():
    acts.open_folder(Site(), title="one")
    assert [folder.title for folder in Folder.objects.visible_to(NORTH)] == ["one"]
    assert [
        folder.title for folder in Folder.objects.filter(state="open").visible_to(NORTH).order_by("pk")
    ] == ["one"]
    assert Folder.objects.visible_to(SOUTH).count() == 0


def test_everything_asks_for_a_reason():
    with pytest.raises(Unscoped):
        Folder.objects.everything(reason=" ")
    assert list(Folder.objects.everything(reason="test").none()) == list(Folder.objects.none()) == []
