"""Finds identity numbers, bank accounts, phones and illness words in text that is meant for reading."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from typing import NamedTuple


class Trace(Enum):
    """What a piece of text gives away."""

    IDENTITY = "identity"
    DAMAGED_IDENTITY = "damaged identity"
    ACCOUNT = "account"
    PHONE = "phone"
    ILLNESS = "illness"


class Found(NamedTuple):
    """One trace: `text[start:end]` is what stands there, `value` is the same without separators, in half width."""

    kind: Trace
    start: int
    end: int
    value: str


# Province codes of GB/T 2260, so that a running number is seldom taken for an old identity number.
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
_GAP = r"[ \-\u00a0\u3000]?"
_IDENTITY_18 = re.compile(rf"(?<!\d)[1-9](?:{_GAP}\d){{16}}{_GAP}[\dX](?![\dA-Z])")
_IDENTITY_15 = re.compile(rf"(?<!\d){_PROVINCE}\d{{13}}(?!\d)")
_LONG_NUMBER = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{11,18}}(?!\d)")
_CARD_PREFIX = re.compile(r"62|[45]|3[5-7]|60|81|9")
_ACCOUNT_WORDS = re.compile(r"账|帐|卡号|存折|银行|开户|一卡通|ACCOUNT|CARD|IBAN")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?:电话|座机|TEL)[^\d]{0,6}(0\d{2,3}[ -]?\d{7,8}|[2-8]\d{6,7})(?!\d)")
_ILLNESS = re.compile(
    "癌|肿瘤|白血病|尿毒症|透析|化疗|放疗|艾滋|HIV|梅毒|肝炎|肝硬化|结核|糖尿病|高血压|心脏病|冠心病|心梗|脑梗|脑出血|中风|偏瘫|瘫痪|"
    "精神病|精神分裂|抑郁|癫痫|痴呆|布病|布鲁氏|尘肺|器官移植|重大疾病|重病|患病|病史|智力残疾|精神残疾|肢体残疾|视力残疾|听力残疾|言语残疾|多重残疾"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# How far before a number the word may stand that makes it an account.
_REACH = 16
_HALF_WIDTH = {
    ord(full): half for full, half in zip("０１２３４５６７８９Ｘｘ－＋　", "0123456789XX-+ ", strict=True)
}


def find_traces(text: str) -> list[Found]:
    """Everything in a text that gives a person away, in order and without overlaps; the surest reading wins."""
    plain = text.upper().translate(_HALF_WIDTH)
    if len(plain) != len(text):
        # A few letters grow when they are made upper case; positions matter more than these.
        plain = text.translate(_HALF_WIDTH)
    taken = [False] * len(text)
    found: list[Found] = []
    for trace in _candidates(plain):
        if not any(taken[trace.start : trace.end]):
            taken[trace.start : trace.end] = [True] * (trace.end - trace.start)
            found.append(trace)
    return sorted(found, key=lambda trace: trace.start)


def find_numbers(lines: Iterable[str]) -> Iterator[tuple[int, Found]]:
    """Identity, account and phone numbers of a text by line (from 1): what no file for reading may hold unmasked."""
    for number, line in enumerate(lines, start=1):
        yield from ((number, trace) for trace in find_traces(line) if trace.kind is not Trace.ILLNESS)


def is_identity(number: str) -> bool:
    """Whether 18 characters are an identity number of GB 11643: a real birth date and the right check character."""
    body = number[:17]
    if len(number) != 18 or not (body.isascii() and body.isdigit()) or not _is_birth_date(number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return _CHECKS[total % 11] == number[17].upper()


def passes_luhn(number: str) -> bool:
    """Whether a string of digits passes the check of ISO/IEC 7812, as bank cards do."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _candidates(plain: str) -> Iterator[Found]:
    yield from _identities(plain)
    yield from _accounts(plain)
    for pattern in (_MOBILE, _LANDLINE):
        for match in pattern.finditer(plain):
            yield Found(Trace.PHONE, match.start(1), match.end(1), _bare(match.group(1)))
    yield from (Found(Trace.ILLNESS, m.start(), m.end(), m.group()) for m in _ILLNESS.finditer(plain))


def _identities(plain: str) -> Iterator[Found]:
    damaged = []
    for match in _IDENTITY_18.finditer(plain):
        value = _bare(match.group())
        if is_identity(value):
            yield Found(Trace.IDENTITY, match.start(), match.end(), value)
        elif re.match(_PROVINCE, value) and _is_birth_date(value[6:14]):
            damaged.append(Found(Trace.DAMAGED_IDENTITY, match.start(), match.end(), value))
    for match in _IDENTITY_15.finditer(plain):
        if _is_birth_date("19" + match.group()[6:12]):
            yield Found(Trace.IDENTITY, match.start(), match.end(), match.group())
    yield from (found for found in damaged if not _in_account_context(plain, found.start))


def _accounts(plain: str) -> Iterator[Found]:
    for match in _LONG_NUMBER.finditer(plain):
        value = _bare(match.group())
        is_card = len(value) >= 16 and bool(_CARD_PREFIX.match(value)) and passes_luhn(value)
        if is_card or _in_account_context(plain, match.start()):
            yield Found(Trace.ACCOUNT, match.start(), match.end(), value)


def _in_account_context(plain: str, start: int) -> bool:
    return bool(_ACCOUNT_WORDS.search(plain[max(0, start - _REACH) : start]))


def _is_birth_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2100


def _bare(text: str) -> str:
    return re.sub(r"[ \-\u00a0]", "", text)
