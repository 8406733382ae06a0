"""Turning GB18030 and other encodings into UTF-8, strictly, in pieces cut at line ends."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mingjian.exchange.surveying import GB18030, UTF8, Care, is_plain

PIECE = 1 << 18
SUSPECT = bytes(range(0x80, 0xA1))


def transcode(source: Path, target: Path, encoding: str) -> Care | None:
    """Write `source` as UTF-8 to `target` and say how its text is to be read; None where a byte does not fit."""
    plain = True
    with source.open("rb") as given, target.open("wb") as wanted:
        try:
            for piece in _decoded(given, encoding):
                plain = plain and is_plain(piece)
                wanted.write(piece)
        except UnicodeDecodeError:
            return None
    return "plain" if plain else "patient"


def _decoded(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    if encoding == "utf-16":
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        while piece := file.read(PIECE):
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
        return
    for piece in pieces(file):
        if encoding == GB18030 and holds_utf8(piece):
            raise UnicodeDecodeError(encoding, piece, 0, 1, "lines in UTF-8 among others")
        yield piece if piece.isascii() else piece.decode(encoding).encode()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file cut behind 0x0A, which is never the second byte of a character of GB18030."""
    rest = b""
    while piece := file.read(PIECE):
        end = piece.rfind(b"\n") + 1
        if end:
            yield rest + piece[:end]
            rest = piece[end:]
        else:
            rest += piece
    if rest:
        yield rest


def holds_utf8(piece: bytes) -> bool:
    """Whether a line among those of GB18030 is Chinese in UTF-8, which would silently be read as other characters.

    Usual text of GB18030 has no byte from 0x80 to 0xA0; Chinese in UTF-8 has one in every second character.
    """
    if len(piece.translate(None, SUSPECT)) == len(piece):
        return False
    return any(not line.isascii() and is_utf8_line(line) for line in piece.split(b"\n"))


def is_utf8_line(line: bytes) -> bool:
    """Whether a line is valid UTF-8 and Chinese in it."""
    try:
        text = line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def prevailing(path: Path) -> str:
    """The encoding of most lines of a file that is wholly in none: UTF-8 or GB18030."""
    balance = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                balance += 1 if _fits(line, UTF8) else -1
    return UTF8 if balance >= 0 else GB18030


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
