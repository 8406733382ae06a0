"""Turning GB18030 and other encodings into UTF-8, strictly, in pieces cut at line ends."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mingjian.exchange.surveying import GB18030, UTF8, Care, care_behind_header, care_of

PIECE = 1 << 18
SUSPECT = bytes(range(0x80, 0xA1))
NOT_ASCII = bytes(range(0x80, 0x100))
# What begins a cell: none of these bytes is ever part of a character of GB18030, and every byte of a usual one is high.
CELL = re.compile(rb"([,;\t\n])([\xa1-\xfe]+)")
MOST_WORDS, MOST_MISSES = 12, 3


def transcode(source: Path, target: Path, encoding: str) -> Care | None:
    """Write `source` as UTF-8 to `target` and say how its text is to be read; None where a byte does not fit."""
    care: Care | None = None
    with source.open("rb") as given, target.open("wb") as wanted:
        try:
            for piece in _decoded(given, encoding):
                care = care_of(piece, care) if care else care_behind_header(piece)
                wanted.write(piece)
        except UnicodeDecodeError:
            return None
    return care or "bare"


def _decoded(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    if encoding == "utf-16":
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        while piece := file.read(PIECE):
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
        return
    words = Words(encoding)
    for piece in pieces(file):
        if piece.isascii():
            yield piece
            continue
        known = words.replaced(piece)
        if known is None and encoding == GB18030 and holds_utf8(piece):
            raise UnicodeDecodeError(encoding, piece, 0, 1, "lines in UTF-8 among others")
        yield known or words.learn(piece, piece.decode(encoding).encode())


class Words:
    """The few words that the cells of codes and numbers beside them hold, replaced twice as quickly as decoded.

    A piece that holds anything else is left to the codec, and a file that often does is left to it altogether.
    """

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.known: dict[bytes, bytes] = {}
        self.seen = self.misses = 0

    def learn(self, piece: bytes, decoded: bytes) -> bytes:
        """Take the words of a piece that the codec has decoded (not of the first: it holds titles); gives `decoded`."""
        self.seen += 1
        self.misses += bool(self.known)
        if self.seen > 1 and self.misses < MOST_MISSES and self.encoding in (GB18030, "gbk"):
            cells = {b"".join(cell) for cell in CELL.findall(piece)}
            self.known = self._usable(cells) if len(cells) <= MOST_WORDS else {}
            self.misses += not self.known
        else:
            self.known = {}
        return decoded

    def _usable(self, cells: set[bytes]) -> dict[bytes, bytes]:
        # A cell may go on with a character whose second byte is low.
        if any(len(cell) % 2 == 0 for cell in cells):
            return {}
        # The longest first: it may begin with another.
        known = {cell: cell.decode(self.encoding).encode() for cell in sorted(cells, key=len, reverse=True)}
        grown = all(2 * (len(wanted) - len(cell)) == len(cell) - 1 for cell, wanted in known.items())
        # What has been replaced must not be taken for another word.
        mixed = any(wanted.startswith(cell) for wanted in known.values() for cell in known)
        return known if grown and not mixed else {}

    def replaced(self, piece: bytes) -> bytes | None:
        """The piece in UTF-8; None where it may hold more than the known words."""
        if not self.known:
            return None
        result = piece
        for cell, wanted in self.known.items():
            result = result.replace(cell, wanted)
        # Two bytes became three, once for every character.
        high = len(piece) - len(piece.translate(None, NOT_ASCII))
        return result if 2 * (len(result) - len(piece)) == high else None


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file cut behind 0x0A, which is never the second byte of a character of GB18030."""
    while piece := file.read(PIECE):
        yield piece if piece.endswith(b"\n") else piece + file.readline()


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
