"""The beginning of a table: the row that holds the titles of its columns, and the delimiter of a CSV file."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ",\t;"
LONGEST_HEADER = 1 << 20
# Above the titles stand at most a heading, the unit, the day and the like.
FIRST_ROWS = 10
# So many columns that are known make a row the header where another stands above it.
LEAST_KNOWN = 2
Known = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Opening:
    """The titles of a CSV file, the line on which they begin, and its delimiter.

    `simple` where all records down to the header are one physical line each.
    """

    titles: tuple[str, ...]
    header: int
    delimiter: str
    simple: bool


def header_among(rows: Sequence[Sequence[str]], known: Known) -> int:
    """Which of the first rows is the header (1-based): the first that holds anything, unless another has more columns
    of the standard; 0 where none holds anything. `known` counts those columns.
    """
    filled = [number for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    best = max(filled, key=lambda number: known(rows[number - 1]), default=0)
    return best if best and known(rows[best - 1]) >= LEAST_KNOWN else next(iter(filled), 0)


def opening(path: Path, encoding: str, known: Known) -> Opening:
    """Read the header of a CSV file; bytes that do not fit are shown as such, not refused."""
    with path.open("rb") as file:
        start = file.read(LONGEST_HEADER)
    text = start.decode(encoding, errors="replace").lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    # The delimiter that is most frequent on the first line, unless another lets more columns be known.
    likely = sorted(DELIMITERS, key=first.count, reverse=True)
    return max((_opening(text, delimiter, known) for delimiter in likely), key=lambda o: known(o.titles))


def first_rows(rows: Iterator[list[str]]) -> list[list[str]]:
    """The rows down to the tenth that holds anything; the others stay in `rows`."""
    taken: list[list[str]] = []
    filled = 0
    while filled < FIRST_ROWS and (row := next(rows, None)) is not None:
        taken.append(row)
        filled += any(cell.strip() for cell in row)
    return taken


def _opening(text: str, delimiter: str, known: Known) -> Opening:
    # The reader of the standard library keeps quoted line ends within a title.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begun: list[int] = []
    rows = first_rows(_noting(reader, begun))
    header = header_among(rows, known)
    if not header:
        return Opening((), 1, delimiter, simple=False)
    return Opening(
        tuple(rows[header - 1]),
        begun[header - 1],
        delimiter,
        simple=begun[: header + 1] == list(range(1, header + 2)),
    )


def _noting(reader: Iterator[list[str]], begun: list[int]) -> Iterator[list[str]]:
    """The records of a reader; the line on which each begins is added to `begun`, at last the one behind all."""
    begun.append(1)
    # What cannot be cut into cells, such as an endless one, ends the search.
    with suppress(csv.Error):
        for row in reader:
            begun.append(reader.line_num + 1)  # type: ignore[attr-defined]
            yield row
