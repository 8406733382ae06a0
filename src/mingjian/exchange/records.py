"""Cutting a text file into records one by one, so that one broken record never swallows the next."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from mingjian.exchange.surveying import GB18030, LONGEST_RECORD
from mingjian.exchange.transcoding import is_utf8_line

# A quoted cell may hold line ends; a quote that is not closed within so many lines is taken for a broken one.
MOST_LINES = 200


@dataclass(frozen=True)
class Broken:
    """A record that cannot be cut into cells: its line, its text as far as it can be shown, and why."""

    line: int
    text: str
    code: str
    found: int = 0


@dataclass(frozen=True)
class Physical:
    """One line of the file without its end; `fault` where it cannot be shown as text."""

    number: int
    text: str
    fault: str = ""


def records(
    file: BinaryIO, encoding: str, delimiter: str, width: int
) -> Iterator[tuple[int, list[str]] | Broken]:
    """The records of a CSV file with the line each begins at; a record that does not have `width` cells is broken."""
    ahead: deque[Physical] = deque()
    lines = _lines(file, encoding)
    while line := (ahead.popleft() if ahead else next(lines, None)):
        if line.fault:
            yield Broken(line.number, line.text, line.fault)
        elif '"' not in line.text:
            if line.text and not line.text.isspace():
                yield _whole(line, line.text.split(delimiter), width)
        else:
            yield _quoted(line, ahead, lines, delimiter, width)


def _quoted(
    line: Physical, ahead: deque[Physical], lines: Iterator[Physical], delimiter: str, width: int
) -> tuple[int, list[str]] | Broken:
    """A record with quotes, joined with the lines behind it where a quoted cell holds line ends."""
    if line.text.count('"') % 2 == 0:
        cells = _cells(line.text, delimiter)
        return Broken(line.number, line.text, "quote") if cells is None else _whole(line, cells, width)
    return _joined(line, ahead, lines, delimiter, width) or Broken(line.number, line.text, "quote")


def _joined(
    line: Physical, ahead: deque[Physical], lines: Iterator[Physical], delimiter: str, width: int
) -> tuple[int, list[str]] | None:
    """The record that begins with an open quote, its further lines taken from `ahead`; None where it is broken."""
    text = line.text
    for position in range(MOST_LINES):
        if position == len(ahead):
            ahead.extend(islice(lines, 1))
        # A whole record inside an open quote: the quote is broken, not the record.
        if position == len(ahead) or _ends_search(ahead[position], len(text), delimiter, width):
            return None
        text += "\n" + ahead[position].text
        if ahead[position].text.count('"') % 2:
            cells = _cells(text, delimiter)
            if cells is None or len(cells) != width:
                return None
            for _ in range(position + 1):
                ahead.popleft()
            return line.number, cells
    return None


def _ends_search(following: Physical, size: int, delimiter: str, width: int) -> bool:
    fits = following.text.count(delimiter) == width - 1 > 0 and following.text.count('"') % 2 == 0
    # The end of one quoted cell and the beginning of another are an even number of quotes, too.
    whole = fits and _cells(following.text, delimiter) is not None
    return bool(following.fault) or whole or size + len(following.text) > LONGEST_RECORD


def _whole(line: Physical, cells: list[str], width: int) -> tuple[int, list[str]] | Broken:
    if len(cells) == width:
        return line.number, cells
    return Broken(line.number, line.text, "ragged", len(cells))


def _cells(text: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _lines(file: BinaryIO, encoding: str) -> Iterator[Physical]:
    number = 0
    while piece := file.readline(LONGEST_RECORD):
        if len(piece) == LONGEST_RECORD and not piece.endswith(b"\n"):
            number += 1
            _skip_line(file)
            yield Physical(number, piece[:200].decode(encoding, errors="replace"), "long")
            continue
        for part in _by_return(piece):
            number += 1
            yield _physical(number, part, encoding)


def _by_return(piece: bytes) -> list[bytes]:
    """The lines of old Mac files, which end in 0x0D alone."""
    bare = piece.removesuffix(b"\n").removesuffix(b"\r")
    return bare.split(b"\r") if b"\r" in bare and b'"' not in bare else [bare]


def _skip_line(file: BinaryIO) -> None:
    while (piece := file.readline(LONGEST_RECORD)) and not piece.endswith(b"\n"):
        pass


def _physical(number: int, line: bytes, encoding: str) -> Physical:
    try:
        text = line.decode(encoding)
        if encoding == GB18030 and not line.isascii() and is_utf8_line(line):
            raise UnicodeDecodeError(encoding, line, 0, 1, "a line in UTF-8 among others")
    except UnicodeDecodeError:
        return Physical(number, line.decode(encoding, errors="replace").replace("\0", ""), "encoding")
    if "\0" in text:
        return Physical(number, text.replace("\0", ""), "nul")
    return Physical(number, text.lstrip("\ufeff") if number == 1 else text)
