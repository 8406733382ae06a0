"""Lock-out: who tries too often waits, and nobody can make a colleague wait.

Failures are counted for the account and the source together; a browser that has signed in to the account before carries
a signed mark and is counted by that instead, so that what somebody else tries from the same building does not reach it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

TRIES = 5
WITHIN = timedelta(minutes=15)
LOCKED = timedelta(minutes=15)
# So many failures of one source over all accounts are no slips of the tongue but a machine.
TRIES_OF_A_SOURCE = 100
MARK = "known"
MARK_DAYS = 180
SALT = "mingjian.known-browser"


@dataclass(frozen=True)
class Count:
    """Failures so far: how many since when, and until when it is locked."""

    count: int
    since: datetime
    locked_until: datetime | None

    def is_locked(self, now: datetime) -> bool:
        """Whether nobody is let try now."""
        return self.locked_until is not None and now < self.locked_until


def after_failure(before: Count, tries: int, now: datetime) -> Count:
    """The count after one more failure; old failures are forgotten after a while."""
    if now - before.since > WITHIN or before.locked_until is not None:
        before = Count(0, now, None)
    count = before.count + 1
    return Count(count, before.since, now + LOCKED if count >= tries else None)


def source_of(request: HttpRequest) -> str:
    """From where a request comes: the address that the outermost proxy of ours saw, a network of 64 bits for IPv6.

    What the sender himself wrote into X-Forwarded-For stands further left and is never read.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(settings.TRUSTED_PROXIES)
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(told) >= proxies:
        address = told[-proxies]
    return _network(address)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return parsed.ipv4_mapped.compressed if parsed.ipv4_mapped else f"{int(parsed) >> 64:x}"
    return parsed.compressed


def mark_of(request: HttpRequest, account: str) -> str:
    """The mark of a browser that has signed in to this account before; empty where it carries none."""
    said = _marks(request)
    return str(said["mark"]) if _short(account) in said["accounts"] else ""


def leave_mark(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Let this browser be known as one that has signed in to the account, beside those it is known for."""
    said = _marks(request)
    # An office machine serves several; the newest ones are kept.
    accounts = [name for name in said["accounts"] if name != _short(account)][-9:]
    value = signing.dumps({"mark": said["mark"], "accounts": [*accounts, _short(account)]}, salt=SALT)
    response.set_cookie(
        MARK, value, max_age=MARK_DAYS * 86400, httponly=True, samesite="Lax", secure=settings.HTTPS
    )


def _marks(request: HttpRequest) -> dict[str, Any]:
    try:
        said: dict[str, Any] = signing.loads(
            request.COOKIES.get(MARK, ""), salt=SALT, max_age=timedelta(days=MARK_DAYS)
        )
    except signing.BadSignature:
        return {"mark": token_urlsafe(16), "accounts": []}
    return said


def _short(account: str) -> str:
    """The cookie does not say whose browser it is."""
    return salted_hmac(SALT, account.casefold()).hexdigest()[:16]
