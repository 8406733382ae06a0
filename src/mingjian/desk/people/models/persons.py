"""Natural persons: their terms of office, their power to approve, their kin and what was filed about it."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.core.sealing import SealedField
from mingjian.desk.people import jurisdiction
from mingjian.desk.people.kinds import Personnel, Rank
from mingjian.desk.people.models.places import Division, Organ, days_in_order, in_force
from mingjian.desk.people.officers import Officer

# A tie is stored from one side only, so that no two rows can contradict each other: see relations.canonical.
STORED_TIES = ("spouse", "parent", "sibling", "grandparent")
ONE_WAY_TIES = ("parent", "grandparent")


class Persons(ScopedQuerySet["Person"]):
    """Persons, scoped."""

    def visible_to(self, officer: Officer) -> Self:
        """Those who hold or held a post in the places that her office answers for, and herself."""
        places = jurisdiction.places_of(officer)
        posts = Term.objects.filter(places.q("organ__division__code"), person=OuterRef("pk"))
        return self.filter(Q(Exists(posts)) | Q(pk=officer.person_id))


class Person(models.Model):
    """A natural person: sealed identity number, its keyed hash to find him by, and his name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    identity = SealedField()
    identity_key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80, blank=True)

    objects = Persons.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(name="person_has_an_identity_key", condition=~Q(identity_key="")),
        )


class Terms(models.QuerySet["Term"]):
    """Terms of office."""

    def in_force(self, on: date) -> Self:
        """Those that hold a day."""
        return self.filter(in_force(on))


class Term(models.Model):
    """A post that somebody held in an organ, from and to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    post = models.CharField(max_length=80)
    rank = models.CharField(max_length=10)
    personnel = models.CharField(max_length=30, default=Personnel.OPEN)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    objects = Terms.as_manager()

    class Meta:
        ordering = ("organ", "from_day", "post", "pk")
        constraints = (
            models.CheckConstraint(name="term_rank_is_known", condition=Q(rank__in=[*Rank])),
            models.CheckConstraint(name="term_personnel_is_known", condition=Q(personnel__in=[*Personnel])),
            models.UniqueConstraint(name="term_once", fields=("person", "organ", "post", "from_day")),
            days_in_order("term_days_in_order"),
        )


class Power(models.Model):
    """Who held the power of approval in a place: the county, or the township by delegation with its document."""

    COUNTY, TOWNSHIP = "county", "township"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    held_by = models.CharField(max_length=10)
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("division", "from_day", "pk")
        constraints = (
            models.CheckConstraint(
                name="power_is_held_by_county_or_township", condition=Q(held_by__in=["county", "township"])
            ),
            models.CheckConstraint(
                name="power_of_a_township_has_a_document", condition=Q(held_by="county") | ~Q(document="")
            ),
            models.UniqueConstraint(name="power_once_a_day", fields=("division", "from_day")),
            models.UniqueConstraint(
                name="power_has_one_running", fields=("division",), condition=Q(to_day__isnull=True)
            ),
            days_in_order("power_days_in_order"),
        )


class Kin(models.Model):
    """A tie between two persons: what `relative` is to `person`; of a marriage also from and to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="+")
    tie = models.CharField(max_length=20)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(name="kin_tie_is_known", condition=Q(tie__in=STORED_TIES)),
            models.CheckConstraint(name="kin_of_somebody_else", condition=~Q(person=F("relative"))),
            models.CheckConstraint(
                name="kin_is_stored_from_one_side",
                condition=Q(tie__in=ONE_WAY_TIES) | Q(person__lt=F("relative")),
            ),
            models.UniqueConstraint(name="kin_once", fields=("person", "relative", "tie", "from_day")),
            models.UniqueConstraint(
                name="kin_has_one_running",
                fields=("person", "relative", "tie"),
                condition=Q(to_day__isnull=True),
            ),
            days_in_order("kin_days_in_order"),
        )


class Filing(models.Model):
    """近亲属备案: what an officer filed about a relative who draws the allowance."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    officer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=80, blank=True)
    filed_on = models.DateField()
    county_visited_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("filed_on", "id")
        constraints = (
            models.UniqueConstraint(name="filing_once", fields=("officer", "relative")),
            models.CheckConstraint(name="filing_about_somebody_else", condition=~Q(officer=F("relative"))),
        )
