"""The tables of duties: the duty, its pauses and extensions, urgings, letters, and the calendars behind them."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.documents.models import Document
from mingjian.desk.duties.states import State, Step
from mingjian.desk.people import jurisdiction, recusal
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Division, Organ, Person
from mingjian.desk.people.officers import Officer

WATCHERS = (Role.SUPERVISOR, Role.APPROVER, Role.DISCIPLINE)
UP_TO = "15"


class Duties(ScopedQuerySet["Duty"]):
    """Duties, scoped."""

    def visible_to(self, officer: Officer) -> Self:
        """Her office's and her own; of the places below for those who watch over them; of the calendar upward too.

        What is asked of the levels above by the calendar is asked in public, so the levels below see its light.
        """
        seen = Q(organ_id=officer.organ_id) | Q(person_id=officer.person_id)
        if officer.has(*WATCHERS):
            seen |= jurisdiction.places_of(officer).q("place")
        above = [officer.division[:digits] for digits in (2, 4, 6) if digits < len(officer.division)]
        seen |= Q(place__in=above) & ~Q(period="")
        this = models.OuterRef("pk")
        named = Concerned.objects.filter(duty=this, person__in=recusal.barred_persons(officer))
        by_key = ConcernedKey.objects.filter(duty=this, person_hash__in=recusal.barred_keys(officer))
        return self.filter(seen).exclude(models.Exists(named)).exclude(models.Exists(by_key))


class Duty(models.Model):
    """An obligation with a clock.

    `kind` is an id such as `6(2)/inspections` or `case.check`; `period` names which one of the year a duty of the
    calendar is and is empty for others. `limit` is the id of a time limit of the law, empty where it is a local one.
    `working` says how the due day came about (deadlines.kept). `about` and `met_by` are rows as table:key: what it is
    about, and the act that met it. `place` is the division of its owner.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    period = models.CharField(max_length=20, blank=True)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    cite = models.CharField(max_length=80, blank=True)
    limit = models.CharField(max_length=10, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=12)
    about = models.CharField(max_length=200, blank=True, db_index=True)
    state = models.CharField(max_length=10, default=State.RUNNING)
    trigger_on = models.DateField()
    number = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    until = models.DateField(null=True)
    extended = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True)
    working = models.JSONField()
    met_by = models.CharField(max_length=200, blank=True)
    met_on = models.DateField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=500, blank=True)
    told_late_on = models.DateField(null=True)

    objects = Duties.as_manager()

    class Meta:
        ordering = (F("due_on").asc(nulls_last=True), "id")
        indexes = (
            models.Index(fields=("state", "due_on"), name="duties_by_due_day"),
            models.Index(fields=("place", "state"), name="duties_by_place"),
        )
        constraints = (
            models.CheckConstraint(name="duty_state_is_known", condition=Q(state__in=[*State])),
            models.CheckConstraint(
                name="duty_has_one_owner",
                condition=Q(organ__isnull=False, person__isnull=True)
                | Q(organ__isnull=True, person__isnull=False),
            ),
            models.UniqueConstraint(
                name="duty_of_the_calendar_once",
                fields=("organ", "kind", "period"),
                condition=~Q(period=""),
            ),
            models.UniqueConstraint(
                name="duty_about_a_row_once_at_a_time",
                fields=("kind", "about", "organ"),
                condition=~Q(about="") & Q(state__in=(State.RUNNING, State.PAUSED), organ__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_is_met_by_an_act",
                condition=~Q(state=State.MET) & Q(met_on__isnull=True, met_by="")
                | Q(state=State.MET, met_on__isnull=False) & ~Q(met_by=""),
            ),
            models.CheckConstraint(
                name="duty_is_due_unless_paused",
                condition=~Q(state=State.RUNNING) | Q(due_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.zh


class Concerned(models.Model):
    """A person named in the matter of a duty: he and his relatives do not see it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="duty_concerns_a_person_once", fields=("duty", "person")),
        )


class ConcernedKey(models.Model):
    """A person named in the matter of a duty whom the site may not know yet: by the hash of his number."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    person_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="duty_concerns_a_key_once", fields=("duty", "person_hash")),
        )


class Pause(models.Model):
    """Days that are not counted: asked for with a reason, granted or refused by another person.

    `first` and `last` are set when it is granted and when it ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    is_granted = models.BooleanField(null=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)

    class Meta:
        ordering = ("asked_on", "id")
        constraints = (
            models.CheckConstraint(
                name="pause_is_decided_by_another_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="pause_runs_when_granted",
                condition=Q(is_granted=True, first__isnull=False)
                | ~Q(is_granted=True) & Q(first__isnull=True),
            ),
            models.CheckConstraint(
                name="pause_days_in_order", condition=Q(last__isnull=True) | Q(last__gte=F("first"))
            ),
            models.UniqueConstraint(
                name="pause_asked_once_at_a_time", fields=("duty",), condition=Q(is_granted__isnull=True)
            ),
        )


class Extension(models.Model):
    """More time: asked for with a reason, granted or refused by another person, within what the law allows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    is_granted = models.BooleanField(null=True)

    class Meta:
        ordering = ("asked_on", "id")
        constraints = (
            models.CheckConstraint(
                name="extension_is_decided_by_another_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(name="extension_is_of_some_days", condition=Q(number__gte=1)),
            models.UniqueConstraint(
                name="extension_asked_once_at_a_time", fields=("duty",), condition=Q(is_granted__isnull=True)
            ),
        )


class Urging(models.Model):
    """催办: somebody in the chain pressed for it, once a day at most."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.CharField(max_length=80)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(name="urged_once_a_day_by_a_person", fields=("duty", "by", "on")),
        )


class Letter(models.Model):
    """督办: one step of supervision, a numbered document with a clock of its own once it is dispatched."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    step = models.CharField(max_length=6)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    answer = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("drafted_on", "id")
        constraints = (
            models.CheckConstraint(name="letter_step_is_known", condition=Q(step__in=[*Step])),
            models.UniqueConstraint(name="letter_of_a_step_once", fields=("duty", "step")),
        )


class Recount(models.Model):
    """A due day that was worked out anew: because a calendar came, a pause ended, or more time was granted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+")
    on = models.DateField()
    before = models.DateField(null=True)
    after = models.DateField(null=True)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)

    class Meta:
        ordering = ("on", "id")


class Year(models.Model):
    """The working days of a year as the region entered them from the official notice; goes before the built-in one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)
    rest = models.JSONField()
    work = models.JSONField()
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_on = models.DateField()

    class Meta:
        ordering = ("year", "pk")


class LocalRest(models.Model):
    """Days off that a place has on top of the official ones, such as a festival; with its document."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    first = models.DateField()
    last = models.DateField()
    document = models.CharField(max_length=200)

    class Meta:
        ordering = ("first", "division", "pk")
        constraints = (
            models.CheckConstraint(name="local_rest_days_in_order", condition=Q(last__gte=F("first"))),
            models.UniqueConstraint(name="local_rest_once", fields=("division", "first")),
        )


class Frequency(models.Model):
    """How many times a year a duty without a number in the law is owed in a place, by a local document."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    times = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=200)
    from_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("kind", "division", "from_year", "pk")
        constraints = (
            models.UniqueConstraint(name="frequency_once", fields=("kind", "division", "from_year")),
            models.CheckConstraint(
                name="frequency_shares_the_year_evenly", condition=Q(times__in=(1, 2, 3, 4, 6, 12))
            ),
        )


class Digest(models.Model):
    """That an officer was told once on a day what is due and why."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(name="digest_once_a_day", fields=("person", "on")),)
