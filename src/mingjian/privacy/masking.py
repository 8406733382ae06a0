"""Masks that hide a person and still let an office find the row it speaks of."""

import re
from collections.abc import Callable, Mapping
from enum import Enum

from mingjian.privacy.scanning import Trace, find_traces


class Disclosure(Enum):
    """How much a file made for reading says about persons."""

    MASKED = "masked"
    FULL = "full"


class Holds(Enum):
    """What a column holds about a person; a column that holds nothing of the kind is absent from the mapping."""

    IDENTITY = "identity"
    NAME = "name"
    ACCOUNT = "account"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTH = "birth"
    HEALTH = "health"
    NUMBER = "number"


HIDDEN = "＊"

# Text columns of the data standard that hold something about a person. Identity numbers have a type of their own there.
COLUMNS: Mapping[str, Holds] = {
    "name": Holds.NAME,
    "head_name": Holds.NAME,
    "officer_name": Holds.NAME,
    "account_no": Holds.ACCOUNT,
    "phone": Holds.PHONE,
    "address": Holds.ADDRESS,
    "born_on": Holds.BIRTH,
    "born_month": Holds.BIRTH,
    "health": Holds.HEALTH,
    "cause": Holds.HEALTH,
    "hukou_no": Holds.NUMBER,
    "split_from": Holds.NUMBER,
    "vehicle_id": Holds.NUMBER,
    "property_id": Holds.NUMBER,
}

# The head of a column of the auditor's own is all that is known of it.
_HEADER_WORDS: tuple[tuple[str, Holds], ...] = (
    ("身份证|证件号|identity|id_?card|id number", Holds.IDENTITY),
    ("账号|账户|帐号|帐户|卡号|存折|account", Holds.ACCOUNT),
    ("电话|手机|联系方式|phone|mobile|tel$", Holds.PHONE),
    ("住址|地址|住所|address", Holds.ADDRESS),
    ("出生|生日|birth", Holds.BIRTH),
    ("疾病|病种|病情|病史|诊断|残疾|健康|illness|disease|diagnos|disab|health", Holds.HEALTH),
    ("姓名|户主|联系人|成员|配偶|子女|父亲|母亲|监护人|(?<![a-z])name", Holds.NAME),
)

# A household's place is public down to the village; what follows it leads to the door.
_VILLAGE = r"^.*?(?:嘎查|村民委员会|村委会|社区|居委会|村)"
_TOWNSHIP = r"^.*?(?:苏木|街道|乡|镇|旗|县|区|市)"


def mask_id(number: str) -> str:
    """An identity number without the birth date: place of first registration and the last four characters stay.

    The date is what links a number to a person outside the office; the ends tell the rows of a village apart.
    """
    return number[:6] + "********" + number[-4:] if len(number) >= 15 else "****"


def mask_name(name: str) -> str:
    """The first character of a name and at most two stars, so that the length of a long name says nothing."""
    if len(name) < 2:
        return "*" * len(name)
    return name[0] + "*" * min(len(name) - 1, 2)


def mask_account(account: str) -> str:
    """The last four digits of an account number of ten digits or more."""
    return "****" + account[-4:] if len(account) >= 10 else "****"


def mask_phone(phone: str) -> str:
    """The first three and last four digits of a mobile number; of any other number the last two."""
    if len(phone) >= 11:
        return phone[:3] + "****" + phone[-4:]
    return "****" + phone[-2:] if len(phone) >= 7 else "****"


def mask_address(address: str) -> str:
    """An address down to the village or, where it names none, down to the township or county."""
    found = re.match(_VILLAGE, address) or re.match(_TOWNSHIP, address)
    return (found.group() if found else "") + "***"


def mask_birth(day: str) -> str:
    """The year of a birth date that begins with its year."""
    return day[:4] + "-**-**" if re.match(r"\d{4}", day) else "****"


def mask_number(number: str) -> str:
    """The last four characters of a number that a registry gave to a thing or a household."""
    return "****" + number[-4:] if len(number) >= 8 else "****"


def mask_text(text: str) -> str:
    """Free text with every identity, account and phone number in it masked; illness words stay, they name no person."""
    parts, end = [], 0
    for trace in find_traces(text):
        if trace.kind is Trace.ILLNESS:
            continue
        parts += [text[end : trace.start], _TRACE_MASKS[trace.kind](trace.value)]
        end = trace.end
    return "".join([*parts, text[end:]])


def holds_by_header(header: str) -> Holds | None:
    """What a column of the auditor's own seems to hold, judged by its head; None where nothing gives it away."""
    return next((holds for words, holds in _HEADER_WORDS if re.search(words, header.lower())), None)


def mask_value(value: str, holds: Holds | None) -> str:
    """One value masked by what its column holds; free text where that is unknown."""
    return MASKS[holds](value) if holds else mask_text(value)


def mask_values(values: Mapping[str, object], holds: Mapping[str, Holds]) -> dict[str, str]:
    """A row of evidence masked; `holds` says what columns hold, other heads are judged by their words."""
    return {
        column: mask_value(str(value), holds.get(column) or holds_by_header(column))
        for column, value in values.items()
    }


MASKS: Mapping[Holds, Callable[[str], str]] = {
    Holds.IDENTITY: mask_id,
    Holds.NAME: mask_name,
    Holds.ACCOUNT: mask_account,
    Holds.PHONE: mask_phone,
    Holds.ADDRESS: mask_address,
    Holds.BIRTH: mask_birth,
    Holds.HEALTH: lambda _: "***",
    Holds.NUMBER: mask_number,
}

_TRACE_MASKS: Mapping[Trace, Callable[[str], str]] = {
    Trace.IDENTITY: mask_id,
    Trace.DAMAGED_IDENTITY: mask_id,
    Trace.ACCOUNT: mask_account,
    Trace.PHONE: mask_phone,
}


def mask_id_sql(text: str) -> str:
    """`mask_id` as a DuckDB expression over a text expression."""
    return f"CASE WHEN length({text}) >= 15 THEN left({text}, 6) || '********' || right({text}, 4) ELSE '****' END"


def mask_name_sql(text: str) -> str:
    """`mask_name` as a DuckDB expression over a text expression."""
    stars = f"repeat('*', least(length({text}) - 1, 2))"
    return (
        f"CASE WHEN length({text}) < 2 THEN repeat('*', length({text})) ELSE left({text}, 1) || {stars} END"
    )


def mask_account_sql(text: str) -> str:
    """`mask_account` as a DuckDB expression over a text expression."""
    return f"CASE WHEN length({text}) >= 10 THEN '****' || right({text}, 4) ELSE '****' END"


def mask_phone_sql(text: str) -> str:
    """`mask_phone` as a DuckDB expression over a text expression."""
    return (
        f"CASE WHEN length({text}) >= 11 THEN left({text}, 3) || '****' || right({text}, 4)"
        f" WHEN length({text}) >= 7 THEN '****' || right({text}, 2) ELSE '****' END"
    )


def mask_address_sql(text: str) -> str:
    """`mask_address` as a DuckDB expression over a text expression."""
    village, township = (f"regexp_extract({text}, '{pattern}')" for pattern in (_VILLAGE, _TOWNSHIP))
    return f"coalesce(nullif({village}, ''), {township}) || '***'"
