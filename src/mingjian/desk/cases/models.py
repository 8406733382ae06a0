"""Matters and their cases, one for each organ; who stands in them; evidence; money to be recovered or paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from mingjian.desk.cases.states import ENDED, Household, Kind, Official, State
from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.core.sealing import SealedField, is_written
from mingjian.desk.findings.models import LOOKING, LOOKING_ORGANS, Finding, Named
from mingjian.desk.people import queries, recusal
from mingjian.desk.people.models import Organ, Person

if TYPE_CHECKING:
    from mingjian.desk.people.officers import Officer

MONEY = models.BigIntegerField  # fen


def _nobody_of(judge: str, *sides: str) -> Q:
    """That the person who judges is none of those on the other side; where one of them is not there yet it holds."""
    condition = Q()
    for side in sides:
        condition &= Q(**{f"{judge}__isnull": True}) | Q(**{f"{side}__isnull": True}) | ~Q(**{judge: F(side)})
    return condition


def label(year: int, number: int) -> str:
    """The number of a case as it is written: 〔2026〕3号."""
    return f"〔{year}〕{number}号"


class Matter(models.Model):
    """One matter (一事): its cases are the parts that single organs answer for. It is closed when all of them are."""

    journal_personal = ("title",)
    journal_matter = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=200)
    owner_code = models.CharField(max_length=12)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)


class Cases(ScopedQuerySet["Case"]):
    """Cases as an officer may see them."""

    def visible_to(self, officer: Officer) -> Self:
        """The cases of her office and of the offices below it that look at findings, none that names her or hers.

        Another organ sees those that it has to answer itself. A case whose office is concerned itself does not exist
        for that office.
        """
        if not officer.has(*LOOKING):
            return self.none()
        barred = recusal.barred_keys(officer)
        named = Party.objects.filter(case=OuterRef("pk"), part=Party.NAMED, person_hash__in=barred)
        # A later run may have named somebody in the evidence of a finding that a case of the matter took up before.
        since = Taken.objects.filter(
            Exists(Named.objects.filter(finding=OuterRef("finding"), person_hash__in=barred)),
            case__matter=OuterRef("matter"),
        )
        concerned = Office.objects.filter(case=OuterRef("pk"), office=officer.office)
        seen = Q(organ_id=officer.organ_id)
        if officer.organ in LOOKING_ORGANS:
            seen |= queries.places_of(officer).q("owner_code")
        return self.filter(seen).exclude(Exists(concerned)).exclude(Exists(named)).exclude(Exists(since))


class Case(models.Model):
    """A case: what an organ has to find out and put right about some findings.

    `number` is drawn by lot, since a counted one would tell of a case that a reader may not know of. `asked` is what an
    organ has to answer that got its case within a matter. Money is in fen. The decision about the household and the one
    about officials are two; the case closes only when both are made. One that ended as harmless is erased after a time.
    """

    journal_personal = (
        "title",
        "asked",
        "households",
        "found",
        "innocent",
        "ordered",
        "put_right",
        "closing",
    )
    journal_matter = "id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    asked = models.CharField(max_length=1000, blank=True)
    owner_code = models.CharField(max_length=12)
    division = models.CharField(max_length=12)
    households = models.TextField(blank=True)
    fen = MONEY(default=0)
    closes_by = models.CharField(max_length=5)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    checker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    found = models.CharField(max_length=2000, blank=True)
    found_on = models.DateField(null=True)
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewed_on = models.DateField(null=True)
    household = models.CharField(max_length=12, choices=Household, blank=True)
    official = models.CharField(max_length=12, choices=Official, blank=True)
    innocent = models.CharField(max_length=300, blank=True)
    ordered = models.CharField(max_length=1000, blank=True)
    ordered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ordered_on = models.DateField(null=True)
    put_right = models.CharField(max_length=1000, blank=True)
    put_right_on = models.DateField(null=True)
    put_right_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepter = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateField(null=True)
    closer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    closing = models.CharField(max_length=1000, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    erased_on = models.DateField(null=True)

    objects = Cases.as_manager()

    class Meta:
        ordering = ("-opened_on", "number", "id")
        indexes = (
            models.Index(fields=("-opened_on", "number", "id"), name="case_in_order"),
            models.Index(fields=("owner_code", "state"), name="case_by_owner"),
            models.Index(fields=("checker", "state"), name="case_by_checker"),
        )
        constraints = (
            models.UniqueConstraint(fields=("year", "number"), name="case_number_once_in_a_year"),
            models.UniqueConstraint(fields=("matter", "organ"), name="one_case_of_a_matter_for_an_organ"),
            models.CheckConstraint(name="case_state_is_known", condition=Q(state__in=[*State])),
            models.CheckConstraint(
                name="checkers_are_two_persons", condition=Q(second__isnull=True) | ~Q(second=F("checker"))
            ),
            models.CheckConstraint(
                name="who_checked_does_not_review",
                condition=_nobody_of("reviewer", "checker", "second"),
            ),
            models.CheckConstraint(
                name="who_checked_does_not_decide",
                condition=_nobody_of("ordered_by", "checker", "second"),
            ),
            models.CheckConstraint(
                name="who_checked_or_put_right_does_not_accept",
                condition=_nobody_of("accepter", "checker", "second", "put_right_by"),
            ),
            models.CheckConstraint(
                name="who_checked_or_put_right_does_not_close",
                condition=_nobody_of("closer", "checker", "second", "put_right_by"),
            ),
            models.CheckConstraint(
                name="what_is_checked_has_a_checker",
                condition=Q(state__in=(State.PENDING,)) | Q(checker__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_reviewed_has_findings_and_reviewer",
                condition=Q(state__in=(State.PENDING, State.ASSIGNED, State.CHECKING))
                | Q(reviewer__isnull=False, reviewed_on__isnull=False, found_on__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_accepted_was_put_right",
                condition=~Q(state__in=(State.ACCEPTED, State.CLOSED))
                | Q(put_right_on__isnull=False, put_right_by__isnull=False, accepter__isnull=False),
            ),
            models.CheckConstraint(
                name="what_has_ended_has_day_closer_and_decisions",
                condition=~Q(state__in=ENDED)
                | Q(closed_on__isnull=False, closer__isnull=False) & ~Q(household="") & ~Q(official=""),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The number as it is written: 〔2026〕3号."""
        return label(self.year, self.number)


