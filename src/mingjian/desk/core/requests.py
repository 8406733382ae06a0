"""Requests that arrive twice: a key, what was asked under it, and the answer that the second one gets as well."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.core.files.base import File
from django.db import models

from mingjian.desk.core import images, journal
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.models import Answered

# When something was asked is not part of what was asked: a second click may come after midnight.
CLOCK = frozenset({"today", "now"})
NOTHING_YET = ""


def owner(by: Actor) -> str:
    """Whose keys these are; the site's own have none of an account."""
    return str(by.account_id or by.person_id or by.label)[:36]


def take(by: Actor, key: str) -> Answered:
    """The locked line of a key, with its answer where it has been answered; made where it is new."""
    # The second of two at once waits here for the first: on the unique key, then on the row.
    fresh = Answered(owner=owner(by), key=key, at=journal.open_act().at)
    Answered.objects.bulk_create([fresh], ignore_conflicts=True)
    return Answered.objects.select_for_update().get(owner=fresh.owner, key=key)


def answer(line: Answered, payload: str, result: object) -> None:
    """Keep what was answered."""
    line.payload = payload
    line.answer = json.dumps(kept(result), ensure_ascii=False)
    line.save(update_fields=["payload", "answer"])


def forget(before: datetime) -> int:
    """Drop the keys from before a moment; how many there were."""
    return Answered.objects.filter(at__lt=before).delete()[0]


def payload(act: str, subject: object, words: Mapping[str, object]) -> str:
    """The hash of what is asked: the act, its row and its words."""
    asked = {word: plain(value) for word, value in sorted(words.items()) if word not in CLOCK}
    return sha256(json.dumps([act, plain(subject), asked], ensure_ascii=False).encode()).hexdigest()


def plain(value: object) -> object:
    """A value as JSON that is the same for the same value."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, models.Model):
        return images.name(value)
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, File):  # by its hash: written out, twenty megabytes would take two hundred
        return hash_of_file(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return _plain_parts(value) if isinstance(value, Iterable) else str(value)


def hash_of_file(file: File[bytes]) -> str:
    """The SHA-256 of the content of a file, read some at a time."""
    digest = sha256()
    for some in file.chunks():
        digest.update(some)
    return digest.hexdigest()


def _plain_parts(value: Iterable[object]) -> object:
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in sorted(value.items())}
    if isinstance(value, set | frozenset):
        return sorted(map(str, map(plain, value)))
    return [plain(part) for part in value]


def kept(result: object) -> object:
    """An answer as JSON: rows by model and key, and what JSON knows; TypeError for anything else."""
    if result is None or isinstance(result, str | int | float):
        return result
    if isinstance(result, models.Model):
        return {"row": [result._meta.label, str(result.pk)]}
    if isinstance(result, UUID):
        return {"uuid": str(result)}
    if isinstance(result, list | tuple):
        return [kept(part) for part in result]
    raise TypeError(
        f"an act with a key answers with rows, texts or numbers, not with {type(result).__name__}"
    )


def given(answer: str) -> Any:  # noqa: ANN401  whatever the act answered
    """The answer again; a row as it stands now."""
    return _given(json.loads(answer))


def _given(value: object) -> object:
    if isinstance(value, list):
        return [_given(part) for part in value]
    if isinstance(value, dict) and "uuid" in value:
        return UUID(cast(str, value["uuid"]))
    if isinstance(value, dict):
        label, key = cast("list[str]", value["row"])
        return apps.get_model(label)._base_manager.filter(pk=key).first()
    return value
