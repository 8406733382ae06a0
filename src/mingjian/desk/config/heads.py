"""When the head of the journal is signed and leaves the machine: on a new day, and after so many lines."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from mingjian.desk.core.heads import folders, sign_head
from mingjian.desk.core.models import Head

EVERY = timedelta(hours=24)
MANY = 500


def sign_if_due(now: datetime) -> int:
    """Sign where a place lacks the head of this day or of many lines; how many were signed.

    A second place that could not be reached the last time gets its head with the next: each place is looked at.
    """
    head = Head.objects.get()
    if all(_has(folder, head, now) for folder in folders()):
        return 0
    sign_head(now)
    return 1


def lagging(folder: Path, now: datetime) -> timedelta | None:
    """How long ago the last head came to a place; None where there is none."""
    last = last_signed(folder)
    return None if last is None else now - last[1]


def last_signed(folder: Path) -> tuple[int, datetime] | None:
    """The line and the moment of the last head in a folder; None where there is none."""
    names = sorted(path for path in folder.glob("*.json"))
    if not names:
        return None
    said = json.loads(names[-1].read_text(encoding="ascii"))
    return int(said["number"]), datetime.fromisoformat(said["at"].replace("Z", "+00:00"))


def _has(folder: Path, head: Head, now: datetime) -> bool:
    last = last_signed(folder)
    if last is None:
        return False
    number, at = last
    return number == head.number or (now - at < EVERY and head.number - number < MANY)
