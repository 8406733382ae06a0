"""Erasing a matter: its salt is destroyed in the act that empties its columns, and the journal says so."""

from collections.abc import Iterable
from datetime import datetime

from mingjian.desk.core import journal, matters
from mingjian.desk.core.models import MatterKey


def erase(given: Iterable[object], now: datetime) -> int:
    """Destroy the salts of some matters, inside the act that empties their personal columns; how many there were.

    Whatever row of the matter keeps a personal column lets the act fail with matters.Erased, where it is touched.
    """
    act, names = journal.open_act(), [matters.name(matter) for matter in given]
    act.within += [("erase", name, act.reason) for name in names]
    MatterKey.objects.bulk_create([MatterKey(id=name) for name in names], ignore_conflicts=True)
    return MatterKey.objects.filter(pk__in=names, erased_at=None).update(salt="", erased_at=now)


def erased() -> list[str]:
    """The matters that have been erased: a restored backup has to erase them again."""
    return list(MatterKey.objects.exclude(erased_at=None).order_by("pk").values_list("pk", flat=True))
