"""The three answers of each rule for each county: findings, none, or cannot decide and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Literal

from mingjian.exchange.standard import tables
from mingjian.screening.catalogue import Rule, load_rules
from mingjian.screening.engine import Session
from mingjian.screening.obstacles import (
    Obstacle,
    empty_column,
    missing_column,
    missing_table,
    nothing_here,
    nothing_of,
    refused_table,
    stale_table,
    undeclared_here,
    withheld_table,
)

Answer = Literal["findings", "none", "cannot_decide"]

# Facts that already carry the county of each row of a big table; the others are asked themselves.
BY_COUNTY = {"households": "kept.households", "members": "kept.members", "grants": "kept.grants"}
# What the facts call a column of the standard.
FACT_COLUMN = {
    ("members", "monthly_income"): "income_fen",
    ("members", "joined_on"): "nullif(from_m, 0)",
    ("members", "left_on"): "nullif(to_m, 99999)",
    ("grants", "income_per_capita"): "income_fen",
    ("grants", "granted_by"): "1",
    ("grants", "granted_on"): "nullif(granted_assumed, true)",
}
PAY_COLUMN = {"paid_on": "nullif(credited, false)"}
# An empty cell means "not yet" in these: a county where all are empty lacks nothing.
NOT_YET = frozenset(
    {
        *("to_month", "to_day", "left_on", "ended_on", "until", "decision", "closed_on"),
        *("paid_on", "credited_on", "bounced_on", "reissued_on", "reissued_holder_id", "roster_sent_on"),
        *("replied_on", "withdrawn_on", "connected_on", "available_on"),
    }
)

LISTED = """
SELECT h.county, count(*) AS households
FROM kept.households AS h
SEMI JOIN (SELECT household FROM kept.grants, run WHERE from_m <= run.as_of_m AND until_m >= run.as_of_m) AS g
  ON g.household = h.household
