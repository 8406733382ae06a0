"""Notices to a provider that a record of its table seems wrong, and what it answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.core.sealing import SealedField
from mingjian.desk.documents.models import Document
from mingjian.desk.duties.models import Duty
from mingjian.desk.findings.models.findings import Finding, Named
from mingjian.desk.findings.states import Correcting
from mingjian.desk.people import recusal
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ, Person

if TYPE_CHECKING:
    from mingjian.desk.people.officers import Officer

# Who answers for the data of an office.
PROVIDING = (Role.DATA, Role.HANDLER, Role.SUPERVISOR, Role.FINANCE)


class Corrections(ScopedQuerySet["Correction"]):
    """Notices as an officer may see them."""

    def visible_to(self, officer: Officer) -> Self:
        """Those over findings that she sees, and those that ask something of her own office.

        The provider sees the record alone. One whose finding names her or a relative of hers does not exist for her.
        """
        seen = Q(finding__in=Finding.objects.visible_to(officer).values("pk"))
        if officer.has(*PROVIDING):
            seen |= Q(provider_id=officer.organ_id)
        named = Named.objects.filter(
            finding=OuterRef("finding"), person_hash__in=recusal.barred_keys(officer)
        )
        return self.filter(seen).exclude(Exists(named))


class Correction(models.Model):
    """A notice that asks a provider to look at a record again: it answers corrected, or right as it is.

    `record` holds, sealed, the rows of the provider's own table that the finding rests on, and nothing else of it: not
    the household, not what it is suspected of. `duty` is its clock, `document` the letter where one was drafted.
    With its finding it is erased: then `fault` is empty, as it never is otherwise.
    """

    journal_personal = ("record", "fault", "answer")
    journal_matter = "finding_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    sender = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    table = models.CharField(max_length=40)
    record = SealedField()
    fault = models.CharField(max_length=500)
    stage = models.CharField(max_length=10, choices=Correcting, default=Correcting.OPEN)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=1000, blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = Corrections.as_manager()

    class Meta:
        """The newest first; of one finding one notice at a time."""

        ordering = ("-asked_on", "id")
        indexes = (models.Index(fields=["provider", "stage"], name="correction_by_provider"),)
        constraints = (
            models.UniqueConstraint(
                fields=["finding"], condition=Q(stage="open"), name="one_open_notice_for_a_finding"
            ),
            models.CheckConstraint(
                name="an_answered_notice_has_day_person_and_words",
                condition=~Q(stage__in=["corrected", "confirmed"])
                | Q(answered_on__isnull=False, answered_by__isnull=False) & (~Q(answer="") | Q(fault="")),
            ),
        )
