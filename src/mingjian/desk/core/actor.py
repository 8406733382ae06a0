"""Who acts: what the mechanism knows of an officer, without knowing people."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Actor(Protocol):
    """A natural person who acts through an account, or the site itself."""

    @property
    def person_id(self) -> UUID | None:
        """The natural person; None for the site itself."""

    @property
    def account_id(self) -> UUID | None:
        """The account, only the credential of the person."""

    @property
    def label(self) -> str:
        """The name as it stands in the journal."""


@dataclass(frozen=True)
class Site:
    """The site itself: what `tick`, `load` and `upgrade` do in nobody's name."""

    label: str = "site"
    person_id: None = None
    account_id: None = None
