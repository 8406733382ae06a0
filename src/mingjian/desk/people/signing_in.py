"""The door: whether a name and a password, and then a code, let somebody in, and how often somebody may try."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from mingjian.desk.core.actor import Site
from mingjian.desk.core.sealing import keyed_hash
from mingjian.desk.people import lock_out, passwords, sessions
from mingjian.desk.people.actions import signing
from mingjian.desk.people.models import Account, Failures
from mingjian.wording import Text

DOOR = Site("door")
WRONG = Text(
    "账户或密码不正确。",
    "The account or the password is wrong.",
)
WRONG_CODE = Text(
    "验证码不正确、已用过或已过期；请用新的一个。",
    "The code is wrong, has been used or is too old; use a new one.",
)
LOCKED = Text(
    "连续失败次数过多，请 15 分钟后再试；忘记密码的，请联系系统管理员。",
    "Too many failures; try again in 15 minutes, or ask the system administrator if the password is lost.",
)


@dataclass(frozen=True)
class Tries:
    """Under which keys failures of one who tries are counted, and from how many on each is locked.

    The keys of the account are forgiven when he gets in; that of a whole source is not.
    """

    of_account: str
    of_source: str

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Each key with its number of tries."""
        own = (self.of_account, lock_out.TRIES)
        return (own, (self.of_source, lock_out.TRIES_OF_A_SOURCE)) if self.of_source else (own,)

    def are_locked(self, now: datetime) -> bool:
        """Whether he has to wait; the same for accounts that there are and that there are not."""
        names = [key for key, _ in self.keys]
        return Failures.objects.filter(key__in=names, locked_until__gt=now).exists()

    def fail(self, now: datetime) -> None:
        """Count one more."""
        signing.count_failure(DOOR, keys=self.keys, now=now)


def tries_of(request: HttpRequest, name: str) -> Tries:
    """The keys for somebody who tries a name: by the mark of a known browser, else by the source."""
    mark = lock_out.mark_of(request, name)
    if mark:
        return Tries(keyed_hash("failures", f"mark|{name}|{mark}"), "")
    source = lock_out.source_of(request)
    return Tries(
        keyed_hash("failures", f"source|{name}|{source}"), keyed_hash("failures", f"source|{source}")
    )


def by_password(request: HttpRequest, name: str, password: str, now: datetime) -> Account | Text:
    """The account that a name and a password open, or what to say; unknown names take as long as known ones."""
    tries = tries_of(request, name)
    if tries.are_locked(now):
        return LOCKED
    every = Account.objects.everything(reason="somebody is signing in").select_related("person")
    account = every.active().filter(name=name).first()
    if passwords.fits(password, account.password if account else "") and account is not None:
        return account
    tries.fail(now)
    return LOCKED if tries.are_locked(now) else WRONG


def by_code(request: HttpRequest, account: Account, typed: str, now: datetime) -> Text | None:
    """Take a code of the second factor; None where it was right, else what to say."""
    tries = tries_of(request, account.name)
    if tries.are_locked(now):
        return LOCKED
    if signing.take_code(account, sessions.newcomer(account), typed=typed, now=now):
        return None
    tries.fail(now)
    return LOCKED if tries.are_locked(now) else WRONG_CODE
