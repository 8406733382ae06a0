"""What the mechanism of ledgers has to be told of people: who stands behind an account, and which places are hers."""

from datetime import date
from uuid import UUID

from mingjian.desk.core.ledgers import Readers
from mingjian.desk.people import queries, sessions
from mingjian.desk.people.models import Account
from mingjian.desk.people.officers import Officer


def officer_of_account(account: UUID, on: date) -> Officer | None:
    """The officer behind an account as she stands on a day; None where it is disabled or gone."""
    every = Account.objects.everything(reason="an errand of this account is run").active()
    found = every.select_related("person", "organ__division").filter(pk=account).first()
    return sessions.officer_of(found, on) if found else None


READERS = Readers(officer=officer_of_account, places=queries.places_of)
