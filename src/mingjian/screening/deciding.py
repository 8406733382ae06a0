"""Where a rule can decide, and the rows of answers.csv that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from mingjian.law.calendar import Calendar
from mingjian.screening.answers import (
    Answer,
    Inventory,
    Obstacle,
    in_words,
    incomplete_extract,
    missing_local,
    no_calendar,
)
from mingjian.screening.catalogue import Rule
from mingjian.screening.reading import counts_working_days


@dataclass(frozen=True)
class Verdict:
    """Whether a rule can decide in one place: no obstacles, or why not; `notes` do not stop it."""

    place: str
    obstacles: tuple[Obstacle, ...]
    notes: tuple[Obstacle, ...]


@dataclass(frozen=True)
class AnswerRow:
    """One row of answers.csv."""

    rule: str
    division: str
    answer: Answer
    count: int
    reason: str


def decide(
    connection: duckdb.DuckDBPyConnection, inventory: Inventory, rule: Rule, calendar: Calendar
) -> list[Verdict]:
    """The verdict of the rule for each county (or league) of the scope."""
    everywhere = tuple(inventory.obstacles(rule))
    until = screened_until(connection)
    stale = tuple(inventory.stale(rule, until)) if until and not everywhere else ()
    # Households known only from their payments are compared all the same, but nothing can be ruled out for them.
    unlisted = tuple(inventory.missing("households"))
    uncounted = _uncounted(connection, rule, calendar)
    verdicts = []
    for place in places(connection, rule):
        obstacles = everywhere or tuple(_incomplete(connection, rule, place))
        if not obstacles and rule.level == "county":
            obstacles = tuple(inventory.county_obstacles(rule, place))
        obstacles = obstacles or _undocumented(
            connection, rule, place, "starts_with(?, division) OR starts_with(division, ?)"
        )
        partly = () if obstacles else _undocumented(connection, rule, place, "starts_with(?, division)")
        verdicts.append(Verdict(place, obstacles, unlisted + stale + uncounted + partly))
    return verdicts


def places(connection: duckdb.DuckDBPyConnection, rule: Rule) -> list[str]:
    """The counties or leagues for which the rule owes an answer."""
    level = "league" if rule.level == "league" else "county"
    sql = f"SELECT DISTINCT {level} FROM answering WHERE {level} <> '' ORDER BY 1"
    return [row[0] for row in connection.execute(sql).fetchall()]


def screened_until(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The first day of the last benefit month of the run; None where nothing was paid."""
    row = connection.execute(
        "SELECT c.first_on FROM run JOIN kept.calendar AS c ON c.m = run.last_m"
    ).fetchone()
    return row[0] if row else None


def _uncounted(connection: duckdb.DuckDBPyConnection, rule: Rule, calendar: Calendar) -> tuple[Obstacle, ...]:
    """Nothing is ruled out by a rule that counts working days in a year without an official calendar."""
    year = connection.execute("SELECT as_of FROM run").fetchall()[0][0].year
    return (no_calendar(year),) if counts_working_days(rule) and year not in calendar.years else ()


def _incomplete(connection: duckdb.DuckDBPyConnection, rule: Rule, place: str) -> list[Obstacle]:
    missing = []
    for name in rule.needs_complete:
        row = connection.execute(
            "SELECT count(*) FROM extracts WHERE table_name = ? AND complete AND starts_with(?, division)",
            [name, place],
        ).fetchone()
        if not row or not row[0]:
            missing.append(incomplete_extract(name))
    return missing


def _undocumented(
    connection: duckdb.DuckDBPyConnection, rule: Rule, place: str, where: str
) -> tuple[Obstacle, ...]:
    """The parameters of `needs_local` that no document in force on the day of the run sets where `where` holds."""
    missing = []
    for name in rule.needs_local:
        row = connection.execute(
            f"SELECT count(*) FROM raw.local_rules, run WHERE rule = ? AND parameter = ? AND ({where}) "
            "AND from_day <= run.as_of",
            [rule.id, name, *[place] * where.count("?")],
        ).fetchone()
        if not row or not row[0]:
            missing.append(name)
    return (missing_local(rule, missing),) if missing else ()


def answer_rows(rule: Rule, verdicts: Sequence[Verdict], counts: Mapping[str, int]) -> list[AnswerRow]:
    """The answers of a rule: a finding outweighs an obstacle; nothing found on stale data is not 'none'."""
    rows = []
    for v in verdicts:
        count = counts.get(v.place, 0)
        if count:
            rows.append(AnswerRow(rule.id, v.place, "findings", count, in_words(v.notes, "zh")))
        elif v.obstacles or v.notes:
            rows.append(
                AnswerRow(rule.id, v.place, "cannot_decide", 0, in_words(v.obstacles or v.notes, "zh"))
            )
        else:
            rows.append(AnswerRow(rule.id, v.place, "none", 0, ""))
    return rows
