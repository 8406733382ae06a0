"""When the head of the journal is signed and leaves the machine: on a new day, and after so many lines."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from mingjian.desk.core.heads import sign_head
from mingjian.desk.core.models import Head

EVERY = timedelta(hours=24)
MANY = 500


def sign_if_due(now: datetime) -> int:
    """Sign where the journal has grown and the last head is a day old or many lines behind; how many were signed."""
    head = Head.objects.get()
    last = last_signed(settings.SITE_FOLDER / "heads")
    if last is not None:
        number, at = last
        if number == head.number or (now - at < EVERY and head.number - number < MANY):
            return 0
    sign_head(now)
    return 1


def last_signed(folder: Path) -> tuple[int, datetime] | None:
    """The line and the moment of the last head in a folder; None where there is none."""
    names = sorted(path for path in folder.glob("*.json"))
    if not names:
        return None
    said = json.loads(names[-1].read_text(encoding="ascii"))
    return int(said["number"]), datetime.fromisoformat(said["at"].replace("Z", "+00:00"))
