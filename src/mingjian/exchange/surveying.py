"""What a text file is before it is read: its hash, encoding, number of lines, quotes and NULs."""

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from mingjian.wording import Refusal

PIECE = 1 << 23
# Bytes of one record: DuckDB stops at a longer one, and it is rejected on the patient way.
LONGEST_RECORD = 1 << 20
UTF8, GB18030 = "utf-8", "gb18030"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NAMES = {UTF8: "UTF-8", "utf-8-sig": "UTF-8-BOM", GB18030: "GB18030", "gbk": "GBK", "utf-16": "UTF-16"}


@dataclass(frozen=True)
class Survey:
    """The outside of a text file: `lines` counts line ends plus a last line without one; `clean` is valid UTF-8 throughout."""

    sha256: str
    encoding: str
    lines: int
    quotes: int
    has_nul: bool
    clean: bool


def survey(path: Path, encoding: str | None) -> Survey:
    """Read a file once; its encoding is the one given, else that of its mark, else UTF-8 where all of it is valid.

    What is neither is taken for GB18030: transcoding finds out whether that holds.
    """
    digest = hashlib.sha256()
    newlines = quotes = 0
    has_nul, last = False, b""
    with path.open("rb") as file:
        given = encoding or _marked(file.read(4))
        file.seek(0)
        trial = Trial(given or UTF8)
        while piece := file.read(PIECE):
            digest.update(piece)
            newlines += piece.count(b"\n")
            quotes += piece.count(b'"')
            has_nul = has_nul or b"\0" in piece
            trial.feed(piece)
            last = piece
    lines = newlines + (1 if last and not last.endswith(b"\n") else 0)
    clean = trial.fits()
    name = given or (UTF8 if clean else GB18030)
    return Survey(digest.hexdigest(), name, lines, quotes, has_nul and name != "utf-16", clean)


class Trial:
    """Decodes a file as it passes by, to learn whether an encoding fits all of it."""

    def __init__(self, encoding: str) -> None:
        # Other encodings are tried when they are transcoded, once and not twice.
        self.decoder = codecs.getincrementaldecoder(encoding)("strict") if encoding.startswith(UTF8) else None
        self.failed = self.decoder is None

    def feed(self, piece: bytes) -> None:
        """Try the next bytes."""
        if self.failed or self.decoder is None or (piece.isascii() and not self.decoder.getstate()[0]):
            return
        try:
            self.decoder.decode(piece)
        except UnicodeDecodeError:
            self.failed = True

    def fits(self) -> bool:
        """Whether all of the file was valid."""
        return not self.failed and self.decoder is not None and not self.decoder.getstate()[0]


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
