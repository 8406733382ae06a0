"""The second factor: codes of an authenticator (RFC 6238), each taken once, and one-time codes on paper."""

import io
from base64 import b32decode, b32encode
from datetime import datetime
from hmac import compare_digest
from secrets import choice, token_bytes
from urllib.parse import quote

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
DIGITS = 6
DRIFT = 1  # steps before and after: the clock of a telephone may be half a minute wrong
SECRET_BYTES = 20
# Crockford's alphabet: no letter looks like a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
RECOVERY_CODES = 10
PRINTED_CODES = 40
FEW = 5  # from so few unused codes on the page asks for a new sheet


def new_secret() -> str:
    """A secret for an authenticator, in base 32 as its programs take it."""
    return b32encode(token_bytes(SECRET_BYTES)).decode()


def step_at(now: datetime) -> int:
    """The step of time in which codes change."""
    return int(now.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """The code of a step, of a secret in base 32."""
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP).generate(step * STEP).decode()


def step_of(typed: str, secret: str, last_step: int, now: datetime) -> int | None:
    """The step whose code was typed, after the last one taken; None where it is none of those around now."""
    bare = typed.replace(" ", "")
    current = step_at(now)
    fitting = [
        step
        for step in range(current - DRIFT, current + DRIFT + 1)
        if step > last_step and _same(code_at(secret, step), bare)
    ]
    return fitting[0] if fitting else None


def _same(code: str, typed: str) -> bool:
    return len(typed) == DIGITS and typed.isascii() and compare_digest(code.encode(), typed.encode())


def address(secret: str, account: str, site: str) -> str:
    """What the picture for the authenticator says."""
    return f"otpauth://totp/{quote(site)}:{quote(account)}?secret={secret}&issuer={quote(site)}"


def picture(secret: str, account: str, site: str) -> bytes:
    """The picture as an SVG file."""
    out = io.BytesIO()
    segno.make(address(secret, account, site), error="m").save(out, kind="svg", scale=5, border=2)
    return out.getvalue()


def new_codes(count: int) -> list[str]:
    """Fresh one-time codes of 50 bits, such as 7KQ2M-X04TD."""
    return [_grouped("".join(choice(ALPHABET) for _ in range(CODE_LENGTH))) for _ in range(count)]


def bare_code(typed: str) -> str:
    """A one-time code as it is compared: capital letters, what looks like a digit read as one, no spaces or hyphens."""
    upper = typed.upper().translate(str.maketrans("OIL", "011", " -"))
    return upper if len(upper) == CODE_LENGTH and set(upper) <= set(ALPHABET) else ""


def _grouped(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"
