"""Content of any size, sealed in pieces: AES-256-GCM or SM4-GCM, so that no more than a piece is ever in memory.

    MINGJIAN-FILE 1 a1 <salt>\\n      pieces of 64 KB, each with its tag behind it; the last one may be shorter

The header names form, cipher and number of the key; the key of a file is drawn from that key and the salt. The nonce
of a piece is its number and whether it is the last one (the construction STREAM, as in a sealed backup). Each piece
also vouches for the header and the place that the file was sealed for. So none can be changed, left out, repeated,
moved within a file, to another file or to another row, and a file that is cut off does not pass for a whole one.
"""

import io
import os
import re
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from typing import IO, NamedTuple, cast

from cryptography.exceptions import InvalidTag
from django.conf import settings

from mingjian.desk.core import ciphers
from mingjian.desk.core.ciphers import Box, Spoilt
from mingjian.desk.core.keys import key_of
from mingjian.desk.core.verify_journal import netstring
from mingjian.wording import Refusal

PIECE = 64 * 1024
SALT = 32
HEADER = re.compile(rb"MINGJIAN-FILE 1 ([as])(\d{1,9}) ([0-9a-f]{64})\n")
LONGEST_HEADER = 120


class Passed(NamedTuple):
    """What went from one file into another: its SHA-256 and its size."""

    sha256: str
    size: int


class Sealer:
    """Content goes in as it comes, sealed pieces go into a file; `finish` seals the last one."""

    def __init__(self, into: IO[bytes], box: Box, bound: bytes) -> None:
        self.into, self.box, self.bound = into, box, bound
        self.number, self.waiting = 0, bytearray()

    def write(self, content: bytes) -> None:
        """Take content in and seal what fills a piece; what may be the last piece waits."""
        self.waiting += content
        while len(self.waiting) > PIECE:
            self._seal(bytes(self.waiting[:PIECE]), last=0)
            del self.waiting[:PIECE]

    def finish(self) -> None:
        """Seal what is left as the last piece."""
        self._seal(bytes(self.waiting), last=1)
        self.waiting.clear()

    def _seal(self, piece: bytes, *, last: int) -> None:
        self.into.write(self.box.encrypt(_nonce(self.number, last), piece, self.bound))
        self.number += 1


class Opened(io.RawIOBase):
    """The content again, opened piece by piece where it is read; Spoilt at a piece that is not what was sealed."""

    def __init__(self, file: IO[bytes], box: Box, bound: bytes) -> None:
        self.file, self.box, self.bound = file, box, bound
        self.start = file.tell()
        full, rest = divmod(file.seek(0, io.SEEK_END) - self.start, PIECE + ciphers.TAG)
        self.last = full if rest else full - 1
        self.size = full * PIECE + (rest - ciphers.TAG if rest else 0)
        self.at, self.held, self.piece = 0, -1, b""
        # A last piece without content stands in an empty file alone: elsewhere nobody would come to open it.
        if self.last < 0 or 0 < rest < ciphers.TAG + (full > 0):
            raise _spoilt()
        if not self.size:
            self._open(0)  # nothing is read of an empty file, and yet it says that it is one

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: every piece vouches for its place."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place of the content."""
        self.at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence])
        return self.at

    def readinto(self, into: object) -> int:
        """Fill what is given, from one piece at most."""
        if self.at >= self.size:
            return 0
        number, within = divmod(self.at, PIECE)
        if number != self.held:
            self._open(number)
        view = memoryview(cast(bytearray, into))
        some = self.piece[within : within + len(view)]
        view[: len(some)] = some
        self.at += len(some)
        return len(some)

    def close(self) -> None:
        """Let go of the file."""
        self.piece = b""
        self.file.close()
        super().close()

    def _open(self, number: int) -> None:
        self.file.seek(self.start + number * (PIECE + ciphers.TAG))
        sealed = self.file.read(PIECE + ciphers.TAG)
        try:
            self.piece = self.box.decrypt(_nonce(number, int(number == self.last)), sealed, self.bound)
        except (InvalidTag, ValueError) as error:
            raise _spoilt() from error
        self.held = number


class Scratch(Sealer):
    """Content that is needed for a moment: a file without a name, sealed with a key that is nowhere but in memory."""

    def __init__(self) -> None:
        box = ciphers.box(ciphers.LETTERS[settings.CIPHER], os.urandom(32))
        super().__init__(tempfile.TemporaryFile(), box, b"")  # noqa: SIM115  closed with what `opened` gives

    def opened(self) -> Opened:
        """The content, once all of it has come."""
        self.finish()
        self.into.seek(0)
        return Opened(self.into, self.box, self.bound)


def seal(content: Iterable[bytes], into: IO[bytes], *place: object) -> Passed:
    """Seal content into a file for one place (table, column, row) with the newest key of files."""
    prefix, salt, digest, size = ciphers.current(ciphers.FILES), os.urandom(SALT).hex(), sha256(), 0
    into.write(f"MINGJIAN-FILE 1 {prefix} {salt}\n".encode())
    sealer = Sealer(into, _box(prefix, salt), _bound(place, prefix, salt))
    for some in content:
        digest.update(some)
        size += len(some)
        sealer.write(some)
    sealer.finish()
    return Passed(digest.hexdigest(), size)


def unseal(file: IO[bytes], *place: object) -> Opened:
    """The content of a sealed file, at the place that it was sealed for; Spoilt elsewhere, or where its key is gone."""
    header = file.readline(LONGEST_HEADER)
    found = HEADER.fullmatch(header)
    if not found:
        raise _spoilt()
    prefix, salt = (found[1] + found[2]).decode(), found[3].decode()
    try:
        box = _box(prefix, salt)
    except Refusal as error:
        raise _spoilt() from error
    return Opened(file, box, _bound(place, prefix, salt))


def sealed_with(file: IO[bytes]) -> str:
    """Cipher and key that a file says it was sealed with, such as a1; empty where it says nothing."""
    found = HEADER.fullmatch(file.readline(LONGEST_HEADER))
    return (found[1] + found[2]).decode() if found else ""


def parts(content: IO[bytes] | Opened) -> Iterable[bytes]:
    """Content from where it stands to its end, a piece at a time."""
    while some := content.read(PIECE):
        yield some


def _box(prefix: str, salt: str) -> Box:
    key = key_of(ciphers.key_file(ciphers.FILES, int(prefix[1:])))
    return ciphers.box(prefix[0], ciphers.mac(key, "file", salt))


def _bound(place: tuple[object, ...], prefix: str, salt: str) -> bytes:
    return netstring("mingjian-file-1", *place, prefix, salt)


def _nonce(number: int, last: int) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _spoilt() -> Spoilt:
    return Spoilt("a sealed file does not open")
