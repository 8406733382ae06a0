"""The outer form of a backup: one file whose every bit is vouched for, sealed under a passphrase where one is given.

    MINGJIAN-BACKUP 1 plain\\n                 content                          SHA-256 of all before
    MINGJIAN-BACKUP 1 sealed <salt>\\n         pieces: length, AES-256-GCM       SHA-256 of all before

The key of a sealed one comes from the passphrase by Argon2id and a salt of its own; the pieces are numbered and the
last one says so, so that none can be left out, moved or added. The digest tells damage from a wrong passphrase.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mingjian.wording import Refusal

MARK = b"MINGJIAN-BACKUP 1 "
PIECE = 64 * 1024
TAG = 16
DIGEST = 32
SALT = 16
AT_ONCE = 1024 * 1024
SHORTEST_PASSPHRASE = 12


class Hashed(io.RawIOBase):
    """A file being written, and the digest of what went into it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: object) -> int:
        """Write and count in."""
        content = bytes(cast(bytes, data))
        self.digest.update(content)
        self.file.write(content)
        return len(content)


class Sealer(io.RawIOBase):
    """What is written goes into another file in sealed pieces; closing writes the last one."""

    def __init__(self, into: Hashed, key: bytes, header: bytes) -> None:
        self.into, self.cipher, self.header = into, AESGCM(key), header
        self.number, self.waiting = 0, bytearray()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: object) -> int:
        """Take content in, and seal what fills a piece."""
        content = bytes(cast(bytes, data))
        self.waiting += content
        while len(self.waiting) > PIECE:
            self._seal(bytes(self.waiting[:PIECE]), last=0)
            del self.waiting[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Seal what is left as the last piece."""
        self._seal(bytes(self.waiting), last=1)

    def _seal(self, piece: bytes, *, last: int) -> None:
        sealed = self.cipher.encrypt(nonce(self.number, last=last), piece, self.header)
        self.into.write(len(sealed).to_bytes(4, "big") + sealed)
        self.number += 1


def nonce(number: int, *, last: int) -> bytes:
    """The nonce of a piece: its number, and whether it is the last one."""
    return number.to_bytes(11, "big") + bytes([last])


def key_of(passphrase: str, salt: bytes) -> bytes:
    """The key that a passphrase gives with a salt."""
    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


@contextmanager
def written(path: Path, passphrase: str = "") -> Iterator[io.RawIOBase]:
    """A new file for its owner alone; it appears under its name when all of it is on the disk, and not before.

    Refusal where there is one already, or the passphrase is too short.
    """
    if path.exists():
        raise Refusal(f"{path} 已存在；请另指定文件名。", f"{path} is there already; name another file.")
    if passphrase and len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refusal(
            f"备份口令至少 {SHORTEST_PASSPHRASE} 个字符。",
            f"The passphrase of a backup has at least {SHORTEST_PASSPHRASE} characters.",
        )
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            hashed = Hashed(file)
            if passphrase:
                salt = os.urandom(SALT)
                header = MARK + b"sealed " + salt.hex().encode() + b"\n"
                hashed.write(header)
                sealer = Sealer(hashed, key_of(passphrase, salt), header)
                yield sealer
                sealer.finish()
            else:
                hashed.write(MARK + b"plain\n")
                yield hashed
            file.write(hashed.digest.digest())
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, passphrase: str = "") -> Iterator[IO[bytes]]:
    """The content of a backup, after every bit of it was vouched for.

    Refusal where it is none, is damaged or of another form, or the passphrase does not fit.
    """
    with path.open("rb") as file:
        header = file.readline(100)
        if not header.startswith(MARK[:16]):
            raise Refusal(
                f"{path.name} 不是明鉴的备份文件；请指定 mingjian backup 写出的文件。",
                f"{path.name} is no backup of Mingjian; name a file that mingjian backup wrote.",
            )
        if not header.startswith(MARK):
            raise Refusal(
                f"{path.name} 是另一种格式的备份；请用写出它的那个版本恢复。",
                f"{path.name} is a backup of another form; restore it with the version that wrote it.",
            )
        end = _vouched(path)
        if not header.startswith(MARK + b"sealed "):
            yield cast(IO[bytes], io.BufferedReader(_Plain(file, end), AT_ONCE))
            return
        if not passphrase:
            raise Refusal(
                f"{path.name} 是加密备份；请用 --passphrase 指定口令文件。",
                f"{path.name} is sealed; name the file of its passphrase with --passphrase.",
            )
        salt = bytes.fromhex(header.removeprefix(MARK + b"sealed ").strip().decode())
        yield cast(
            IO[bytes], io.BufferedReader(_Sealed(file, end, key_of(passphrase, salt), header), AT_ONCE)
        )


def _vouched(path: Path) -> int:
    """Where the content of a file ends; Refusal where a single bit of it is not what was written."""
    end = path.stat().st_size - DIGEST
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = end
        while left > 0 and (some := file.read(min(AT_ONCE, left))):
            digest.update(some)
            left -= len(some)
        if end < 0 or left or file.read() != digest.digest():
            raise Refusal(
                f"备份文件 {path.name} 已损坏或不完整；请换用另一份备份。",
                f"The backup {path.name} is damaged or cut off; use another one.",
            )
    return end


class _Plain(io.RawIOBase):
    """The content of a plain backup."""

    def __init__(self, file: IO[bytes], end: int) -> None:
        self.file, self.end = file, end

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, into: object) -> int:
        """Fill what is given, up to the end of the content."""
        view = memoryview(cast(bytearray, into))
        some = self.file.read(min(len(view), self.end - self.file.tell()))
        view[: len(some)] = some
        return len(some)


class _Sealed(io.RawIOBase):
    """The content of a sealed backup, opened piece by piece."""

    def __init__(self, file: IO[bytes], end: int, key: bytes, header: bytes) -> None:
        self.file, self.end, self.cipher, self.header = file, end, AESGCM(key), header
        self.number, self.ready = 0, b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, into: object) -> int:
        """Fill what is given from the piece at hand, or the next one."""
        if not self.ready and self.file.tell() < self.end:
            self.ready = self._next()
        view = memoryview(cast(bytearray, into))
        some = self.ready[: len(view)]
        self.ready = self.ready[len(some) :]
        view[: len(some)] = some
        return len(some)

    def _next(self) -> bytes:
        length = int.from_bytes(self.file.read(4), "big")
        sealed = self.file.read(length)
        last = int(self.file.tell() >= self.end)
        try:
            piece = self.cipher.decrypt(nonce(self.number, last=last), sealed, self.header)
        except InvalidTag as error:
            raise Refusal(
                "备份的口令不对；请核对口令文件后重试。",
                "The passphrase does not fit the backup; check its file.",
            ) from error
        self.number += 1
        return piece
