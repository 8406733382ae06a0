"""The export of a journal with the rows it speaks of: JSON lines that verify_journal.py reads, for any database."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from mingjian.desk.core import images, triggers
from mingjian.desk.core.models import Entry, Head, Image, MatterKey, Open, Touched
from mingjian.desk.core.verify_journal import ENTRY, EXPORTED, FORM, IMAGE

AT_ONCE = 2000
Part = tuple[str, object]


def write(file: Path) -> int:
    """Write the export into a new file that only its owner can read; how many lines it has.

    It holds every column of every audited row, as the database keeps it: personal data.
    """
    written = 0
    file.touch(mode=0o600, exist_ok=False)
    with file.open("w", encoding="utf-8") as lines:
        for kind, part in parts():
            lines.write(json.dumps({kind: part}, ensure_ascii=False) + "\n")
            written += 1
    return written


def parts() -> Iterator[Part]:
    """The parts of an export in their order, all of one moment."""
    with transaction.atomic():
        _one_moment()
        yield "form", FORM
        yield from (("core_head", row) for row in Head.objects.values_list(*EXPORTED["core_head"]))
        lines = Entry.objects.order_by("number").values_list(*ENTRY)
        yield from (("core_entry", row) for row in lines.iterator(AT_ONCE))
        taken = Image.objects.order_by("entry", "position").values_list(*IMAGE)
        yield from (("core_image", row) for row in taken.iterator(AT_ONCE))
        kept = MatterKey.objects.exclude(salt="").values_list("id", "salt")
        yield from (("core_matterkey", row) for row in kept.iterator(AT_ONCE))
        for table in triggers.audited().values():
            yield from (("current_rows", (table.name, *row)) for row in images.rows(table, "1 = 1"))
        yield from (("core_touched", (row.act,)) for row in Touched.objects.all())
        yield from (("core_open", (row.act,)) for row in Open.objects.all())
        yield "end", True


def _one_moment() -> None:
    """Read everything as it is now, whatever others write meanwhile; SQLite lets nobody write meanwhile."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
