"""Who asks: the officer behind a request, as she stands on that day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from mingjian.desk.people.kinds import Role
from mingjian.exchange import divisions


@dataclass(frozen=True)
class Officer:
    """A natural person signed in through an account, with the roles it holds on the day `on`.

    `division` is the code of her organ's place and `level` its level; `organ` is the kind of the organ and `place`
    its name. She is built anew for every request, so a role, a tie or a lock counts from the next one on.
    """

    person_id: UUID
    account_id: UUID
    label: str
    place: str
    roles: frozenset[str]
    organ: str
    organ_id: UUID
    division: str
    on: date

    @property
    def level(self) -> divisions.Level:
        """The level of her organ's place."""
        return divisions.level(self.division)

    @property
    def office(self) -> str:
        """Her office as findings and cases name it: kind and place, such as `civil_affairs@150423`."""
        return f"{self.organ}@{self.division}"

    def has(self, *roles: Role) -> bool:
        """Whether she holds one of these roles."""
        return bool(self.roles.intersection(roles))


class OfficerRequest(HttpRequest):
    """A request behind the door: somebody is signed in."""

    officer: Officer
