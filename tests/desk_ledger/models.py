"""Folders: enough to try the mechanism without any room above it."""

from uuid import uuid4

from django.db import models

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.core.sealing import SealedField


class FolderQuerySet(ScopedQuerySet["Folder"]):
    """Folders by place."""

    def visible_to(self, officer):
        """The folders of the officer's place."""
        return self.filter(place=officer.place)


class Folder(models.Model):
    """Something that is decided once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=12, default="open")
    decided_by = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    is_urgent = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    paper = models.BinaryField(default=b"")
    weight = models.FloatField(default=0.5)

    objects = FolderQuerySet.as_manager()


class Reviewer(models.Model):
    """Somebody who reviews a folder; at least one has to stay."""

    folder = models.ForeignKey(Folder, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["folder", "name"], name="nobody_reviews_twice"),)


class Label(models.Model):
    """A word with a number for a key, and a table of many-to-many beside it."""

    name = models.CharField(max_length=40, unique=True)
    folders = models.ManyToManyField(Folder, related_name="+")


class Paper(models.Model):
    """A sealed text, found by its hash."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = SealedField()
    number_hash = models.CharField(max_length=64, blank=True)
    remark = SealedField(null=True)
    title = models.CharField(max_length=40, blank=True)


class Suspicion(models.Model):
    """Something about a person that is erased after a while; what came of it stays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.CharField(max_length=40, blank=True)
    evidence = SealedField(blank=True)
    remark = models.TextField(null=True)
    outcome = models.CharField(max_length=40, blank=True)

    journal_personal = ("person", "evidence", "remark")
    journal_matter = "id"
