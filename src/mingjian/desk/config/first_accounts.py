"""The first three administrators of a site, opened from the command line; the site itself can open no other account."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from mingjian.desk.core.actions import Conflict, NotAllowed
from mingjian.desk.core.actor import Site
from mingjian.desk.people import passwords, second_factor
from mingjian.desk.people.actions.accounts import make_account, open_first
from mingjian.desk.people.actions.persons import know_person
from mingjian.desk.people.actions.places import open_organ
from mingjian.desk.people.kinds import AccountKind, OrganKind
from mingjian.desk.people.models import Account, Division
from mingjian.wording import Refusal

TERM = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Wanted:
    """Who is to administer what: kind of administrator, account, person's name, place and kind of the office."""

    kind: str
    name: str
    person: str
    division: str
    organ: str


@dataclass(frozen=True)
class Opened:
    """What is handed over, once: the first password and the code that stands for a second factor."""

    account_id: UUID
    password: str
    code: str


def add(wanted: Wanted, *, number: str, now: datetime, today: date) -> Opened:
    """Make and open one of the first three administrators; Refusal where there is one of its kind."""
    _demand_fit(wanted)
    site = Site("account add")
    person = know_person(site, number=number, name=wanted.person)
    organ = open_organ(site, division=wanted.division, kind=OrganKind(wanted.organ))
    try:
        account = make_account(
            site,
            name=wanted.name,
            person=person,
            organ=organ,
            division=wanted.division,
            kind=AccountKind(wanted.kind),
            now=now,
        )
    except NotAllowed as error:
        raise Refusal(
            "这类管理员已有在用账户；其他账户由系统管理员在网页上新建。",
            "There is one of this kind; the system administrator makes every other account in the browser.",
        ) from error
    except Conflict as error:
        raise Refusal(
            f"账户名“{wanted.name}”已被使用，或此人已有账户；三员须是三个人。",
            f"The name '{wanted.name}' is taken, or this person has an account; the three are three persons.",
        ) from error
    password, code = passwords.random(), second_factor.new_codes(1)[0]
    open_first(site, account=account, password=password, code=code, until=today + TERM, now=now)
    return Opened(account.pk, password, code)


def missing_kinds() -> list[AccountKind]:
    """Which of the three administrators nobody is."""
    every = Account.objects.everything(reason="whether the three administrators are there").active()
    present = set(every.exclude(password="").values_list("kind", flat=True))
    return [
        kind
        for kind in (AccountKind.SYSADMIN, AccountKind.SECADMIN, AccountKind.AUDITADMIN)
        if kind not in present
    ]


def _demand_fit(wanted: Wanted) -> None:
    if not Division.objects.filter(code=wanted.division).exists():
        raise Refusal(
            f"“{wanted.division}”不是行政区划代码；例如 15（自治区）、1504（赤峰市）。",
            f"'{wanted.division}' is no division code; such as 15 (the region), 1504 (a league).",
        )
    if wanted.organ not in [kind.value for kind in OrganKind]:
        raise Refusal(
            f"“{wanted.organ}”不是单位种类；例如 civil_affairs（民政）、government（政府）。",
            f"'{wanted.organ}' is no kind of office; such as civil_affairs, government.",
        )
