"""The officers of a demonstration: persons, posts and accounts with two factors, opened as three administrators do."""

import tomllib
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from django.db.models import Exists, OuterRef

from mingjian.desk.core.actor import Site
from mingjian.desk.findings.models import Named
from mingjian.desk.people import second_factor, sessions
from mingjian.desk.people.actions import accounts, signing
from mingjian.desk.people.actions.persons import appoint, know_person
from mingjian.desk.people.actions.places import open_organ
from mingjian.desk.people.kinds import ADMINISTRATORS, OrganKind, Rank, Role, kind_for
from mingjian.desk.people.models import Account, Organ, Person, Term
from mingjian.desk.people.officers import Officer
from mingjian.exchange.identity import check_digit

# Everybody may know it: a demonstration holds nothing that is true.
PASSWORD = "Yanshi-2026-mingjian"
FIRST_PASSWORD = "Chushi-2026-mingjian"
SINCE = date(2024, 1, 1)
TERM = timedelta(days=3 * 365)
SITE = Site("demonstration")


@dataclass(frozen=True)
class Part:
    """One officer of data/cast.toml."""

    user: str
    place: str
    organ: str
    roles: tuple[str, ...]
    name: str = ""
    post: str = ""
    rank: str = ""
    of_sample: str = ""
    named_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Player:
    """An officer with an account: everything somebody needs to sign in as her."""

    part: Part
    account: Account
    secret: str

    @property
    def person(self) -> Person:
        """The natural person."""
        return self.account.person

    def on(self, day: date) -> Officer:
        """The officer as she stands on a day, built anew as for a request."""
        return officer_of(self.account, day)


@dataclass
class Players:
    """All of them, by account."""

    by_user: dict[str, Player] = field(default_factory=dict)

    def of(self, place: str, role: str) -> Player | None:
        """The first of a place with a role; None where it has none."""
        fitting = (p for p in self.by_user.values() if p.part.place == place and role in p.part.roles)
        return next(fitting, None)


@cache
def data() -> Mapping[str, Any]:
    """The file of the cast."""
    return tomllib.loads(resources.files(__package__).joinpath("data/cast.toml").read_text(encoding="utf-8"))


@cache
def parts() -> tuple[Part, ...]:
    """The officers of the file, the administrators first."""
    listed = ("roles", "named_in")
    rows = data()["officers"]
    return tuple(
        Part(**{**row, **{name: tuple(row[name]) for name in listed if name in row}}) for row in rows
    )


def open_accounts(*, now: datetime, today: date) -> Players:
    """Appoint everybody and open the accounts, the administrators first: they open the others."""
    players = Players()
    for number, part in enumerate(parts(), 1):
        term = _sample_term(part) if part.of_sample else _own_term(part, number)
        if term is None:
            continue  # a small sample has nobody in that post
        administrators = _administrators(players, today)
        account = _opened(part, term.person, term.organ, administrators, now, today)
        players.by_user[part.user] = Player(part, _ready(account, now), secret_of(part.user))
    return players


def _administrators(players: Players, today: date) -> Mapping[str, Officer]:
    names = (name for name in ("sysadmin", "secadmin") if name in players.by_user)
    return {name: players.by_user[name].on(today) for name in names}


def number_of(position: int) -> str:
    """An invented identity number on an address code that no place has."""
    born = f"19{position % 30 + 65}{position % 12 + 1:02d}{position % 28 + 1:02d}"
    first17 = f"1599{position % 90 + 10}{born}{position % 900 + 100:03d}"
    return first17 + check_digit(first17)


def secret_of(user: str) -> str:
    """The authenticator secret of a demonstration account, the same in every demonstration."""
    return b32encode(
        sha256(f"mingjian demonstration {user}".encode()).digest()[: second_factor.SECRET_BYTES]
    ).decode()


def officer_of(account: Account, day: date) -> Officer:
    """The officer behind an account as it stands in the database now."""
    every = Account.objects.everything(reason="a demonstration")
    return sessions.officer_of(every.select_related("person", "organ__division").get(pk=account.pk), day)


def _own_term(part: Part, number: int) -> Term:
    organ = open_organ(SITE, division=part.place, kind=OrganKind(part.organ))
    person = know_person(SITE, number=number_of(number), name=part.name)
    return appoint(SITE, person=person, organ=organ, post=part.post, rank=Rank(part.rank), from_day=SINCE)


def _sample_term(part: Part) -> Term | None:
    """The term of whoever holds that post in the sample and has no account yet."""
    held = Account.objects.everything(reason="a demonstration").filter(person=OuterRef("person"))
    found = Term.objects.filter(
        organ__division__code__startswith=part.place, organ__kind=part.organ, post=part.of_sample, to_day=None
    ).exclude(Exists(held))
    if part.named_in:
        found = found.filter(
            Exists(
                Named.objects.filter(
                    finding__rule__in=part.named_in, person_hash=OuterRef("person__identity_key")
                )
            )
        )
    return (
        found.select_related("person", "organ")
        .order_by("organ__division__code", "post", "person__identity_key")
        .first()
    )


def _opened(
    part: Part,
    person: Person,
    organ: Organ,
    administrators: Mapping[str, Officer],
    now: datetime,
    today: date,
) -> Account:
    """An account with a first password and a code: the administrators' by the site, every other by two of them."""
    role = Role(part.roles[0])
    by_site = role in ADMINISTRATORS
    account: Account = accounts.make_account(
        SITE if by_site else administrators["sysadmin"],
        name=part.user,
        person=person,
        organ=organ,
        division=organ.division_id,
        kind=kind_for(role),
        now=now,
    )
    code = second_factor.new_codes(1)[0]
    if by_site:
        accounts.open_first(
            SITE, account=account, password=FIRST_PASSWORD, code=code, until=today + TERM, now=now
        )
        return account
    sysadmin, secadmin = administrators["sysadmin"], administrators["secadmin"]
    handover = accounts.ask_handover(account, sysadmin, code=code, now=now, reason="演示账户开通")
    accounts.confirm_handover(handover, secadmin, password=FIRST_PASSWORD, now=now)
    account.refresh_from_db()
    _grant(account, part.roles, secadmin, now, today)
    return account


def _grant(account: Account, roles: Sequence[str], by: Officer, now: datetime, today: date) -> None:
    for role in roles:
        accounts.grant_role(account, by, role=Role(role), from_day=SINCE, to_day=today + TERM, now=now)


def _ready(account: Account, now: datetime) -> Account:
    """The first sign-in, as its owner makes it: a password of one's own and an authenticator."""
    by = sessions.newcomer(account)
    signing.set_password(account, by, password=PASSWORD, now=now)
    signing.choose_authenticator(account, by, secret=secret_of(account.name))
    recovery = second_factor.new_codes(second_factor.RECOVERY_CODES)
    # A step long gone, so that the code of this minute is still to be used.
    signing.confirm_authenticator(
        account, by, step=second_factor.step_at(now) - 10, recovery=recovery, now=now
    )
    return account
