"""The beginning of a CSV file: its delimiter and the titles of its columns."""

import csv
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ",\t;"
LONGEST_HEADER = 1 << 20


@dataclass(frozen=True)
class Opening:
    """The titles of a CSV file and its delimiter; `simple` where the header is one physical line."""

    titles: tuple[str, ...]
    delimiter: str
    simple: bool


def opening(path: Path, encoding: str) -> Opening:
    """Read the header of a CSV file; bytes that do not fit are shown as such, not refused."""
    with path.open("rb") as file:
        start = file.read(LONGEST_HEADER)
    text = start.decode(encoding, errors="replace").lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    # The reader of the standard library keeps quoted line ends within a title.
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    titles = next(reader, [])
    return Opening(tuple(titles), delimiter, reader.line_num == 1 and not text.startswith(("\n", "\r")))
