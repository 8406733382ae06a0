"""Sealed columns: what stands in them opens in the row it was written for, and in no other.

Whoever shows one on a page goes through `reveal`, which asks for a reason and writes it down.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from mingjian.desk.core import ciphers, journal
from mingjian.desk.core.actions import NotAllowed
from mingjian.desk.core.actor import Actor
from mingjian.desk.core.ciphers import Spoilt
from mingjian.desk.core.keys import key_of
from mingjian.wording import Refusal

__all__ = ["SealedField", "Spoilt", "is_written", "keyed_hash", "reveal"]


def keyed_hash(purpose: str, text: str) -> str:
    """What a sealed text is found by: the same for the same text and purpose, and nothing without the key."""
    make = ciphers.mac_sm3 if settings.CIPHER == "sm4" else ciphers.mac
    return make(key_of("search.key"), purpose, text).hex()


def is_written(row: models.Model, column: str) -> bool:
    """Whether anything stands in a sealed column of a row that has been read; it is not opened for that."""
    return bool(vars(row)[column])


def reveal(
    row: models.Model, column: str, by: Actor, *, reason: str, may: Callable[[Any, Any], bool] | None = None
) -> str:
    """The text of a sealed column for somebody's eyes: one line in the journal with the reason.

    Refusal without a reason, NotAllowed where the policy says no.
    """
    if not reason.strip():
        raise Refusal("查看原文须写明事由。", "Say why you need to see this.")
    if may is not None and not may(by, row):
        raise NotAllowed(f"{column} is not shown")
    with journal.opened("reveal", by, subject=row, reason=reason):
        journal.note_read(row, column, reason)
        return str(getattr(row, column))


class Ciphertext(str):
    """A text as the database keeps it."""

    __slots__ = ()


class Opened(str):
    """The text of a sealed column, with what the database keeps for it and where."""

    kept: str
    place: tuple[str, str, str]


class SealedAttribute(DeferredAttribute):
    """The attribute of a sealed column: holds the ciphertext, gives the text."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:  # noqa: ANN401  as Django's
        """The text, opened for this row."""
        held = super().__get__(instance, cls)
        if instance is None or not isinstance(held, str) or not held:
            return held
        place = self.field.place(instance)
        opened = Opened(ciphers.unseal(held, *place) if isinstance(held, Ciphertext) else held)
        opened.kept, opened.place = held if isinstance(held, Ciphertext) else "", place
        return opened

    def __set__(self, instance: models.Model, value: object) -> None:
        """Hold a text until it is saved; the text of this very row goes back to its ciphertext, so that it stays."""
        if isinstance(value, Opened):
            is_own = value.kept and value.place == self.field.place(instance)
            value = Ciphertext(value.kept) if is_own else str(value)
        instance.__dict__[self.field.attname] = value


class SealedField(models.TextField[str, str]):
    """A text that stands sealed in the database. It is found by a keyed hash in a column of its own.

    The row needs its key before it is saved: a UUID. `update()` cannot write it, since it does not know the row.
    """

    descriptor_class = SealedAttribute

    def place(self, instance: models.Model) -> tuple[str, str, str]:
        """What the ciphertext is bound to: table, column, row."""
        return instance._meta.db_table, str(self.column), str(instance._meta.pk.to_python(instance.pk))

    def check(self, **words: Any) -> list[checks.CheckMessage]:  # noqa: ANN401  as Django's
        """As Django's, and the key of the row must be known before it is saved."""
        found: list[checks.CheckMessage] = super().check(**words)
        if isinstance(self.model._meta.pk, models.AutoField):
            found.append(
                checks.Error("a row with a sealed column needs a UUID for its key", obj=self, id="core.E001")
            )
        return found

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ANN401, ARG002, FBT001  as Django's
        """Seal what was set; what was only read stays as it is."""
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, str) and held and not isinstance(held, Ciphertext):
            held = Ciphertext(ciphers.seal(held, *self.place(model_instance)))
            model_instance.__dict__[self.attname] = held
        return held

    def sealer(self) -> Callable[[UUID, str], str]:
        """How texts are sealed for rows that are written many at once: from key and text to what is kept."""
        prefix, table, column = ciphers.current(), self.model._meta.db_table, str(self.column)

        def seal(key: UUID, text: str) -> str:
            return Ciphertext(ciphers.seal_with(prefix, text, table, column, str(key)) if text else text)

        return seal

    def from_db_value(self, value: str | None, *_rest: object) -> str | None:
        """The ciphertext; a row's attribute opens it."""
        return Ciphertext(value) if value else value

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401  as Django's
        """Only ciphertext goes into the database; TypeError for a text that knows no row."""
        if isinstance(value, Opened):
            return value.kept or ciphers.seal(value, *value.place)
        if value is None or value == "" or isinstance(value, Ciphertext):
            return value if value is None else str(value)
        raise TypeError(f"{self.name} is sealed: save its row, and look for it by a keyed hash")
