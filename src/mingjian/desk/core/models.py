"""The tables of the mechanism: journal and its head, what an open act has touched, repeated requests, notices."""

from uuid import uuid4

from django.db import models


class Entry(models.Model):
    """One line of the journal: who did what to which row, and why. Never changed, never deleted.

    Every column is text or a whole number, so that its bytes are the same on every database; every one of them is
    hashed. `previous` is the hash of the line before, `images` the hash over the images of the touched rows.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(
        max_length=32
    )  # UTC, such as 2026-03-01T01:30:00.000000Z; never earlier than the line before
    clock = models.CharField(max_length=32, blank=True)  # what the clock said where it was behind, else empty
    act = models.CharField(max_length=80, db_index=True)  # such as case.take_up
    actor = models.CharField(max_length=200)
    person = models.CharField(max_length=36, blank=True, db_index=True)
    account = models.CharField(max_length=36, blank=True)
    subject = models.CharField(max_length=200, blank=True, db_index=True)  # table:key
    reason = models.TextField(blank=True)
    within = models.TextField(blank=True)  # JSON: acts and reads inside this one, as [act, subject, reason]
    images = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(number__gte=1), name="journal_numbers_begin_at_one"),
        )


class Image(models.Model):
    """All columns of one touched row as they stood when the act ended, or that the row is gone."""

    pk = models.CompositePrimaryKey("entry", "position")
    entry = models.BigIntegerField()
    position = models.IntegerField()
    table_name = models.CharField(max_length=63)
    row_key = models.CharField(max_length=100)
    operation = models.CharField(max_length=6)  # insert, update or delete
    columns = models.TextField()  # JSON, see verify_journal.py
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (models.Index(fields=["table_name", "row_key", "entry"], name="journal_image_of_row"),)


class Head(models.Model):
    """The last line of the journal, locked by whoever adds the next; there is one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    installation = models.CharField(max_length=36)
    number = models.BigIntegerField()
    at = models.CharField(max_length=32)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_has_one_head"),)


class Open(models.Model):
    """SQLite only: the act that is open, so that triggers let its writes pass; empty outside a transaction."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    act = models.CharField(max_length=32)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_act_is_open_at_a_time"),)


class Touched(models.Model):
    """What triggers note of an open act: table and key of each row written; empty outside a transaction."""

    act = models.CharField(max_length=32, db_index=True)
    table_name = models.CharField(max_length=63)
    row_key = models.CharField(max_length=100)
    operation = models.CharField(max_length=6)


class Answered(models.Model):
    """A request that came with an idempotency key, and what it was answered: the second one gets the same answer."""

    owner = models.CharField(max_length=36)
    key = models.CharField(max_length=100)
    payload = models.CharField(max_length=64)
    answer = models.TextField(blank=True)  # JSON; empty while the first is at work
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="one_answer_for_each_key"),)
        indexes = (models.Index(fields=["at"], name="answered_by_age"),)


class Notice(models.Model):
    """A notice to a person, written with the act that it tells of; the worker sends it afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    to_person_id = models.UUIDField(db_index=True)
    zh = models.TextField()
    en = models.TextField()
    about = models.CharField(max_length=200, blank=True)  # table:key
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["at"], condition=models.Q(sent_at=None), name="notices_that_wait"),)


class MatterKey(models.Model):
    """The salt from which the key of a matter is drawn; erasing the matter destroys it."""

    id = models.CharField(max_length=100, primary_key=True)
    salt = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(salt=""), name="an_erased_matter_has_no_salt"
            ),
        )


class ShownColumns(models.Model):
    """The columns of a ledger that somebody wants to see."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.UUIDField()
    ledger = models.CharField(max_length=40)
    columns = models.JSONField()

    unaudited = "how a list looks to somebody: no facts"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account_id", "ledger"], name="columns_of_a_ledger_once"),
        )


class Export(models.Model):
    """A large ledger that somebody takes: who asked for what, how far it is, until it is a day old.

    `said` is why it failed. The file stands in the folder of the site, beside it the keys of its rows: whoever fetches
    it must still be allowed to see every one of them.
    """

    class Stage(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        WRITING = "writing"
        READY = "ready"
        REFUSED = "refused"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account_id = models.UUIDField(db_index=True)
    person_id = models.UUIDField()
    ledger = models.CharField(max_length=40)
    asked = models.TextField(blank=True)
    columns = models.JSONField()
    language = models.CharField(max_length=2, default="zh")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.WAITING)
    total = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()

    unaudited = "an errand of a day: that it was taken, and what, stands in a line of the journal"

    class Meta:
        ordering = ("-asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(written__lte=models.F("total")), name="an_export_writes_what_it_counted"
            ),
        )
