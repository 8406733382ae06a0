"""Who works at an office with an account, so that a notice can reach somebody."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from mingjian.desk.people import recusal
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Account, RoleTerm


def staff_of(organ_id: UUID, roles: Collection[Role], *, on: date) -> list[UUID]:
    """The persons with an account of an organ that holds one of these roles on a day."""
    held = RoleTerm.objects.in_force(on).filter(account=OuterRef("pk"), role__in=[*roles])
    every = Account.objects.everything(reason="a notice is sent to an office, in nobody's name")
    found = every.active().filter(Exists(held), organ_id=organ_id).order_by("person_id")
    return list(found.values_list("person_id", flat=True))


def without_barred(
    persons: Collection[UUID], named: Collection[UUID], *, on: date, keys: Collection[str] = ()
) -> list[UUID]:
    """Those of the persons who are not named themselves and have no relative among the named: they may be told.

    `keys` are persons named by the hash of their identity number.
    """
    if not named and not keys:
        return list(persons)
    among = Q(pk__in=named) | Q(identity_key__in=keys)
    return [person for person in persons if not recusal.within_reach(person, on=on).filter(among).exists()]
