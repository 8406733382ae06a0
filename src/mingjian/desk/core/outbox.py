"""The outbox: a notice is written with the act it tells of, and sent afterwards, so that a crash loses none."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models

from mingjian.desk.core import images, journal
from mingjian.desk.core.models import Notice
from mingjian.wording import Text


def post(kind: str, to_person_id: UUID, text: Text, about: models.Model | None = None) -> Notice:
    """Put a notice into the outbox, inside an act; the text names no identity number and nobody who complained."""
    act = journal.open_act()
    return Notice.objects.create(
        kind=kind,
        to_person_id=to_person_id,
        zh=text.zh,
        en=text.en,
        about=images.name(about) if about is not None else "",
        at=act.at,
    )


def waiting(limit: int = 200) -> list[Notice]:
    """The notices that nobody has sent yet, the oldest first."""
    return list(Notice.objects.filter(sent_at=None).order_by("at", "id")[:limit])


def mark_sent(notices: Iterable[Notice], now: datetime) -> None:
    """Note, inside an act, that these notices have gone out; one that has gone before keeps its day."""
    journal.open_act()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices], sent_at=None).update(sent_at=now)
