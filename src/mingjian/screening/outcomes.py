"""What became of earlier findings: how often each rule was right, and which findings are put off until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from pathlib import Path

from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import Session
from mingjian.screening.workspace import quoted

Z = 1.96
"""95 in 100."""
ENOUGH = 20
"""So many settled findings must there be before a rule is called advice only; the desk asks for as many."""


@dataclass(frozen=True)
class Record:
    """How a rule has done: outcomes of its settled findings, and the floor below which it is advice only."""

    rule: str
    confirmed: int
    partly: int
    harmless: int
    record_wrong: int
    open: int
    floor: float

    @property
    def judged(self) -> int:
        """Findings that were settled one way or the other."""
        return self.confirmed + self.partly + self.harmless + self.record_wrong

    @property
    def precision(self) -> float | None:
        """The share of the settled findings that were confirmed, in whole or in part; None where none is settled."""
        return (self.confirmed + self.partly) / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the precision at 95 in 100."""
        return wilson(self.confirmed + self.partly, self.judged) if self.judged else None

    @property
    def is_advice_only(self) -> bool:
        """Whether enough findings were settled to say that the rule is right less often than its floor asks."""
        return self.judged >= ENOUGH and self.precision is not None and self.precision < self.floor


@dataclass(frozen=True)
class Snooze:
    """A finding that is put off until a day, with the reason."""

    finding_id: str
    until: date
    reason: str


@dataclass(frozen=True)
class Past:
    """What the table outcomes says: records by rule, findings put off, and what of it could not be used."""

    records: Mapping[str, Record]
    snoozes: tuple[Snooze, ...] = ()
    unknown: int = 0
    unreasoned: int = 0


NOTHING = Past({})


def wilson(right: int, of: int) -> tuple[float, float]:
    """Wilson's interval (1927) of a share of `of` cases, at 95 in 100; `of` is at least 1."""
    share, square = right / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def look_back(connection: Session, rules: Mapping[str, Rule], store: Path) -> Past:
    """What became of the findings of these rules by as_of; to be asked once the findings of the run are assembled.

    The table names findings by their id alone: the rule of each is that of the finding of this id in this run or in an
    earlier one of the store.
    """
    if not connection.execute("SELECT 1 FROM raw.outcomes LIMIT 1").fetchall():
        return NOTHING
    earlier = sorted((store / "runs").glob("[!.]*/findings.parquet"))
    known = "SELECT finding_id, rule FROM finding"
    if earlier:
        listed = ", ".join(f"'{quoted(path.resolve())}'" for path in earlier)
        known += f" UNION SELECT finding_id, rule FROM read_parquet([{listed}])"
    connection.execute(f"CREATE TEMP TABLE outcome AS {OUTCOMES.format(known=known)}")
    counted = connection.execute(
        "SELECT rule, outcome, count(*) FROM outcome WHERE rule IS NOT NULL GROUP BY ALL"
    ).fetchall()
    by_rule: dict[str, dict[str, int]] = {}
    for rule, outcome, count in counted:
        by_rule.setdefault(rule, {})[outcome] = count
    return Past(
        {name: _record(rules[name], counts) for name, counts in sorted(by_rule.items()) if name in rules},
        tuple(_snoozes(connection)),
        _one(connection, "SELECT count(*) FROM outcome WHERE rule IS NULL"),
        _one(connection, f"SELECT count(*) FROM outcome WHERE {PUT_OFF} AND trim(coalesce(reason, '')) = ''"),
    )


# What was settled after the day of the run was still open on it.
OUTCOMES = """
WITH known AS ({known})
SELECT o.finding_id, k.rule, o.reason, o.snoozed_until, run.as_of,
       CASE WHEN o.settled_on IS NULL OR o.settled_on <= run.as_of THEN o.outcome ELSE 'open' END AS outcome
FROM raw.outcomes AS o CROSS JOIN run
LEFT JOIN (SELECT finding_id, min(rule) AS rule FROM known GROUP BY finding_id) AS k ON k.finding_id = o.finding_id
WHERE o.opened_on <= run.as_of"""
PUT_OFF = "outcome = 'open' AND snoozed_until >= as_of"


def _record(rule: Rule, counts: Mapping[str, int]) -> Record:
    words = ("confirmed", "partly", "harmless", "record_wrong", "open")
    confirmed, partly, harmless, record_wrong, still_open = (counts.get(word, 0) for word in words)
    return Record(rule.id, confirmed, partly, harmless, record_wrong, still_open, rule.floor)


def _snoozes(connection: Session) -> Iterator[Snooze]:
    rows: Sequence[tuple[str, date, str]] = connection.execute(
        f"SELECT o.finding_id, o.snoozed_until, o.reason FROM outcome AS o SEMI JOIN finding AS f "
        f"ON f.finding_id = o.finding_id WHERE {PUT_OFF} AND trim(coalesce(o.reason, '')) <> '' ORDER BY 1"
    ).fetchall()
    return (Snooze(*row) for row in rows)


def _one(connection: Session, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
