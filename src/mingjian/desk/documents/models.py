"""The tables of official documents: the document, its number, whom it went to, the bytes that were issued."""

from base64 import b64decode
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.core.sealing import SealedField
from mingjian.desk.documents.states import NUMBERED, State, Way
from mingjian.desk.people import jurisdiction, recusal
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Organ, Person
from mingjian.desk.people.officers import Officer


class Documents(ScopedQuerySet["Document"]):
    """Documents, scoped."""

    def visible_to(self, officer: Officer) -> Self:
        """Her office's own, those that reached it, and for supervisors the numbered ones of the places below.

        A document in whose matter she or a relative of hers is named does not exist for her.
        """
        reached = Delivery.objects.filter(
            document=OuterRef("pk"), organ_id=officer.organ_id, sent_on__isnull=False
        )
        seen = Q(organ_id=officer.organ_id) | Q(Exists(reached))
        if officer.has(Role.SUPERVISOR):
            below = jurisdiction.places_of(officer).q("organ__division__code")
            seen |= below & Q(state__in=NUMBERED)
        this = OuterRef("pk")
        named = Named.objects.filter(document=this, person__in=recusal.barred_persons(officer))
        by_key = NamedKey.objects.filter(document=this, person_hash__in=recusal.barred_keys(officer))
        return self.filter(seen).exclude(Exists(named)).exclude(Exists(by_key))


class Document(models.Model):
    """One official document of an organ.

    `said` is the projection of its kind as JSON, which has no identity columns; `addressee` is the name of the
    household that a notice is for. `about` is the row it is about, as table:key. `digest` is the SHA-256 of the .docx
    that was issued. Draft, check and issue are days; persons are natural persons, not accounts. One about a matter that
    is erased says nothing any more.
    """

    journal_personal = ("said", "heading", "addressee", "returned_because", "withdrawn_because")
    journal_matter = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=40)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=State.DRAFT)
    heading = models.CharField(max_length=200)
    said = models.JSONField()
    addressee = SealedField(blank=True, default="")
    about = models.CharField(max_length=200, blank=True, db_index=True)
    mark = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    dispatched_on = models.DateField(null=True)
    returned_because = models.CharField(max_length=500, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = Documents.as_manager()

    class Meta:
        ordering = ("-issued_on", "-drafted_on", "-serial", "id")
        constraints = (
            models.CheckConstraint(name="document_state_is_known", condition=Q(state__in=[*State])),
            models.UniqueConstraint(name="document_number_once", fields=("organ", "mark", "year", "serial")),
            models.UniqueConstraint(
                name="document_number_means_one_document", fields=("number",), condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="document_has_a_number_when_issued",
                condition=Q(
                    state__in=[*NUMBERED],
                    year__isnull=False,
                    serial__isnull=False,
                    issued_by__isnull=False,
                    issued_on__isnull=False,
                )
                & ~Q(number="")
                & ~Q(digest="")
                | ~Q(state__in=[*NUMBERED])
                & Q(year__isnull=True, serial__isnull=True, number="", issued_by__isnull=True),
            ),
            models.CheckConstraint(
                name="document_is_checked_by_another_person",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="document_is_issued_by_another_person",
                condition=Q(issued_by__isnull=True)
                | Q(checked_by__isnull=False) & ~Q(issued_by=F("drafted_by")),
            ),
        )

    def __str__(self) -> str:
        return self.number or self.heading


class Delivery(models.Model):
    """One recipient: an organ, or the addressee where there is none; when it was sent and when it was received."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    is_copy = models.BooleanField(default=False)
    way = models.CharField(max_length=10, default=Way.SYSTEM)
    sent_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proof = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("is_copy", "organ__division_id", "id")
        constraints = (
            models.UniqueConstraint(name="document_goes_to_an_organ_once", fields=("document", "organ")),
            models.CheckConstraint(
                name="delivery_is_received_after_it_was_sent",
                condition=Q(received_on__isnull=True)
                | Q(sent_on__isnull=False, received_on__gte=F("sent_on"), recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_to_a_household_is_on_paper",
                condition=Q(organ__isnull=False) | ~Q(way=Way.SYSTEM),
            ),
        )


class Named(models.Model):
    """A person named in the matter of a document: he and his relatives do not see it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="document_names_a_person_once", fields=("document", "person")),
        )


class NamedKey(models.Model):
    """A person named in the matter of a document whom the site may not know yet: by the hash of his number."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    person_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="document_names_a_key_once", fields=("document", "person_hash")),
        )


class Series(models.Model):
    """The last number of an organ, a mark and a year: locked by whoever takes the next, so that none is left out."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(name="series_once", fields=("organ", "mark", "year")),)


class Code(models.Model):
    """机关代字: how an organ is called in the numbers of its documents; its name where nothing was set."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organ = models.OneToOneField(Organ, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)


class Print(models.Model):
    """The bytes of an issued document and, once it is made, of its PDF: sealed, in base64."""

    unaudited = "the hash of the bytes stands in the document, which the journal holds"

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="+")
    docx_sealed = SealedField()
    pdf_sealed = SealedField(blank=True, default="")

    @property
    def docx(self) -> bytes:
        """The .docx as it was issued."""
        return b64decode(self.docx_sealed)

    @property
    def pdf(self) -> bytes:
        """The PDF; empty until it is made."""
        return b64decode(self.pdf_sealed)