class Taken(models.Model):
    """A finding that a case has taken up; a finding stands in one running case at most."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+")
    is_running = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("finding",), condition=Q(is_running=True), name="a_finding_is_in_one_running_case"
            ),
            models.UniqueConstraint(fields=("case", "finding"), name="a_case_takes_a_finding_once"),
        )


class Party(models.Model):
    """A person in a case: named, for whom it does not exist; or in the log of the procedure, who is barred."""

    NAMED, HANDLED = "named", "handled"

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    person_hash = models.CharField(max_length=64, db_index=True)
    part = models.CharField(max_length=8)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "person_hash", "part"), name="a_party_stands_once"),
            models.CheckConstraint(name="part_is_known", condition=Q(part__in=("named", "handled"))),
        )


class Office(models.Model):
    """An office that a case touches, such as `township@150423100`: for it the case does not exist."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    office = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "office"), name="an_office_of_a_case_once"),)


class Piece(models.Model):
    """A piece of evidence in the locker of a case: by hash, with the day it was taken apart from when it was filed.

    Its file lies sealed in the site; `sha256` is the hash of the content as it was sent.
    """

    sealed_file = "evidence"
    journal_personal = ("title", "provider", "name", "text", "sha256")
    journal_matter = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=120)
    captured_on = models.DateField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    text = SealedField(blank=True)

    class Meta:
        ordering = ("filed_at", "id")
        constraints = (
            models.CheckConstraint(name="piece_kind_is_known", condition=Q(kind__in=[*Kind])),
            models.CheckConstraint(name="piece_has_a_provider", condition=~Q(provider="")),
        )

    @property
    def has_words(self) -> bool:
        """Whether something is written in it; it is not opened for that."""
        return is_written(self, "text")


class Statement(models.Model):
    """Statement and defence (陈述申辩) of a person concerned: offered, then given or waived; the words are sealed."""

    journal_personal = ("of", "words")
    journal_matter = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    of = SealedField()
    offered_on = models.DateField()
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_on = models.DateField(null=True)
    words = SealedField(blank=True)
    is_waived = models.BooleanField(default=False)

    class Meta:
        ordering = ("offered_on", "id")

    @property
    def has_words(self) -> bool:
        """Whether something was said; it is not opened for that."""
        return not self.is_waived and is_written(self, "words")


class Recovery(models.Model):
    """Money to be recovered (追缴) from a household: instalments, waiver, appeal. Sums in fen."""

    journal_personal = ("household", "waived_because")
    journal_matter = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    household = models.CharField(max_length=60)
    fen = MONEY()
    monthly_allowance_fen = MONEY(default=0)
    ordered_on = models.DateField()
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    waived_fen = MONEY(default=0)
    waived_because = models.CharField(max_length=300, blank=True)
    waived_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    appealed_on = models.DateField(null=True)

    class Meta:
        ordering = ("ordered_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "household"), condition=~Q(household=""), name="a_household_pays_back_once"
            ),
            models.CheckConstraint(name="recovery_is_of_money", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="no_more_is_waived_than_owed", condition=Q(waived_fen__gte=0, waived_fen__lte=F("fen"))
            ),
            models.CheckConstraint(
                name="a_waiver_has_reason_and_another_person",
                condition=Q(waived_fen=0)
                | (~Q(waived_because="") | Q(household=""))
                & Q(waived_by__isnull=False)
                & ~Q(waived_by=F("ordered_by")),
            ),
        )


class Instalment(models.Model):
    """A sum that was paid back, in fen, with its receipt."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="+")
    fen = MONEY()
    paid_on = models.DateField()
    receipt = models.CharField(max_length=120)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("paid_on", "id")
        constraints = (
            models.CheckConstraint(name="instalment_is_of_money", condition=Q(fen__gt=0)),
            models.UniqueConstraint(fields=("recovery", "receipt"), name="a_receipt_counts_once"),
        )


class Restoration(models.Model):
    """A household that was wrongly stopped: restored and back-paid, in fen."""

    journal_personal = ("household",)
    journal_matter = "case_id"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    household = models.CharField(max_length=60)
    stopped_on = models.DateField()
    restored_on = models.DateField(null=True)
    owed_fen = MONEY(default=0)
    paid_fen = MONEY(default=0)
    paid_on = models.DateField(null=True)

    class Meta:
        ordering = ("stopped_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "household"), condition=~Q(household=""), name="a_household_is_restored_once"
            ),
        )


class Retest(models.Model):
    """A closed case is tested again after 30, 90 and 365 days: by a later run that holds its findings or does not."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    has_recurred = models.BooleanField(null=True)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("case", "due_on"), name="a_retest_stands_once"),
            models.CheckConstraint(
                name="a_retest_done_has_a_result",
                condition=Q(done_on__isnull=True, has_recurred__isnull=True)
                | Q(done_on__isnull=False, has_recurred__isnull=False),
            ),
        )
