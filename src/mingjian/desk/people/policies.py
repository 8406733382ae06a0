"""Who may do what to people, organs and accounts; the three administrators keep each other in check (三员分立).

Registers: the site itself reads in whole tables. Persons, organs and terms the system administrator enters; who holds
approval and who answers for a place the civil affairs of the level above say; kin and filings civil affairs and
discipline inspection keep, never anybody about himself or his own.
"""

from uuid import UUID

from mingjian.desk.core.actor import Actor, Site
from mingjian.desk.people import recusal
from mingjian.desk.people.kinds import AccountKind, OrganKind, Role
from mingjian.desk.people.models import (
    Account,
    Division,
    Filing,
    Handover,
    Kin,
    Organ,
    Person,
    Responsibility,
    RoleTerm,
    SignedIn,
    Term,
    Token,
)
from mingjian.desk.people.officers import Officer

KEEPING_KIN = (Role.SUPERVISOR, Role.DISCIPLINE)


def may_keep_registers(by: Actor) -> bool:
    """Whole tables are read in by the site itself."""
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


def may_keep_people(by: Actor) -> bool:
    """Persons, organs and terms: the system administrator."""
    return isinstance(by, Site) or (isinstance(by, Officer) and by.has(Role.SYSADMIN))


def may_know_person(by: Actor) -> bool:
    """Whoever enters persons, or relatives of them."""
    return isinstance(by, Site) or (isinstance(by, Officer) and by.has(Role.SYSADMIN, *KEEPING_KIN))


def may_open_organ(by: Actor, *, division: str) -> bool:
    """The system administrator, in places of his own."""
    return isinstance(by, Site) or (_is_sysadmin(by) and division.startswith(_division(by)))


def may_appoint(by: Actor, *, organ: Organ, person: Person | None = None) -> bool:
    """The system administrator, in organs of his places, but nobody himself; who it is may be found out in the act."""
    is_himself = person is not None and person.pk == by.person_id
    return may_open_organ(by, division=organ.division_id) and not is_himself


def may_keep_organ(by: Actor, organ: Organ) -> bool:
    """As above, for an organ that is there."""
    return may_open_organ(by, division=organ.division_id)


def may_keep_term(by: Actor, term: Term) -> bool:
    """The system administrator, but not his own posts."""
    return may_open_organ(by, division=term.organ.division_id) and by.person_id != term.person_id


def may_correct_person(by: Actor, person: Person) -> bool:
    """The system administrator, a person who holds or held a post in his places, but not himself."""
    return _is_sysadmin(by) and by.person_id != person.pk and _holds_post(by, person)


def may_keep_kin(by: Actor, *, person: Person) -> bool:
    """A supervisor or the discipline liaison, of a person of her places who is neither herself nor one of hers."""
    if isinstance(by, Site):
        return True
    return keeps_kin(by, person.pk) and _holds_post(by, person)


def may_file(by: Actor, *, officer: Person) -> bool:
    """As above: who keeps the filings of an officer."""
    return may_keep_kin(by, person=officer)


def may_end_kin(by: Actor, kin: Kin) -> bool:
    """As above, of a tie of which neither side is herself or one of hers."""
    both = Person.objects.everything(reason="who stands on both sides of a tie")
    sides = both.filter(pk__in=(kin.person_id, kin.relative_id)).order_by("pk")
    return keeps_kin(by, kin.person_id, kin.relative_id) and any(_holds_post(by, side) for side in sides)


def may_end_filing(by: Actor, filing: Filing) -> bool:
    """As above, of a filing."""
    return keeps_kin(by, filing.officer_id, filing.relative_id) and _holds_post(by, filing.officer)


def may_set_power(by: Actor, *, division: str) -> bool:
    """The supervisors of civil affairs of the place or above it."""
    return isinstance(by, Site) or (_watches_civil_affairs(by) and division.startswith(_division(by)))


def may_assign_place(
    by: Actor,
    *,
    division: str,
    township: str | None = None,
    county: str | None = None,
    league: str | None = None,
) -> bool:
    """The supervisors of civil affairs of a league or the region, when all that is named lies in their places.

    Who answers for a place decides who sees its matters: no office says it of itself.
    """
    if isinstance(by, Site):
        return True
    named = [code for code in (division, township, county, league) if code]
    above = _division(by)
    return _watches_civil_affairs(by) and len(above) <= 4 and all(code.startswith(above) for code in named)


def may_end_assignment(by: Actor, row: Responsibility) -> bool:
    """As above, for what was said before."""
    return may_assign_place(
        by,
        division=row.division_id,
        township=row.township_id,
        county=row.county_id,
        league=row.league_id,
    )


def may_close_division(by: Actor, division: Division) -> bool:
    """The supervisors of civil affairs of the region: a place is closed by its government's decision."""
    return _watches_civil_affairs(by) and _division(by) == "15" and division.level != "region"


def _is_sysadmin(by: Actor) -> bool:
    return isinstance(by, Officer) and by.has(Role.SYSADMIN)


def _division(by: Actor) -> str:
    return by.division if isinstance(by, Officer) else ""


def _watches_civil_affairs(by: Actor) -> bool:
    return isinstance(by, Officer) and by.has(Role.SUPERVISOR) and by.organ == OrganKind.CIVIL_AFFAIRS


def keeps_kin(by: Actor, *persons: UUID) -> bool:
    """Whether she keeps kin and filings at all, and of these persons, none of whom is herself or one of hers."""
    return isinstance(by, Officer) and by.has(*KEEPING_KIN) and not recusal.must_recuse(by, persons)


def _holds_post(by: Actor, person: Person) -> bool:
    """Whether somebody is among the persons she may know of."""
    return isinstance(by, Officer) and Person.objects.visible_to(by).filter(pk=person.pk).exists()
