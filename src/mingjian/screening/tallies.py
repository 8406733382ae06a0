"""Findings counted by county and area, and what one set of them has that another has not."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.screening.engine import Session
from mingjian.screening.hits import Hits


@dataclass(frozen=True)
class Sketch:
    """A finding as a trial counts it: where it is, of which area, its grade, months and fen."""

    county: str
    area: str
    grade: int
    months: int
    fen: int | None


@dataclass(frozen=True)
class Tally:
    """One county and area: findings before and after, and what is new, gone, or found with other months or money."""

    county: str
    area: str
    before: int
    after: int
    added: int
    removed: int
    changed: int
    added_fen: int
    removed_fen: int


def sketches_of(connection: Session, hits: Hits) -> Mapping[str, Sketch]:
    """The gathered findings by subject."""
    rows = connection.execute(
        "SELECT g.subject_id, left(split_part(coalesce(g.division, ''), '|', 1), 6), coalesce(h.area, ''), g.grade, "
        "g.months, g.fen FROM gathered AS g LEFT JOIN kept.households AS h ON h.household = g.household "
        "WHERE g.number = ?",
        [hits.number],
    ).fetchall()
    return {row[0]: Sketch(*row[1:]) for row in rows}


def compared(before: Mapping[str, Sketch], after: Mapping[str, Sketch]) -> tuple[Tally, ...]:
    """What the second adds to and takes from the first, by county and area."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for subject, sketch in before.items():
        here = counts[sketch.county, sketch.area]
        here["before"] += 1
        if subject not in after:
            here["removed"] += 1
            here["removed_fen"] += sketch.fen or 0
    for subject, sketch in after.items():
        here = counts[sketch.county, sketch.area]
        here["after"] += 1
        if subject not in before:
            here["added"] += 1
            here["added_fen"] += sketch.fen or 0
        elif before[subject] != sketch:
            here["changed"] += 1
    names = ("before", "after", "added", "removed", "changed", "added_fen", "removed_fen")
    return tuple(
        Tally(county, area, *(here.get(name, 0) for name in names))
        for (county, area), here in sorted(counts.items())
    )
