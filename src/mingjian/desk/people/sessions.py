"""Sessions: what a browser that is signing in or signed in carries, and how long that holds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Aggregate, F, OuterRef, QuerySet, Subquery, TextField
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from mingjian.desk.core import prepared
from mingjian.desk.core.remembered import until_next_act
from mingjian.desk.people.actions import signing
from mingjian.desk.people.kinds import Role
from mingjian.desk.people.models import Account, RoleTerm, SignedIn
from mingjian.desk.people.officers import Officer

IDLE = timedelta(minutes=15)
WHOLE = timedelta(hours=8)
PASSING = timedelta(minutes=10)
# How exact the moment of the last request is kept: a write each minute, not with every page.
EXACT = timedelta(minutes=1)
SIGNED_IN, SEEN, HALF_WAY = "signed_in", "seen", "half_way"


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has given the right password and is not in yet: an actor for his own account alone."""

    person_id: UUID
    account_id: UUID
    label: str


def newcomer(account: Account) -> Newcomer:
    """The actor for one's own account."""
    return Newcomer(account.person_id, account.pk, account.person.name or account.name)


def set_out(request: HttpRequest, account: Account, onward: str, now: datetime) -> None:
    """The password was right: remember for ten minutes who wants in, under a new session key."""
    request.session.flush()
    request.session[HALF_WAY] = {
        "account": str(account.pk),
        "epoch": account.epoch,
        "since": now.timestamp(),
        "second": False,
        "next": onward,
    }
    rotate_token(request)


def half_way(request: HttpRequest, now: datetime) -> tuple[Account, dict[str, object]] | None:
    """Who is half way in, and what was kept of him; None where nobody is, or for too long, or the account changed."""
    kept = request.session.get(HALF_WAY)
    if kept is None or now.timestamp() - kept["since"] > PASSING.total_seconds():
        return None
    every = Account.objects.everything(reason="somebody is signing in").select_related("person")
    account = every.active().filter(pk=kept["account"], epoch=kept["epoch"]).first()
    return (account, kept) if account else None


def go_on(request: HttpRequest, account: Account, **kept: object) -> None:
    """Keep something more of who is half way in; the account's sessions may have been renewed meanwhile."""
    request.session[HALF_WAY] = {**request.session[HALF_WAY], **kept, "epoch": account.epoch}


def let_in(request: HttpRequest, account: Account, forgiven: tuple[str, ...], now: datetime) -> None:
    """Sign in, under a new session key; what was kept half way is forgotten."""
    browser = browser_of(request.headers.get("User-Agent", ""))
    signed = signing.begin_session(account, newcomer(account), browser=browser, forgiven=forgiven, now=now)
    request.session.flush()
    request.session[SIGNED_IN] = str(signed.pk)
    request.session[SEEN] = int(now.timestamp())
    rotate_token(request)


@dataclass(frozen=True)
class Known:
    """Who stands behind a sign-in that has not been ended: since when, and the officer as she stands on a day."""

    key: UUID
    began_at: datetime
    officer: Officer


def known(session: SessionBase, now: datetime) -> Known | None:
    """Who is signed in by a browser; None where nobody is, or it was idle or open too long, or the account changed.

    Sign-ins, accounts, roles and offices stand in audited tables: who it is holds until the next act, for how long it
    may go on is asked each time.
    """
    key, seen = session.get(SIGNED_IN), session.get(SEEN, 0)
    if key is None or now.timestamp() - seen > IDLE.total_seconds():
        return None
    on = timezone.localdate(now)
    found = until_next_act(("signed in", key, on), lambda: _known(key, on))
    return None if found is None or now - found.began_at > WHOLE else found


class Joined(Aggregate):
    """The values of a group as one text, with commas between them."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **words: Any) -> Any:  # noqa: ANN401  as Django's
        """The same on PostgreSQL."""
        template = "STRING_AGG(%(expressions)s, ',')"
        return self.as_sql(compiler, connection, template=template, **words)


def _known(key: str, on: date) -> Known | None:
    found = prepared.rows_of(_asked, UUID(key), on)
    if not found:
        return None
    began_at, person_id, account_id, person, account, roles, *organ = found[0]
    organ_id, kind, place, division = organ
    held = frozenset(map(str, map(Role, roles.split(",") if roles else ())))
    officer = Officer(person_id, account_id, person or account, place, held, kind, organ_id, division, on)
    return Known(UUID(key), began_at, officer)


def _asked(key: UUID, on: date) -> QuerySet[SignedIn, tuple[Any, ...]]:
    """Who has signed in and may go on: what makes an officer."""
    held = RoleTerm.objects.in_force(on).filter(account=OuterRef("account")).order_by().values("account")
    found = SignedIn.objects.filter(
        pk=key, ended_at__isnull=True, account__disabled_at__isnull=True, account__epoch=F("epoch")
    )
    return found.order_by().values_list(
        "began_at",
        "account__person_id",
        "account_id",
        "account__person__name",
        "account__name",
        Subquery(held.annotate(all=Joined("role")).values("all")),
        "account__organ_id",
        "account__organ__kind",
        "account__organ__name",
        "account__organ__division_id",
    )


def _living() -> QuerySet[SignedIn]:
    related = ("account__person", "account__organ__division")
    return SignedIn.objects.select_related(*related).filter(ended_at__isnull=True)


def row_of(known: Known) -> SignedIn | None:
    """The row of a sign-in, for an act upon it; None where it was ended meanwhile."""
    return _living().filter(pk=known.key).first()


def note_seen(session: SessionBase, now: datetime) -> None:
    """Keep, about once a minute, that the browser was here."""
    if now.timestamp() - session.get(SEEN, 0) > EXACT.total_seconds():
        session[SEEN] = int(now.timestamp())


def officer_of(account: Account, on: date) -> Officer:
    """The officer behind an account as she stands on a day."""
    roles = RoleTerm.objects.filter(account=account).in_force(on).values_list("role", flat=True)
    return Officer(
        person_id=account.person_id,
        account_id=account.pk,
        label=account.person.name or account.name,
        place=account.organ.name,
        roles=frozenset(map(str, map(Role, roles))),
        organ=account.organ.kind,
        organ_id=account.organ_id,
        division=account.organ.division_id,
        on=on,
    )


# The first word that fits names the browser; nothing else of it is kept.
BROWSERS = (
    ("Edg", "Edge"),
    ("360SE", "360"),
    ("QIHU", "360"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """A browser in two words, such as `Chrome Windows`, for its owner to know it by."""
    parts = [next((name for word, name in known if word in agent), "") for known in (BROWSERS, SYSTEMS)]
    return " ".join(filter(None, parts))
