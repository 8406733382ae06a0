"""Who may do what to people, organs and accounts; the three administrators keep each other in check (三员分立)."""

from django.db import models

from mingjian.desk.core.actor import Actor, Site
from mingjian.desk.people.kinds import AccountKind, Role
from mingjian.desk.people.models import Account, Handover, RoleTerm, SignedIn, Token
from mingjian.desk.people.officers import Officer


def may_keep_registers(by: Actor) -> bool:
    """Divisions, organs, persons, terms and kin come from tables that the site itself reads in."""
    return isinstance(by, Site)


def may_keep_register(by: Actor, row: models.Model) -> bool:  # noqa: ARG001  the same for every row
    """As above, for one row."""
    return isinstance(by, Site)


def may_make_account(by: Actor, *, division: str, kind: AccountKind) -> bool:
    """The system administrator, for places of his own; the site itself makes only the first administrators."""
    if isinstance(by, Site):
        return kind != AccountKind.BUSINESS and not _has(kind)
    return isinstance(by, Officer) and by.has(Role.SYSADMIN) and division.startswith(by.division)


def _has(kind: AccountKind) -> bool:
    every = Account.objects.everything(reason="whether there is such an administrator at all")
    return every.active().filter(kind=kind).exists()


def may_disable(by: Actor, account: Account) -> bool:
    """The system administrator, but not himself."""
    return administers(by, account, Role.SYSADMIN)


def may_ask_handover(by: Actor, account: Account) -> bool:
    """The system administrator, for an account that is not disabled and not his own."""
    return administers(by, account, Role.SYSADMIN) and account.disabled_at is None


def may_confirm(by: Actor, handover: Handover) -> bool:
    """The security administrator, who is another person than the one who asked and than the one it is for."""
    return administers(by, handover.account, Role.SECADMIN) and by.person_id != handover.asked_by_id


def may_withdraw(by: Actor, handover: Handover) -> bool:
    """Either administrator of the account."""
    return administers(by, handover.account, Role.SYSADMIN, Role.SECADMIN)


def may_grant(by: Actor, account: Account) -> bool:
    """The security administrator, for an account that is not disabled and not his own."""
    return administers(by, account, Role.SECADMIN) and account.disabled_at is None


def may_end_role(by: Actor, term: RoleTerm) -> bool:
    """The security administrator, but not his own."""
    return administers(by, term.account, Role.SECADMIN)


def administers(by: Actor, account: Account, *roles: Role) -> bool:
    """Whether an administrator of these roles answers for an account: another person's, of a place of his own."""
    return (
        isinstance(by, Officer)
        and by.has(*roles)
        and account.person_id != by.person_id
        and account.organ.division_id.startswith(by.division)
    )


def is_own(by: Actor, account: Account) -> bool:
    """Whether somebody acts on his own account, and it is not disabled."""
    return by.account_id == account.pk and account.disabled_at is None


def may_end_session(by: Actor, session: SignedIn) -> bool:
    """Everybody his own."""
    return by.account_id == session.account_id


def may_end_token(by: Actor, token: Token) -> bool:
    """Everybody his own."""
    return by.account_id == token.account_id


def may_open_first(by: Actor, *, account: Account) -> bool:
    """The site itself, for an administrator whose account nobody has opened yet."""
    return isinstance(by, Site) and account.kind != AccountKind.BUSINESS and not account.password


def may_count_failures(by: Actor) -> bool:
    """The door, in nobody's name: whoever fails to sign in is nobody yet."""
    return isinstance(by, Site)
