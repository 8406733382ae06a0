"""What a text file is before it is read: its hash, encoding, number of lines, quotes, NULs and blanks."""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mingjian.wording import Refusal

# How text is taken: as it is; as it is, but a quoted cell may be empty and a number have an exponent; or looked at for
# blanks around it.
Care = Literal["bare", "plain", "patient"]
# Small enough to stay in the cache of the processor while a piece is looked at several times.
PIECE = 1 << 18
# Bytes of one record: DuckDB stops at a longer one, and it is rejected on the patient way.
LONGEST_RECORD = 1 << 20
UTF8, GB18030 = "utf-8", "gb18030"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NAMES = {UTF8: "UTF-8", "utf-8-sig": "UTF-8-BOM", GB18030: "GB18030", "gbk": "GBK", "utf-16": "UTF-16"}
# A text that holds one of these is trimmed with patience: blanks, an apostrophe before a formula, a rounded number, a
# text that was written as a formula (="0123") so that no office program makes a number of it.
ODD_MARKS = (" ", "\t", "\n", "\r", "'", "E+", "e+", '="', "\u3000", "\u00a0", "\ufeff", "\u200b")
# Bytes of UTF-8 without which no cell needs trimming or holds a rounded number: blank, tab, apostrophe, the plus of
# 1E+17, what begins a formula, and what begins hard, full-width and zero-width blanks. One byte is found ten times
# faster than two.
ODD_BYTES = (b" ", b"\t", b"'", b"+", b"=", b"\xc2", b"\xe2", b"\xe3", b"\xef")

# Bytes without which no cell is quoted and no number has an exponent.
PLAIN_BYTES = (b'"', b"e", b"E")


@dataclass(frozen=True)
class Survey:
    """The outside of a text file: `lines` counts line ends plus a last line without one.

    `is_utf8` holds for all that was decoded: DuckDB checks the rest when it reads.
    `care` says of UTF-8 what the cells behind the first line need, `is_lined` that no line ends within quotes.
    """

    sha256: str
    encoding: str
    lines: int
    is_lined: bool
    has_nul: bool
    is_utf8: bool
    care: Care


class Trial:
    """Decodes pieces of a file as they pass by, up to the first that is not plain ASCII."""

    def __init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder(UTF8)("strict")
        self.is_utf8 = True
        self.decided = False

    def feed(self, piece: bytes) -> None:
        """Try the next bytes as UTF-8, unless it is already known."""
        if self.decided or piece.isascii():
            return
        self.decided = True
        try:
            self.decoder.decode(piece)
        except UnicodeDecodeError:
            self.is_utf8 = False


class Lines:
    """Counts the lines of a file as its pieces pass by, and whether each has its quotes in pairs."""

    def __init__(self) -> None:
        self.count = 0
        self.are_whole = True
        self.odd_quotes = 0
        self.ended = True

    def feed(self, piece: bytes) -> None:
        """Look at the next bytes."""
        self.count += piece.count(b"\n")
        self.ended = piece.endswith(b"\n")
        if self.are_whole and (b'"' in piece or self.odd_quotes):
            first, *others = (line.count(b'"') % 2 for line in piece.split(b"\n"))
            ends = [(first + self.odd_quotes) % 2, *others]
            self.odd_quotes = ends.pop()
            self.are_whole = not any(ends)

    @property
    def total(self) -> int:
        """Line ends, and a last line without one."""
        return self.count + (0 if self.ended else 1)


def survey(path: Path, encoding: str | None) -> Survey:
    """Read a file once; its encoding is the one given, else that of its mark, else UTF-8 where that fits.

    What is not UTF-8 is taken for GB18030: transcoding finds out whether that holds.
    """
    digest, lines, trial = hashlib.sha256(), Lines(), Trial()
    has_nul = False
    care: Care | None = None
    with path.open("rb") as file:
        given = encoding or _marked(file.read(4))
        file.seek(0)
        while piece := file.read(PIECE):
            digest.update(piece)
            lines.feed(piece)
            has_nul = has_nul or b"\0" in piece
            care = care_of(piece, care) if care else care_behind_header(piece)
            trial.feed(piece)
    name = given or (UTF8 if trial.is_utf8 else GB18030)
    return Survey(
        digest.hexdigest(),
        name,
        lines=lines.total,
        is_lined=lines.are_whole,
        has_nul=has_nul and name != "utf-16",
        is_utf8=trial.is_utf8 and name.startswith(UTF8),
        care=care or "bare",
    )


def care_of(piece: bytes, known: Care) -> Care:
    """What the cells in a piece of UTF-8 need, and those before it."""
    if known == "patient" or any(odd in piece for odd in ODD_BYTES):
        return "patient"
    return "plain" if known == "plain" or any(mark in piece for mark in PLAIN_BYTES) else "bare"


def care_behind_header(piece: bytes) -> Care:
    """What the cells in the first piece of a file need: titles are read in another way."""
    return care_of(piece.partition(b"\n")[2], "bare")


def is_utf8(path: Path) -> bool:
    """Whether all of a file is valid UTF-8."""
    decoder = codecs.getincrementaldecoder(UTF8)("strict")
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def known_encoding(name: str) -> str:
    """The codec of an encoding given by hand; Refusal where there is none of that name."""
    wanted = name.lower().replace("_", "-")
    aliases = {"utf8": UTF8, "utf-8-bom": "utf-8-sig", "gb2312": "gbk", "cp936": "gbk", "ansi": "gbk"}
    codec = aliases.get(wanted, wanted)
    if codec not in NAMES:
        raise Refusal(
            f"不支持的编码 {name}；可用：{'、'.join(NAMES.values())}。",
            f"The encoding {name} is not supported; use one of {', '.join(NAMES.values())}.",
        )
    return codec


def _marked(start: bytes) -> str | None:
    return next((name for mark, name in MARKS if start.startswith(mark)), None)
