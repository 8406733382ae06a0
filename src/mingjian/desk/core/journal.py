"""The journal: an act is opened, its writes pass the triggers, and one line of the chain holds all that it touched."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from mingjian.desk.core import images, remembered
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.models import Head
from mingjian.desk.core.verify_journal import ENTRY, FORM, IMAGE, hash_of, hash_of_image

INSERT_ENTRY = f"INSERT INTO core_entry ({', '.join(ENTRY)}) VALUES ({', '.join(['%s'] * len(ENTRY))})"
INSERT_IMAGE = f"INSERT INTO core_image ({', '.join(IMAGE)}) VALUES ({', '.join(['%s'] * len(IMAGE))})"
SLACK = timedelta(seconds=2)  # clocks of servers are put right by less than that all the time


class NotOpen(RuntimeError):
    """Something that belongs inside an act was done outside one."""


@dataclass
class Act:
    """An act that is open: every write until it ends stands in its line of the journal."""

    name: str
    by: Actor
    subject: str = ""
    reason: str = ""
    token: str = field(default_factory=lambda: uuid4().hex)
    at: datetime = field(default_factory=timezone.now)
    within: list[tuple[str, str, str]] = field(default_factory=list)
    is_repeat: bool = False
    depth: int = 0


_open: ContextVar[Act | None] = ContextVar("open act", default=None)


def open_act() -> Act:
    """The act that is open; NotOpen where there is none."""
    act = _open.get()
    if act is None:
        raise NotOpen("this belongs inside an @action or inside journal.opened(…)")
    return act


def is_open() -> bool:
    """Whether an act is open."""
    return _open.get() is not None


@contextmanager
def opened(act: str, by: Actor, *, subject: models.Model | None = None, reason: str = "") -> Iterator[Act]:
    """Open an act: one transaction, in which writes pass, and one line of the journal at its end.

    Inside another act it joins that one: its transaction, its line; what fails inside is undone alone where the outer
    act catches the failure. The outermost act must not stand in a transaction of somebody else.
    """
    outer = _open.get()
    named = images.name(subject) if subject is not None else ""
    if outer is not None:
        with transaction.atomic():
            kept = len(outer.within)
            outer.within.append((act, named, reason))
            outer.depth += 1
            try:
                yield outer
            except BaseException:
                del outer.within[kept:]
                raise
            finally:
                outer.depth -= 1
        return
    fresh = Act(act, by, named, reason)
    remembered.stop_reading()
    with transaction.atomic(durable=True):
        _let_writes_pass(fresh.token)
        token = _open.set(fresh)
        try:
            yield fresh
            if not fresh.is_repeat:
                _write(fresh)
        finally:
            _open.reset(token)
        _stop_writes(fresh.token)


def leave_no_line() -> None:
    """The open act turned out to be a repeated request, which changes nothing; inside another act it counts as one."""
    act = open_act()
    act.is_repeat = not act.depth


def note_read(row: models.Model, column: str, reason: str) -> None:
    """Have the line of the open act say that somebody read a sealed column."""
    open_act().within.append((f"read {column}", images.name(row), reason))


def begin() -> None:
    """Give a new site the head of an empty journal; an existing one stays."""
    installation = str(uuid4())
    Head.objects.get_or_create(
        id=1,
        defaults={"installation": installation, "number": 0, "at": "", "hash": hash_of(FORM, installation)},
    )


# Plain SQL below: the same few statements end every act, and the ORM would take most of its time.
def _let_writes_pass(token: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO core_open (id, act) VALUES (1, %s)", [token])
        else:
            cursor.execute("SELECT set_config('mingjian.act', %s, true)", [token])


def _stop_writes(token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_touched WHERE act = %s", [token])
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM core_open")
        else:
            cursor.execute("SELECT set_config('mingjian.act', '', true)")


def _write(act: Act) -> None:
    """One line with the images of all that was touched; the head is locked last and until the transaction ends."""
    with connection.cursor() as cursor:
        taken = list(_images(cursor, act.token))
        cursor.execute(f"SELECT number, at, hash FROM core_head{_for_update()}")
        number, last, previous = cursor.fetchone()
        number += 1
        now = stamp(timezone.now())
        at, clock = (now, "") if now >= last else (last, _behind(now, last))
        within = json.dumps(act.within, ensure_ascii=False) if act.within else ""
        hashed = hash_of(*_write_images(cursor, number, taken))
        by = (act.by.label, _hex(act.by.person_id), _hex(act.by.account_id))
        line = (number, at, clock, act.name, *by, act.subject, act.reason, within, hashed, previous)
        own = hash_of(*line)
        cursor.execute(INSERT_ENTRY, [*line, own])
        cursor.execute("UPDATE core_head SET number = %s, at = %s, hash = %s", [number, at, own])


def _for_update() -> str:
    return "" if connection.vendor == "sqlite" else " FOR UPDATE"


def _images(cursor: CursorWrapper, token: str) -> Iterator[tuple[str, str, str, str]]:
    """Table, key, operation and columns of every row that an act touched, in the order of table and key."""
    noted: dict[str, dict[str, str]] = {}
    cursor.execute(
        "SELECT table_name, row_key, operation FROM core_touched WHERE act = %s ORDER BY id", [token]
    )
    for table, key, operation in images.fetched(cursor):
        keys = noted.setdefault(table, {})
        if keys.get(key) != "insert":
            keys[key] = operation
    for table in sorted(noted):
        keys = noted[table]
        present = dict(images.touched_rows(images.tables()[table], token))
        for key in sorted(keys):
            if key not in present:
                yield table, key, "delete", images.GONE
            else:
                yield table, key, "insert" if keys[key] == "insert" else "update", present[key]


def _write_images(cursor: CursorWrapper, number: int, taken: list[tuple[str, str, str, str]]) -> list[str]:
    """Write the images of a line; their hashes."""
    fields = [(number, position, *image) for position, image in enumerate(taken)]
    made = [(*image, hash_of_image(image)) for image in fields]
    if made:
        cursor.executemany(INSERT_IMAGE, made)
    return [image[-1] for image in made]


def stamp(at: datetime) -> str:
    """A moment as the journal writes it: UTC with microseconds."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _behind(now: str, last: str) -> str:
    """The clock, where it is behind the last line by more than clocks of servers are put right by."""
    late = datetime.fromisoformat(last) - datetime.fromisoformat(now)
    return now if late > SLACK else ""


def _hex(number: UUID | None) -> str:
    return "" if number is None else str(number)
