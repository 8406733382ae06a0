"""What is asked because of findings: household questions of the counties, tables that somebody owes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingjian.desk.documents.models import Document
from mingjian.desk.duties.models import Duty
from mingjian.desk.findings.models.findings import LOOKING, LOOKING_ORGANS, Finding, Named, Run
from mingjian.desk.people import queries, recusal
from mingjian.desk.people.models import Organ
from mingjian.wording import Text

if TYPE_CHECKING:
    from mingjian.desk.people.officers import Officer


class Questions(models.QuerySet["Question"]):
    """Questions as an officer may see them."""

    def visible_to(self, officer: Officer) -> Self:
        """Those of her places, where she looks at findings.

        One that only findings put which name her or a relative of hers does not exist.
        """
        if officer.organ not in LOOKING_ORGANS or not officer.has(*LOOKING):
            return self.none()
        named = Named.objects.filter(
            finding=OuterRef("finding"), person_hash__in=recusal.barred_keys(officer)
        )
        asked = Asked.objects.filter(question=OuterRef("pk"))
        mine = self.filter(queries.places_of(officer).q("county"))
        return mine.filter(~Exists(asked.filter(Exists(named))) | Exists(asked.exclude(Exists(named))))


class Question(models.Model):
    """What the county asks a household: which months, how much, what to ask; no clause, no officer, no source."""

    journal_personal = ("household", "ask_zh", "ask_en", "months", "answer")
    journal_matter = "id"

    class Stage(models.TextChoices):
        """Whether it was answered."""

        OPEN = "open"
        ANSWERED = "answered"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    county = models.CharField(max_length=6)
    division = models.CharField(max_length=12)
    household = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    ask_zh = models.CharField(max_length=400)
    ask_en = models.CharField(max_length=600)
    months = models.JSONField(default=dict)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    fen = models.BigIntegerField(null=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN)
    answer = models.CharField(max_length=1000, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()

    objects = Questions.as_manager()

    class Meta:
        """A household is asked the same thing once."""

        ordering = ("division", "household", "pk")
        constraints = (
            models.UniqueConstraint(fields=["household", "digest"], name="a_household_is_asked_once"),
            models.CheckConstraint(
                condition=Q(stage="open", answered_on__isnull=True)
                | Q(stage="answered", answered_on__isnull=False),
                name="an_answered_question_has_its_day",
            ),
        )


class Asked(models.Model):
    """Which finding puts a question: whoever is named in all that put it does not see that it was asked."""

    id = models.BigAutoField(primary_key=True)
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="+")

    class Meta:
        """Each finding once."""

        constraints = (
            models.UniqueConstraint(fields=["question", "finding"], name="a_finding_asks_a_question_once"),
        )


class Owed(models.Model):
    """A table that a county (or league) owes: because of it some rules could not decide there.

    `table` is its id in the data standard, empty where no table is missing (no calendar, too few counties to compare).
    `key` says in ids what is missing, whatever the words are: runs know a line by it. It is empty where no run has said
    it yet, and then the sentence is what a line is known by.
    Once somebody was asked, `organ` is who owes it, `duty` its clock and `document` the letter that asks for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    division = models.CharField(max_length=12)
    key = models.CharField(max_length=400, blank=True)
    reason = models.CharField(max_length=300)
    reason_en = models.CharField(max_length=300, blank=True)
    table = models.CharField(max_length=40, blank=True)
    rules = models.JSONField(default=list)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    noted_on = models.DateField()
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField(null=True)
    supplied_on = models.DateField(null=True)

    @property
    def said(self) -> Text:
        """Why rules could not decide; what an earlier version said is there in Chinese alone."""
        return Text(self.reason, self.reason_en or self.reason)

    class Meta:
        """One line for a place and what is missing there."""

        ordering = ("division", "reason", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["division", "key"], condition=~Q(key=""), name="a_table_is_owed_once_in_a_place"
            ),
            models.UniqueConstraint(
                fields=["division", "reason"], condition=Q(key=""), name="a_sentence_stands_once_in_a_place"
            ),
            models.CheckConstraint(
                name="an_owed_table_with_a_clock_has_owner_and_day",
                condition=Q(duty__isnull=True)
                | Q(organ__isnull=False, asked_on__isnull=False) & ~Q(table=""),
            ),
        )
