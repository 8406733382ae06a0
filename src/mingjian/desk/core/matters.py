"""Matters that can be erased: a salt for each, from which the key of its personal columns in the journal is drawn.

A model says which of its columns are personal, and which one holds the UUID of the matter:

    journal_personal = ("name", "evidence")
    journal_matter = "id"

Their values stand in images under the key of the matter. Without the salt they can neither be read nor tried out.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring as quote
from typing import Any

from mingjian.desk.core import bulk, ciphers
from mingjian.desk.core.keys import key_of
from mingjian.desk.core.models import MatterKey
from mingjian.desk.core.verify_journal import hash_of, typed

KEY = "matter.key"
EMPTY = frozenset({"t", "t{}", "t[]", "b", None})
Hidden = list[str] | str | None


class Erased(RuntimeError):
    """A row of an erased matter holds personal data again."""


def name(matter: object) -> str:
    """How a matter is named here, the same on every database: a UUID without its hyphens."""
    return str(matter).replace("-", "")


def salts(matters: Iterable[str]) -> dict[str, str]:
    """The salts of some matters, made where there are none; empty for those that have been erased."""
    wanted = sorted(set(matters))
    found = dict(MatterKey.objects.filter(pk__in=wanted).values_list("pk", "salt"))
    fresh = {name: secrets.token_hex(32) for name in wanted if name not in found}
    bulk.insert_values(MatterKey, ("id", "salt"), fresh.items())
    return found | fresh


def hide(values: Sequence[Any], personal: Mapping[int, str], matter: str, salt: str) -> dict[int, str]:
    """What stands in an image for the personal columns of a row: JSON by their places, under the key of their matter.

    `personal` names those columns by their places. What is null stays so; Erased where the matter has no key any more
    and one of them is not empty.
    """
    hidden: dict[int, str] = {}
    key = ciphers.box(ciphers.LETTERS["aes"], ciphers.mac(key_of(KEY), matter, salt))
    whose, of = quote(matter), matter.encode()
    for at, column in personal.items():
        value = None if values[at] is None else typed(values[at])
        if not salt and value not in EMPTY:
            raise Erased(
                f"{column} of the erased matter {matter} is not empty; empty it in the act that erases"
            )
        if salt and value is not None:
            tie, sealed = hash_of("sealed", salt, column, value), ciphers.encrypt(key, value, of)
            hidden[at] = f'["matter",{whose},"{tie}","{sealed}"]'
    return hidden


def shown(value: Hidden) -> str | None:
    """A value of an image again, with its type; None where it was none or has been erased."""
    if not isinstance(value, list):
        return value
    _, matter, _, sealed = value
    salt = MatterKey.objects.filter(pk=matter).values_list("salt", flat=True).first()
    if not salt:
        return None
    key = ciphers.box(ciphers.LETTERS["aes"], ciphers.mac(key_of(KEY), matter, salt))
    return ciphers.decrypt(key, sealed, matter.encode())
