"""Places and offices: divisions by their statistical codes, who answers for them, the organs in them."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from mingjian.desk.people.kinds import LEVELS, OrganKind
from mingjian.exchange import divisions

LONGEST_CODE = max(divisions.LEVELS)


def in_force(on: date, *, since: str = "from_day", until: str = "to_day") -> Q:
    """Rows whose first and last day hold a day; no first day means ever since, no last one means until now."""
    began = Q(**{f"{since}__isnull": True}) | Q(**{f"{since}__lte": on})
    return began & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": on}))


def days_in_order(name: str) -> models.CheckConstraint:
    """The constraint that a last day is not before the first one."""
    return models.CheckConstraint(
        name=name,
        condition=Q(from_day__isnull=True) | Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")),
    )


def _code_has_length_of_level() -> Q:
    holds = [Q(Exact(Length("code"), models.Value(n)), level=level) for n, level in divisions.LEVELS.items()]
    return reduce(or_, holds)


class Division(models.Model):
    """A place by its code at its significant digits, valid from and to, with the place it was merged into."""

    code = models.CharField(primary_key=True, max_length=LONGEST_CODE)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(name="division_level_is_known", condition=Q(level__in=[*LEVELS])),
            models.CheckConstraint(
                name="division_code_fits_its_level",
                condition=_code_has_length_of_level(),
            ),
            days_in_order("division_days_in_order"),
            models.CheckConstraint(
                name="division_is_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("code")),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Responsibility(models.Model):
    """Who answers for a place, where the prefix of its code does not say it; with its document."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    township = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    league = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("division", "from_day", "pk")
        constraints = (
            models.UniqueConstraint(name="responsibility_once_a_day", fields=("division", "from_day")),
            models.UniqueConstraint(
                name="responsibility_has_one_running",
                fields=("division",),
                condition=Q(to_day__isnull=True),
            ),
            days_in_order("responsibility_days_in_order"),
            models.CheckConstraint(
                name="responsibility_names_somebody",
                condition=Q(township__isnull=False) | Q(county__isnull=False) | Q(league__isnull=False),
            ),
        )


class Organs(models.QuerySet["Organ"]):
    """Organs of a place."""

    def open_on(self, on: date) -> Self:
        """Those that are there on a day."""
        return self.filter(in_force(on))


class Organ(models.Model):
    """An office or body: where it stands and what it is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)

    objects = Organs.as_manager()

    class Meta:
        ordering = ("division", "kind", "name", "pk")
        constraints = (
            models.CheckConstraint(name="organ_kind_is_known", condition=Q(kind__in=[*OrganKind])),
            models.UniqueConstraint(name="organ_once_in_a_place", fields=("division", "kind", "name")),
            days_in_order("organ_days_in_order"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def office(self) -> str:
        """How it is named where a matter touches it, such as `civil_affairs@150423`."""
        return f"{self.kind}@{self.division_id}"
