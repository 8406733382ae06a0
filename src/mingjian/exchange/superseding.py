"""Which rejected rows are answered by an accepted row of a corrected rejects file that lies beside the original."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb

from mingjian.exchange.reading import Read
from mingjian.exchange.rejects import Reject
from mingjian.exchange.snapshots import Superseded
from mingjian.wording import Text


@dataclass(frozen=True)
class Place:
    """A rejected row as a rejects file names it; `mark` tells it from another that may now stand on its line."""

    file: str
    line: int
    mark: str


class Answers:
    """Accepted rows by the rejected row that each corrects, and what has been superseded so far.

    A correction that was rejected in its turn may be answered by a later one, which then answers both.
    """

    def __init__(self) -> None:
        self.accepted: dict[Place, tuple[str, int]] = {}
        self.aims: dict[tuple[str, int], Place] = {}
        self.superseded: list[Superseded] = []

    def add(self, label: str, aims: dict[int, Place], accepted: set[int]) -> None:
        """Take in a file of corrections: what each of its lines aims at, and which lines were accepted."""
        for line, place in aims.items():
            self.aims[label, line] = place
            if line in accepted:
                self.accepted.setdefault(place, (label, line))

    def answered(self, label: str, own: int, rejects: Iterator[Reject]) -> Iterator[Reject]:
        """The rejects of a file; those that are superseded say so."""
        for reject in rejects:
            by = self.accepted.get(Place(label, reject.line, reject.mark(own))) if self.accepted else None
            if by is None:
                yield reject
                continue
            self.superseded.append(Superseded(label, reject.line, *by))
            further = self.aims.get((label, reject.line))
            if further:
                self.accepted.setdefault(further, by)
            where = f"{by[0]}:{by[1]}"
            yield replace(reject, answer=Text(f"已由 {where} 更正", f"superseded by {where}"))

    def latest_first(self, labels: Sequence[str]) -> list[str]:
        """Files so that a correction comes before what it corrects."""
        aimed_at = {(by, place.file) for (by, _), place in self.aims.items() if by != place.file}
        order: list[str] = []
        left = list(labels) if aimed_at else []
        while left:
            free = [label for label in left if not any((by, label) in aimed_at for by in left)] or left[:1]
            order += free
            left = [label for label in left if label not in free]
        return order or list(labels)


def answers_of(con: duckdb.DuckDBPyConnection, reads: Sequence[Read], data: str, row: str) -> Answers:
    """The answers among the sources of a table; `data` is the table as written, `row` its column of lines."""
    answers = Answers()
    for number, read in enumerate(reads):
        if read.headers.rejected is None:
            continue
        line, source = (f"c{position}" for position in read.headers.rejected)
        told = con.execute(
            f"SELECT {read.records.read_line} AS line, {line}, {source} FROM {read.records.relation}"
        ).fetchall()
        kept = con.execute(f"SELECT {row} FROM {data} WHERE source_file = {number}").fetchall()
        aims = {at: place for at, *said in told if (place := _place(*said))}
        answers.add(read.examined.source.label, aims, {at for (at,) in kept})
    return answers


def _place(line: str | None, source: str | None) -> Place | None:
    label, sharp, mark = (source or "").strip().rpartition("#")
    number = (line or "").strip()
    return Place(label, int(number), mark) if sharp and number.isascii() and number.isdigit() else None
