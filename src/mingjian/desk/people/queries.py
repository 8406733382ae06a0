"""What an officer sees of people: places she answers for, organs, persons and terms in them, accounts, her sessions."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mingjian.desk.people import jurisdiction
from mingjian.desk.people.kinds import OrganKind, Rank
from mingjian.desk.people.models import (
    Account,
    Division,
    Filing,
    Handover,
    Kin,
    OneTimeCode,
    Organ,
    Person,
    Power,
    Responsibility,
    RoleTerm,
    SignedIn,
    Term,
    Token,
)
from mingjian.desk.people.models.accounts import RoleTerms
from mingjian.desk.people.models.persons import Terms
from mingjian.desk.people.models.places import in_force
from mingjian.desk.people.officers import Officer
from mingjian.exchange import divisions


def places_of(officer: Officer) -> jurisdiction.Places:
    """The places that her office answers for on her day."""
    return jurisdiction.places_of(officer)


def divisions_of(officer: Officer) -> QuerySet[Division]:
    """The divisions that her office answers for."""
    return Division.objects.filter(places_of(officer).q("code"))


def organs(officer: Officer) -> QuerySet[Organ]:
    """The organs of her places."""
    return Organ.objects.filter(places_of(officer).q("division__code")).select_related("division")


def terms(officer: Officer) -> Terms:
    """Terms of office in the organs of her places, and her own."""
    mine = places_of(officer).q("organ__division__code")
    found = Term.objects.filter(mine | Q(person_id=officer.person_id))
    return found.select_related("person", "organ__division")


def persons(officer: Officer) -> QuerySet[Person]:
    """The persons who hold or held a post in her places, and herself."""
    return Person.objects.visible_to(officer)


def holders_of(officer: Officer, *roles: str) -> QuerySet[Person]:
    """The persons of her own office who hold one of these roles on her day."""
    held = RoleTerm.objects.in_force(officer.on).filter(
        role__in=roles,
        account__person=OuterRef("pk"),
        account__organ_id=officer.organ_id,
        account__disabled_at__isnull=True,
    )
    return Person.objects.visible_to(officer).filter(Exists(held)).order_by("name", "pk")


def accounts(officer: Officer) -> QuerySet[Account]:
    """The accounts that she administers, else her own."""
    return Account.objects.visible_to(officer).select_related("person", "organ__division")


def roles_of(officer: Officer, account: Account) -> RoleTerms:
    """The roles of an account that she may see, running and ended."""
    seen = accounts(officer).filter(pk=account.pk)
    return RoleTerm.objects.filter(Exists(seen), account=account).select_related("granted_by", "ended_by")


def open_handovers(officer: Officer) -> QuerySet[Handover]:
    """Requests to open or reset an account that wait for the second person."""
    seen = Account.objects.visible_to(officer).filter(pk=OuterRef("account_id"))
    waiting = Handover.objects.filter(Exists(seen), confirmed_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.select_related("account__person", "account__organ", "asked_by")


def own_sessions(officer: Officer) -> QuerySet[SignedIn]:
    """Where she is signed in now."""
    mine = SignedIn.objects.filter(account_id=officer.account_id, ended_at__isnull=True)
    return mine.filter(epoch=F("account__epoch"))


def own_tokens(officer: Officer) -> QuerySet[Token]:
    """Her tokens of the present epoch that she has not ended; whether one has expired is read from its day."""
    mine = Token.objects.filter(account_id=officer.account_id, ended_at__isnull=True)
    return mine.filter(epoch=F("account__epoch"))


def in_charge(officer: Officer, place: str, *, on: date) -> QuerySet[Term]:
    """Who led the offices that answered for a place on a day: leaders and those in charge, level by level."""
    answering = jurisdiction.answering(on)
    levels = [level for digits, level in divisions.LEVELS.items() if digits <= len(place)]
    offices = {answering.office_place(place, level) for level in levels}
    leading = Term.objects.in_force(on).filter(
        organ__division_id__in=offices,
        organ__kind__in=(
            OrganKind.GOVERNMENT,
            OrganKind.CIVIL_AFFAIRS,
            OrganKind.TOWNSHIP,
            OrganKind.VILLAGE,
        ),
        rank__in=(Rank.LEADER, Rank.DEPUTY, Rank.CADRE),
    )
    seen = leading.filter(places_of(officer).q("organ__division__code"))
    return seen.select_related("person", "organ__division").order_by(
        "organ__division_id", "rank", "from_day", "pk"
    )


def power_in(officer: Officer, place: str, *, on: date) -> Power | None:  # noqa: ARG001  public, the same for all
    """Who held the power of approval in a place on a day: what was said of the nearest place above; None if nothing."""
    codes = [place[:digits] for digits in divisions.LEVELS if digits <= len(place)]
    found = Power.objects.filter(in_force(on), division_id__in=codes)
    return max(found, key=lambda power: len(power.division_id), default=None)


def powers(officer: Officer) -> QuerySet[Power]:
    """Who held the power of approval in her places, the latest first."""
    mine = Power.objects.filter(places_of(officer).q("division__code"))
    return mine.select_related("division").order_by("division_id", "-from_day", "pk")


def responsibilities(officer: Officer) -> QuerySet[Responsibility]:
    """Who answers for places of hers, where it was said."""
    mine = Responsibility.objects.filter(
        places_of(officer).q("division__code") | Q(division__code__startswith=officer.division)
    )
    return mine.select_related("division", "township", "county", "league")


def kin_of(officer: Officer, person: Person) -> QuerySet[Kin]:  # noqa: ARG001  the person came through `persons`
    """The ties of a person she may know of, from either side."""
    found = Kin.objects.filter(Q(person=person) | Q(relative=person))
    return found.select_related("person", "relative").order_by("tie", "from_day", "id")


def filings_of(officer: Officer, person: Person) -> QuerySet[Filing]:  # noqa: ARG001  as above
    """What a person she may know of has filed about his relatives."""
    return Filing.objects.filter(officer=person).select_related("relative")


def codes_left(officer: Officer) -> int:
    """How many one-time codes of hers are unused."""
    return OneTimeCode.objects.filter(account_id=officer.account_id, used_at__isnull=True).count()


def role_terms(officer: Officer) -> RoleTerms:
    """The roles of all accounts that she administers."""
    seen = Account.objects.visible_to(officer).filter(pk=OuterRef("account_id"))
    return RoleTerm.objects.filter(Exists(seen)).select_related("account__person", "account__organ")


def roles_on_page(officer: Officer, shown: Sequence[Account]) -> dict[UUID, list[str]]:
    """The roles in force of some accounts, by account."""
    found: dict[UUID, list[str]] = {}
    held = role_terms(officer).in_force(officer.on).filter(account__in=[account.pk for account in shown])
    for account, role in held.values_list("account_id", "role"):
        found.setdefault(account, []).append(role)
    return found


def posts_held(officer: Officer, person: Person) -> list[Organ]:
    """The organs of her places at which somebody holds a post on her day."""
    held = Term.objects.in_force(officer.on).filter(person=person).values("organ_id")
    return list(organs(officer).filter(pk__in=held))
