"""Accounts: how persons sign in, which roles they hold for how long, and what the door remembers of it."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from mingjian.desk.core.scoping import ScopedQuerySet
from mingjian.desk.core.sealing import SealedField
from mingjian.desk.people.kinds import ADMINISTRATORS, AccountKind, Role
from mingjian.desk.people.models.persons import Person
from mingjian.desk.people.models.places import Organ, days_in_order, in_force
from mingjian.desk.people.officers import Officer


class Second(models.TextChoices):
    """The second factor of an account: none yet, an authenticator, or printed one-time codes."""

    NONE = "none"
    AUTHENTICATOR = "authenticator"
    PRINTED = "printed"


class Accounts(ScopedQuerySet["Account"]):
    """Accounts, scoped."""

    def visible_to(self, officer: Officer) -> Self:
        """Those of the places that she administers, else her own."""
        own = Q(pk=officer.account_id)
        if officer.has(Role.SYSADMIN, Role.SECADMIN):
            return self.filter(own | Q(organ__division__code__startswith=officer.division))
        return self.filter(own)

    def active(self) -> Self:
        """Those that are not disabled."""
        return self.filter(disabled_at__isnull=True)


class Account(models.Model):
    """The credential of a natural person at one organ; the person acts, the account only lets him in.

    `epoch` grows whenever sessions that are open have to die: disabled, other roles, another password or factor.
    A password that is empty opens nothing; its hash is sealed, because the journal keeps every row for good.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, default=AccountKind.BUSINESS)
    password = SealedField(blank=True)
    password_set_at = models.DateTimeField(null=True)
    must_change = models.BooleanField(default=True)
    second = models.CharField(max_length=15, default=Second.NONE)
    epoch = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    objects = Accounts.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(name="account_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="account_kind_is_known", condition=Q(kind__in=[*AccountKind])),
            models.CheckConstraint(name="account_second_factor_is_known", condition=Q(second__in=[*Second])),
            models.UniqueConstraint(
                name="one_active_account_per_person",
                fields=("person",),
                condition=Q(disabled_at__isnull=True),
            ),
        )


class RoleTerms(models.QuerySet["RoleTerm"]):
    """Roles of accounts."""

    def in_force(self, on: date) -> Self:
        """Those that hold a day and were not ended early."""
        return self.filter(in_force(on), ended_at__isnull=True)


class RoleTerm(models.Model):
    """A role of an account for a term; its kind is the account's, so incompatible roles cannot stand together."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    role = models.CharField(max_length=12)
    from_day = models.DateField()
    to_day = models.DateField()
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = RoleTerms.as_manager()

    class Meta:
        ordering = ("account", "from_day", "role", "pk")
        constraints = (
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=[*Role])),
            models.CheckConstraint(
                name="role_fits_its_kind_of_account",
                condition=(Q(role__in=ADMINISTRATORS) & Q(role=F("kind")))
                | (~Q(role__in=ADMINISTRATORS) & Q(kind=AccountKind.BUSINESS)),
            ),
            models.UniqueConstraint(
                name="role_once_from_a_day",
                fields=("account", "role", "from_day"),
                condition=Q(ended_at__isnull=True),
            ),
            days_in_order("role_days_in_order"),
        )


class SignedIn(models.Model):
    """One sign-in of an account, from and to: what lets its sessions be listed and ended."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    epoch = models.PositiveIntegerField()
    browser = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-began_at", "pk")
        indexes = (models.Index(name="signed_in_by_account", fields=("account", "-began_at")),)


class Token(models.Model):
    """What lets a program act for an account through the API, within its scopes and until a day.

    The token itself is shown once and kept nowhere. It holds for the epoch of the account in which it was made, so it
    dies with every session: disabled, other roles, another password or factor.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    epoch = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    token_key = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "id")
        constraints = (
            models.CheckConstraint(name="token_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="token_holds_for_a_time", condition=Q(expires_at__gt=F("made_at"))),
        )
        indexes = (models.Index(name="token_by_account", fields=("account", "-made_at")),)


class Device(models.Model):
    """An authenticator: its sealed secret, and the last step whose code was taken, so that none is taken twice."""

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="+")
    secret = SealedField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)


class OneTimeCode(models.Model):
    """A code that lets its account in once: of a printed sheet, for recovery, or handed over by an administrator."""

    PRINTED, RECOVERY, HANDED = "printed", "recovery", "handed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()
    code_key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("account", "purpose", "number", "pk")
        constraints = (
            models.CheckConstraint(
                name="code_purpose_is_known", condition=Q(purpose__in=["printed", "recovery", "handed"])
            ),
        )


class OldPassword(models.Model):
    """A password that an account had, so that it does not come back."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    password = SealedField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("account", "-until", "pk")


class Failures(models.Model):
    """How often signing in failed lately for one account from one source; the key is a hash of both."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)


class Handover(models.Model):
    """A password and a code handed to an officer by two administrators, each of whom knows only one of them.

    The system administrator asks and hands over the code; the security administrator confirms and hands over the
    password. It opens a new account or resets one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    code_key = models.CharField(max_length=64)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="handover_needs_two_persons",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="handover_confirmed_by_somebody",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_handover_per_account",
                fields=("account",),
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
            ),
        )
