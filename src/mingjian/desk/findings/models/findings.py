"""Findings, the runs that brought them, the offices and persons that each of them concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.core.sealing import SealedField
from mingjian.desk.findings.states import Moved, Outcome, Presence, State
from mingjian.desk.people import queries, recusal
from mingjian.desk.people.kinds import OrganKind, Role

if TYPE_CHECKING:
    from mingjian.desk.people.officers import Officer

# Offices that look at findings; what the others are asked comes to them as letters and questions.
LOOKING_ORGANS = (
    OrganKind.CIVIL_AFFAIRS,
    OrganKind.GOVERNMENT,
    OrganKind.AUDIT,
    OrganKind.DISCIPLINE,
    OrganKind.INSPECTION_GROUP,
)


# The roles that look at findings; an administrator's never does.
LOOKING = (Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR, Role.DISCIPLINE)


class Run(models.Model):
    """A run of the screening that was loaded: once by its snapshot, day and scope."""

    class Stage(models.TextChoices):
        """How far the loading is."""

        WAITING = "waiting"
        LOADING = "loading"
        LOADED = "loaded"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    snapshot = models.CharField(max_length=64)
    as_of = models.DateField()
    division = models.CharField(max_length=12, blank=True)
    program = models.CharField(max_length=40)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    total = models.PositiveIntegerField(default=0)
    loaded = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    recurred = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-as_of", "-asked_at", "pk")


class FindingQuerySet(ScopedQuerySet["Finding"]):
    """Findings as an officer may see them."""

    def visible_to(self, officer: Officer) -> Self:
        """The findings that belong to the level of the officer or below it, in the places of her office.

        What touches her office, or names her or a relative of hers, does not exist for her; nor does any for an office
        that has no part in the work.
        """
        if officer.organ not in LOOKING_ORGANS or not officer.has(*LOOKING):
            return self.none()
        concerned = Concern.objects.filter(finding=OuterRef("pk"), office=officer.office)
        named = Named.objects.filter(finding=OuterRef("pk"), person_hash__in=recusal.barred_keys(officer))
        mine = self.filter(queries.places_of(officer).q("owner_code"))
        return mine.exclude(Exists(concerned)).exclude(Exists(named))


class Finding(models.Model):
    """A reason to look, never a verdict: one rule and one subject, followed through all runs by one identity.

    Whoever is named stands sealed in `subject` and `evidence`; everything else is masked or names no person. A harmless
    one about persons is erased after a time (`erased_on`): its identity, its outcome and the keyed hash of its evidence
    stay. If its subject gives new reason to look that is another row.
    `appeared_on` is the day since which it stands without a gap: that of the run in which it was new or recurred.
    `moved` and its fellows tell who handed it to whom last and why; `came_from` is the place below that handed it up.
    """

    journal_personal = (
        "subject",
        "subject_hash",
        "subject_shown",
        "explanation",
        "evidence",
        "households",
        "months",
        "outcome_because",
        "moved_because",
    )
    journal_matter = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    finding_id = models.CharField(max_length=32, db_index=True)
    rule = models.CharField(max_length=60)
    rule_version = models.CharField(max_length=12)
    clauses = models.CharField(max_length=120, blank=True)
    elements_open = models.CharField(max_length=400, blank=True)
    grade = models.CharField(max_length=6)
    subject_kind = models.CharField(max_length=20)
    subject = SealedField()
    subject_hash = models.CharField(max_length=64, db_index=True)
    subject_shown = models.CharField(max_length=120)
    division = models.CharField(max_length=12)
    places = models.CharField(max_length=400, blank=True)
    households = models.CharField(max_length=400, blank=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    fen = models.BigIntegerField(null=True)
    months = models.JSONField(default=dict)
    explanation = models.CharField(max_length=1000)
    evidence = SealedField()
    evidence_hash = models.CharField(max_length=64)
    owner_code = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    presence = models.CharField(max_length=10, choices=Presence, default=Presence.NEW)
    assignee = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    held_until = models.DateField(null=True)
    held_because = models.CharField(max_length=200, blank=True)
    moved = models.CharField(max_length=12, choices=Moved, blank=True)
    moved_because = models.CharField(max_length=200, blank=True)
    moved_on = models.DateField(null=True)
    moved_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    came_from = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    innocent = models.CharField(max_length=300, blank=True)
    outcome_because = models.CharField(max_length=1000, blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    settled_evidence = models.CharField(max_length=64, blank=True)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    first_seen = models.DateField()
    last_seen = models.DateField()
    appeared_on = models.DateField(null=True)
    cleared_on = models.DateField(null=True)
    erased_on = models.DateField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        """The ledger is read by owner and place, by rule and by household."""

        ordering = ("division", "households", "rule", "id")
        indexes = (
            models.Index(fields=["owner_code", "state", "division"], name="finding_by_owner"),
            models.Index(fields=["rule", "state"], name="finding_by_rule"),
            models.Index(fields=["division", "households", "rule", "id"], name="finding_in_order"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("finding_id",), condition=Q(erased_on__isnull=True), name="a_finding_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SETTLED, settled_on__isnull=False)
                | ~Q(state=State.SETTLED) & Q(outcome=""),
                name="a_settled_finding_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HELD) | Q(held_until__isnull=False) & ~Q(held_because=""),
                name="a_held_finding_has_reason_and_end",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.HARMLESS) | ~Q(innocent=""),
                name="a_harmless_finding_names_its_explanation",
            ),
        )


class Concern(models.Model):
    """An office that a finding touches, such as `civil_affairs@150423`: the finding does not exist for it."""

    id = models.BigAutoField(primary_key=True)
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="+")
    office = models.CharField(max_length=40, db_index=True)

    class Meta:
        """Each office once."""

        constraints = (
            models.UniqueConstraint(fields=["finding", "office"], name="an_office_is_concerned_once"),
        )


class Named(models.Model):
    """A natural person in a finding, by the keyed hash of the identity number: it does not exist for him."""

    id = models.BigAutoField(primary_key=True)
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="+")
    person_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        """Each person once."""

        constraints = (
            models.UniqueConstraint(fields=["finding", "person_hash"], name="a_person_is_named_once"),
        )


class Handled(models.Model):
    """Who stands in the log of the procedure of a household: he can neither check, review nor close its cases."""

    id = models.BigAutoField(primary_key=True)
    household = models.CharField(max_length=60)
    person_hash = models.CharField(max_length=64)

    class Meta:
        """Each person once for a household."""

        constraints = (
            models.UniqueConstraint(
                fields=("household", "person_hash"), name="a_person_handled_a_household_once"
            ),
        )
