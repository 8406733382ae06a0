"""How a text is sealed: AES-256-GCM or SM4-GCM, a random nonce, a key with a number, bound to its place."""

import base64
import hmac
import os
import re
from binascii import b2a_base64
from functools import cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from mingjian.desk.core.keys import KEYS, key_of
from mingjian.desk.core.verify_journal import netstring

NONCE, TAG = 12, 16
FORM = re.compile(r"(a|s)(\d+):([A-Za-z0-9+/=]+)")
# Keys with a number: those of sealed columns, and those of files, whose first one is older than its number.
COLUMNS, FILES = "seal", "evidence"
NUMBERED = re.compile(r"(seal|evidence)(?:-(\d+))?\.key")
LETTERS = {"aes": "a", "sm4": "s"}


class Spoilt(Exception):
    """A sealed text that does not open: changed, moved from another row, or sealed with a key that is gone."""


class Box(Protocol):
    """Authenticated encryption with one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """The ciphertext, and its tag behind it."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """The text again; InvalidTag where anything differs."""


class Sm4Box:
    """SM4-GCM; SM4 takes keys of 128 bits."""

    def __init__(self, key: bytes) -> None:
        self.algorithm = algorithms.SM4(key[:16])

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """See Box."""
        sealing = Cipher(self.algorithm, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated_data)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """See Box."""
        opening = Cipher(self.algorithm, modes.GCM(nonce, data[-TAG:])).decryptor()
        opening.authenticate_additional_data(associated_data)
        return opening.update(data[:-TAG]) + opening.finalize()


def box(letter: str, key: bytes) -> Box:
    """The cipher of a letter, with a key of its own drawn from that of the site."""
    drawn = mac(key, f"seal {letter}")
    return Sm4Box(drawn) if letter == "s" else AESGCM(drawn)


def mac(key: bytes, *fields: object) -> bytes:
    """HMAC-SHA-256 over fields, 32 bytes."""
    return hmac.digest(key, netstring(*fields), "sha256")


def mac_sm3(key: bytes, *fields: object) -> bytes:
    """HMAC-SM3 over fields, 32 bytes."""
    made = HMAC(key, hashes.SM3())
    made.update(netstring(*fields))
    return made.finalize()


def encrypt(sealing: Box, text: str, place: bytes) -> str:
    """A text under a fresh random nonce, in base64."""
    nonce = os.urandom(NONCE)
    return b2a_base64(nonce + sealing.encrypt(nonce, text.encode(), place), newline=False).decode("ascii")


def decrypt(opening: Box, sealed: str, place: bytes) -> str:
    """The text again; Spoilt for whatever may be wrong, without saying what."""
    try:
        data = base64.b64decode(sealed, validate=True)
        if len(data) < NONCE + TAG:
            raise Spoilt("a sealed text does not open")
        return opening.decrypt(data[:NONCE], data[NONCE:], place).decode()
    except (ValueError, InvalidTag) as error:
        raise Spoilt("a sealed text does not open") from error


# -- with the numbered keys of the site -------------------------------------------------------------------------------
def seal(text: str, *place: object) -> str:
    """A text sealed for one place (table, column, row), with the newest key: a1:…, the letter of the cipher first."""
    return seal_with(current(), text, *place)


def seal_with(prefix: str, text: str, *place: object) -> str:
    """As seal, with a cipher and key that are known."""
    return f"{prefix}:{encrypt(_box(prefix), text, _bound(place, prefix))}"


def unseal(sealed: str, *place: object) -> str:
    """The text again, at the place that it was sealed for; Spoilt elsewhere."""
    found = FORM.fullmatch(sealed)
    if not found:
        raise Spoilt("a sealed text does not open")
    prefix = found[1] + found[2]
    return decrypt(_box(prefix), found[3], _bound(place, prefix))


def current(kind: str = COLUMNS) -> str:
    """Cipher and key that seal columns or files now, such as a1."""
    return f"{LETTERS[settings.CIPHER]}{newest(kind)}"


def newest(kind: str) -> int:
    """The number of the newest key of a kind."""
    folder = settings.SITE_FOLDER / KEYS
    return _numbers(str(folder), folder.stat().st_mtime_ns).get(kind, 1)


@cache
def _numbers(folder: str, _changed: int) -> dict[str, int]:
    """The newest number of each kind; the folder is read again when it has changed."""
    found = [NUMBERED.fullmatch(name) for name in os.listdir(folder)]  # noqa: PTH208
    numbered = sorted((match[1], int(match[2] or 1)) for match in found if match)
    return dict(numbered)


def key_file(kind: str, number: int) -> str:
    """The name of a key: seal-1.key, evidence.key, evidence-2.key."""
    return f"{kind}.key" if (kind, number) == (FILES, 1) else f"{kind}-{number}.key"


def _box(prefix: str) -> Box:
    return _made(prefix[0], key_of(key_file(COLUMNS, int(prefix[1:]))))


@cache
def _made(letter: str, key: bytes) -> Box:
    return box(letter, key)


def _bound(place: tuple[object, ...], prefix: str) -> bytes:
    return netstring("mingjian-seal-1", *place, prefix)