WHERE h.county <> '' GROUP BY h.county"""
# Of a large table a few rows nearly always show that a column is filled in every county.
LARGE, SOME = 1_000_000, "AND r.source_row % 61 = 0 "


# Every county keeps these: one without a single row has handed in nothing, whatever other counties did.
OF_EVERY_COUNTY = {
    "applications": "application_id",
    "steps": "application_id",
    "funds": "year",
    "account_entries": "entry_id",
    "checks": "request_id",
    "platform": "department",
    "disabled": "person_id",
    "illness": "person_id",
    "monitored": "person_id",
}
# Tables whose rows belong to a county through their dossier, and how a dossier says that a row of it fills a column.
OF_DOSSIER = {
    "applications": {
        name: f"r.{name} IS NOT NULL"
        for name in (
            *("application_id", "household_id", "applicant_id", "division", "kind", "applied_on", "decision"),
            *("reason", "relative_registered"),
        )
    }
    | {name: f"r.file_filled & {1 << n} > 0" for n, name in enumerate(("objection", "complex", "devolved"))},
    "steps": dict.fromkeys(("application_id", "step", "at"), "r.log_filled IS NOT NULL")
    | {
        name: f"r.log_filled & {1 << n} > 0"
        for n, name in enumerate(("officer_id", "officer2_id", "attendance", "representatives", "until"))
    },
}
# Tables of offices, and registries, whose rows name the county.
PLACED = frozenset(
    {"batches", "standards", "funds", "account_entries", "checks", "platform", "complaints"}
    | {"disabled", "illness", "monitored"}
)
# What every county and league keeps itself: without a row of its own nothing is known of its duties.
OF_EVERY_PLACE = {"oversight": "division"}


@dataclass(frozen=True)
class Extract:
    """What sources.toml says of a table: the last day it covers, who provides it, where it is complete.

    `complete` holds the codes of the places that it is declared complete for; '' stands for everywhere. `withheld` is
    the reason for which the provider does not hand it over.
    """

    to_day: date | None
    provider: str
    complete: tuple[str, ...]
    withheld: str = ""


class Inventory:
    """What a snapshot holds: rows per table, columns found, and which columns are filled in which county."""

    def __init__(
        self,
        connection: Session,
        rows: Mapping[str, int],
        present: Mapping[str, Iterable[str]],
        extracts: Mapping[str, Extract],
        refused: Iterable[str] = (),
    ) -> None:
        self.connection = connection
        self.rows = rows
        self.present = {name: frozenset(columns) for name, columns in present.items()}
        self.extracts = extracts
        self.refused = frozenset(refused)
        self._filled: dict[tuple[str, str], frozenset[str]] = {}
        self._places: dict[tuple[str, str], frozenset[str]] = {}

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """The counties that are owed an answer."""
        return self._answering("county")

    @cached_property
    def leagues(self) -> tuple[str, ...]:
        """The leagues that are owed an answer."""
        return self._answering("league")

    @cached_property
    def screened_until(self) -> date | None:
        """The first day of the last benefit month of the run; None where nothing was paid."""
        row = self.connection.execute(
            "SELECT c.first_on FROM run JOIN kept.calendar AS c ON c.m = run.last_m"
        ).fetchone()
        return row[0] if row else None

    @cached_property
    def listed(self) -> Mapping[str, int]:
        """How many households each county has on the list on the day of the run; none where there are none."""
        return dict(self.connection.execute(LISTED).fetchall())

    def _answering(self, level: str) -> tuple[str, ...]:
        sql = f"SELECT DISTINCT {level} FROM answering WHERE {level} <> '' ORDER BY 1"
        return tuple(row[0] for row in self.connection.execute(sql).fetchall())

    def missing(self, table: str) -> list[Obstacle]:
        """The obstacle of a table that is not there, or none; one declared whole without any row is there somewhere."""
        if self.rows.get(table) or self._is_declared_empty(table):
            return []
        if table in self.refused:
            return [refused_table(table)]
        said = self.extracts.get(table)
        return [withheld_table(table, said.withheld) if said and said.withheld else missing_table(table)]

    def is_truly_empty(self, table: str, place: str) -> bool:
        """Whether the table holds nothing and is declared complete for the place: nobody filed, nobody died there."""
        return self._is_declared_empty(table) and any(map(place.startswith, self.extracts[table].complete))

    def _is_declared_empty(self, table: str) -> bool:
        """Whether the table holds nothing and sources.toml declares it complete for some place."""
        said = self.extracts.get(table)
        return (
            not self.rows.get(table)
            and table not in self.refused
            and said is not None
            and bool(said.complete)
        )

    def obstacles(self, rule: Rule) -> list[Obstacle]:
        """What keeps the rule from deciding anywhere."""
        return self._absent(rule.needs)

    def lacking(self, needs: Iterable[str], county: str) -> list[Obstacle]:
        """What of some tables and columns is missing, everywhere or in one county."""
        needs = tuple(needs)
        return self._absent(needs) or self._empty(needs, county)

    def _absent(self, needs: Iterable[str]) -> list[Obstacle]:
        found = []
        for need in needs:
            table, _, column = need.partition(".")
            found += self.missing(table)
            if self.rows.get(table) and column and column not in self.present[table]:
                found.append(missing_column(table, column))
        return list({o.text: o for o in found}.values())

    def county_obstacles(self, rule: Rule, county: str) -> list[Obstacle]:
        """What keeps the rule from deciding in one county: needed columns that are empty in all of its rows."""
        return self._empty(rule.needs, county)

    def _empty(self, needs: Sequence[str], county: str) -> list[Obstacle]:
        needed = {need.partition(".")[0] for need in needs}
        absent = [
            table
            for table, key in OF_EVERY_COUNTY.items()
            if table in needed
            and not self.is_truly_empty(table, county)
            and county not in self._counties_with(table, key)
        ]
        found = [nothing_here(table) for table in absent]
        for need in needs:
            table, _, column = need.partition(".")
            if (
                column
                and table not in absent
                and _may_be_empty(table, column)
                and not self.is_truly_empty(table, county)
                and county not in self._counties_with(table, column)
            ):
                found.append(empty_column(table, column))
        return found

    def place_obstacles(self, rule: Rule, place: str) -> list[Obstacle]:
        """What keeps the rule from deciding in one county or league.

        It is a needed table that holds nothing and is declared complete for other places only, or one in which every
        place must have a row of its own.
        """
        needed = dict.fromkeys(need.partition(".")[0] for need in rule.needs)
        elsewhere = [t for t in needed if self._is_declared_empty(t) and not self.is_truly_empty(t, place)]
        return [undeclared_here(table) for table in elsewhere] or [
            nothing_of(table)
            for table, column in OF_EVERY_PLACE.items()
            if table in needed and place not in self._places_in(table, column)
        ]

    def stale(self, rule: Rule, until: date) -> list[Obstacle]:
        """The needed tables whose extract ends before the period screened does."""
        found = []
        for table in rule.tables:
            extract = self.extracts.get(table)
            needed = any(need.partition(".")[0] == table for need in rule.needs)
            if needed and extract and extract.to_day and extract.to_day < until:
                found.append(stale_table(table, extract.to_day))
        return found

    def _places_in(self, table: str, column: str) -> frozenset[str]:
        if (table, column) not in self._places:
            self._places[table, column] = self._asked(f"SELECT DISTINCT {column} FROM raw.{table}")
        return self._places[table, column]

    def _counties_with(self, table: str, column: str) -> frozenset[str]:
        if table in (*OF_DOSSIER, *PLACED) and (table, column) not in self._filled:
            self._fill(table, column)
        if (table, column) not in self._filled:
            kept = self._kept(table)
            few, every = _filled_sql(table, column, kept, SOME), _filled_sql(table, column, kept)
            is_worth = few != every and self.rows.get(table, 0) > LARGE
            found = self._asked(few) if is_worth else frozenset[str]()
            self._filled[table, column] = found if found.issuperset(self.counties) else self._asked(every)
        return self._filled[table, column]

    def _asked(self, sql: str) -> frozenset[str]:
        return frozenset(row[0] for row in self.connection.execute(sql).fetchall())

    def _fill(self, table: str, column: str) -> None:
        """Ask a table once in which counties each column that any rule needs of it, and `column`, is filled."""
        needs = [need.partition(".") for rule in load_rules().values() for need in rule.needs]
        asked = {name for of, _, name in needs if of == table} | {column}
        columns = sorted(asked & {c.name for c in tables()[table].columns})
        county, source, said = "left(r.division, 6)", f"raw.{table} AS r", OF_DOSSIER.get(table, {})
        if said and set(columns) <= set(said):
            # What the dossiers say themselves need not be asked of the log, which is a very large table.
            county, source = "r.county", "kept.dossiers AS r"
        elif said:
            county, said = "d.county", {}
            source += " JOIN kept.dossiers AS d ON d.application_id = r.application_id"
        within = ""
        if table in PLACED and self.counties:
            # Said of the column itself as well: only so the reader of the file passes over other places.
            within = f"AND r.division BETWEEN '{self.counties[0]}' AND '{self.counties[-1]}~' "
        filled = ", ".join(f"""bool_or({said.get(name, f'r."{name}" IS NOT NULL')})""" for name in columns)
        rows = self.connection.execute(
            f"SELECT {county}, {filled} FROM {source} "
            f"WHERE {county} IN (SELECT county FROM answering) {within}GROUP BY 1"
        ).fetchall()
        for place, name in enumerate(columns, 1):
            self._filled[table, name] = frozenset(row[0] for row in rows if row[place])

    def _kept(self, table: str) -> frozenset[str]:
        """The columns of the fact that carries the county of each row of a big table; empty for other tables."""
        if table not in BY_COUNTY:
            return frozenset()
        return frozenset(row[0] for row in self.connection.execute(f"DESCRIBE {BY_COUNTY[table]}").fetchall())


@cache
def _may_be_empty(table: str, column: str) -> bool:
    return not tables()[table].column(column).required and column not in NOT_YET


def _filled_sql(table: str, column: str, kept: frozenset[str], among: str = "") -> str:
    """SQL for the counties in which a column is filled at least once; a registry without places counts everywhere.

    `among` asks only some rows of a table whose households have to be looked up.
    """
    standard = {c.name for c in tables()[table].columns}
    if table in BY_COUNTY and ((table, column) in FACT_COLUMN or column in kept):
        expression = FACT_COLUMN.get((table, column), column)
        return f"SELECT DISTINCT county FROM {BY_COUNTY[table]} WHERE {expression} IS NOT NULL"
    if table == "payments" and column in (*PAY_COLUMN, "channel", "account_no", "account_holder_id"):
        return f"SELECT DISTINCT county FROM kept.pay WHERE {PAY_COLUMN.get(column, column)} IS NOT NULL"
    if (table, column) == ("payments", "batch_id"):
        return "SELECT DISTINCT county FROM kept.batches WHERE receipt_households IS NOT NULL"
    if "household_id" in standard:
        return (
            f"SELECT DISTINCT h.county FROM raw.{table} AS r JOIN kept.households AS h "
            f"ON h.household_id = r.household_id WHERE r.{column} IS NOT NULL {among}"
            "AND h.county IN (SELECT county FROM answering)"
        )
    return (
        "SELECT DISTINCT county FROM kept.households "
        f"WHERE EXISTS (SELECT 1 FROM raw.{table} WHERE {column} IS NOT NULL)"
    )
