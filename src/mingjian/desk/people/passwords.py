"""What a password has to be, by the profile of the site, and how it is kept and compared."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from secrets import choice

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from mingjian.wording import Refusal, Text

# Argon2 reads the whole of what is typed: nobody may have it read a book.
LONGEST = 128
# Without what looks alike on paper.
CLEAR = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


@dataclass(frozen=True)
class Profile:
    """A set of demands; `days` is 0 where a password need not be changed after a time."""

    text: Text
    source: Text
    shortest: int
    classes: int
    days: int
    kept: int

    def is_old(self, set_at: datetime | None, now: datetime) -> bool:
        """Whether a password has to be changed by now."""
        return set_at is None or (self.days > 0 and now - set_at > timedelta(days=self.days))


@cache
def profiles() -> dict[str, Profile]:
    """The profiles by name."""
    text = resources.files(__package__).joinpath("data/passwords.toml").read_text(encoding="utf-8")
    return {
        name: Profile(**{**row, "text": Text(**row["text"]), "source": Text(**row["source"])})
        for name, row in tomllib.loads(text).items()
    }


def profile(name: str) -> Profile:
    """The profile that the settings name; Refusal where there is no such one."""
    if name not in profiles():
        known = "、".join(profiles())
        raise Refusal(
            f"MINGJIAN_PASSWORDS 不能是 {name}；可选 {known}。",
            f"MINGJIAN_PASSWORDS cannot be {name}; choose from {', '.join(profiles())}.",
        )
    return profiles()[name]


def faults(password: str, account: str, demands: Profile) -> list[Text]:
    """What is wrong with a new password; empty where nothing is."""
    found = []
    if len(password) < demands.shortest:
        n = demands.shortest
        found.append(Text(f"密码至少 {n} 个字符。", f"A password has at least {n} characters."))
    if len(password) > LONGEST:
        found.append(Text(f"密码最多 {LONGEST} 个字符。", f"A password has at most {LONGEST} characters."))
    if classes_in(password) < demands.classes:
        n = demands.classes
        found.append(
            Text(
                f"密码须含大写字母、小写字母、数字、其他符号中的至少 {n} 种。",
                f"A password holds at least {n} of capital letters, small letters, digits, other characters.",
            )
        )
    if len(account) >= 3 and account.lower() in password.lower():
        found.append(Text("密码不能包含账户名。", "A password does not hold the name of the account."))
    if is_common(password):
        found.append(Text("这个密码太常见，容易被猜到。", "This password is common and easily guessed."))
    return found


def classes_in(password: str) -> int:
    """How many kinds of characters a password holds."""
    kinds = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    return sum(any(is_kind(c) for c in password) for is_kind in kinds)


def is_common(password: str) -> bool:
    """Whether a password is among the twenty thousand that are tried first."""
    try:
        _common().validate(password)
    except ValidationError:
        return True
    return False


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def kept(password: str) -> str:
    """A password as it is stored."""
    return make_password(password)


def fits(password: str, stored: str) -> bool:
    """Whether a password is the stored one; takes as long where there is none."""
    if len(password) > LONGEST:
        password = ""
    return check_password(password, stored or _nobody()) and bool(stored)


def was_one_of(password: str, earlier: Iterable[str]) -> bool:
    """Whether a password is one of those stored."""
    return any(check_password(password, stored) for stored in earlier)


@cache
def _nobody() -> str:
    """A hash that costs what every other one does, compared where there is no account or no password."""
    return make_password(random())


def random() -> str:
    """A password to be handed over on paper: four groups of four clear characters, above 90 bits."""
    while True:
        drawn = "-".join("".join(choice(CLEAR) for _ in range(GROUP)) for _ in range(GROUPS))
        if classes_in(drawn) == 4:
            return drawn
