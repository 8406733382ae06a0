"""The three answers of each rule for each county: findings, none, or cannot decide and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from mingjian.exchange.divisions import name_of
from mingjian.exchange.standard import CUSTODIAN_TABLES, tables
from mingjian.screening.catalogue import Rule, load_rules
from mingjian.wording import Text

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
# Tables whose rows belong to a county through their dossier.
BY_DOSSIER = ("applications", "steps")
# Tables of offices, and registries, whose rows name the county.
PLACED = frozenset(
    {"batches", "standards", "funds", "account_entries", "checks", "platform", "complaints"}
    | {"disabled", "illness", "monitored"}
)
# What every county and league keeps itself: without a row of its own nothing is known of its duties.
OF_EVERY_PLACE = {"oversight": "division"}


@dataclass(frozen=True)
class Extract:
    """What sources.toml says of a table: the last day it covers, who provides it, whether it is complete."""

    to_day: date | None
    provider: str
    complete: bool


@dataclass(frozen=True)
class Obstacle:
    """Why a rule cannot decide: the tables or columns that are missing, in words."""

    table: str
    text: Text


class Inventory:
    """What a snapshot holds: rows per table, columns found, and which columns are filled in which county."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
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

    def missing(self, table: str) -> list[Obstacle]:
        """The obstacle of a table that is not there, or none; one declared whole without any row is there."""
        if self.rows.get(table) or self.is_truly_empty(table):
            return []
        return [_refused_table(table) if table in self.refused else _missing_table(table)]

    def is_truly_empty(self, table: str) -> bool:
        """Whether sources.toml declares the table complete and it holds nothing: nobody filed, nobody died."""
        said = self.extracts.get(table)
        return not self.rows.get(table) and table not in self.refused and said is not None and said.complete

    def obstacles(self, rule: Rule) -> list[Obstacle]:
        """What keeps the rule from deciding anywhere."""
        found = []
        for need in rule.needs:
            table, _, column = need.partition(".")
            found += self.missing(table)
            if self.rows.get(table) and column and column not in self.present[table]:
                found.append(_missing_column(table, column))
        return list({o.text: o for o in found}.values())

    def county_obstacles(self, rule: Rule, county: str) -> list[Obstacle]:
        """What keeps the rule from deciding in one county: needed columns that are empty in all of its rows."""
        found = [
            _nothing_here(table)
            for table, key in OF_EVERY_COUNTY.items()
            if any(need.partition(".")[0] == table for need in rule.needs)
            and not self.is_truly_empty(table)
            and county not in self._counties_with(table, key)
        ]
        for need in rule.needs:
            table, _, column = need.partition(".")
            if (
                column
                and self._may_be_empty(table, column)
                and not self.is_truly_empty(table)
                and county not in self._counties_with(table, column)
            ):
                found.append(_empty_column(table, column))
        return found

    def place_obstacles(self, rule: Rule, place: str) -> list[Obstacle]:
        """What keeps the rule from deciding in one county or league: a needed table without any row of its own."""
        needed = {need.partition(".")[0] for need in rule.needs}
        return [
            _nothing_of(table)
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
                found.append(_stale_table(table, extract.to_day))
        return found

    def _places_in(self, table: str, column: str) -> frozenset[str]:
        rows = self.connection.execute(f"SELECT DISTINCT {column} FROM raw.{table}").fetchall()
        return frozenset(row[0] for row in rows)

    def _may_be_empty(self, table: str, column: str) -> bool:
        return not tables()[table].column(column).required and column not in NOT_YET

    def _counties_with(self, table: str, column: str) -> frozenset[str]:
        if table in (*BY_DOSSIER, *PLACED) and (table, column) not in self._filled:
            self._fill(table, column)
        if (table, column) not in self._filled:
            rows = self.connection.execute(_filled_sql(table, column, self._kept(table))).fetchall()
            self._filled[table, column] = frozenset(row[0] for row in rows)
        return self._filled[table, column]

    def _fill(self, table: str, column: str) -> None:
        """Ask a table once in which counties each column that any rule needs of it, and `column`, is filled."""
        needs = [need.partition(".") for rule in load_rules().values() for need in rule.needs]
        asked = {name for of, _, name in needs if of == table} | {column}
        columns = sorted(asked & {c.name for c in tables()[table].columns})
        filled = ", ".join(f'bool_or(r."{name}" IS NOT NULL)' for name in columns)
        county, dossier = "left(r.division, 6)", ""
        if table in BY_DOSSIER:
            county, dossier = "d.county", " JOIN kept.dossiers AS d ON d.application_id = r.application_id"
        rows = self.connection.execute(
            f"SELECT {county}, {filled} FROM raw.{table} AS r{dossier} "
            f"WHERE {county} IN (SELECT county FROM answering) GROUP BY 1"
        ).fetchall()
        for place, name in enumerate(columns, 1):
            self._filled[table, name] = frozenset(row[0] for row in rows if row[place])

    def _kept(self, table: str) -> frozenset[str]:
        """The columns of the fact that carries the county of each row of a big table; empty for other tables."""
        if table not in BY_COUNTY:
            return frozenset()
        return frozenset(row[0] for row in self.connection.execute(f"DESCRIBE {BY_COUNTY[table]}").fetchall())


def _filled_sql(table: str, column: str, kept: frozenset[str]) -> str:
    """SQL for the counties in which a column is filled at least once; a registry without places counts everywhere."""
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
            f"ON h.household_id = r.household_id WHERE r.{column} IS NOT NULL"
        )
    return (
        "SELECT DISTINCT county FROM kept.households "
        f"WHERE EXISTS (SELECT 1 FROM raw.{table} WHERE {column} IS NOT NULL)"
    )


def in_words(obstacles: Sequence[Obstacle], language: Literal["zh", "en"]) -> str:
    """Several obstacles as one reason."""
    return ("；" if language == "zh" else "; ").join(getattr(o.text, language) for o in obstacles)


def _missing_table(name: str) -> Obstacle:
    if name in CUSTODIAN_TABLES:
        return Obstacle(
            name, Text(f"{name} 由专人保管，未提供", f"{name} is held by a custodian and was not given")
        )
    zh = tables()[name].zh
    return Obstacle(name, Text(f"缺少数据表“{zh}”（{name}）", f"table {name} ({zh}) is missing"))


def _refused_table(name: str) -> Obstacle:
    zh = tables()[name].zh
    return Obstacle(
        name,
        Text(
            f"数据表“{zh}”（{name}）已提供但整表未采用，见 mingjian check",
            f"table {name} ({zh}) is there but was refused; see mingjian check",
        ),
    )


def _missing_column(name: str, column: str) -> Obstacle:
    table = tables()[name]
    zh = table.column(column).zh
    return Obstacle(
        name,
        Text(f"“{table.zh}”缺少“{zh}”一列（{name}.{column}）", f"column {name}.{column} ({zh}) is missing"),
    )


def _empty_column(name: str, column: str) -> Obstacle:
    table = tables()[name]
    zh = table.column(column).zh
    return Obstacle(
        name,
        Text(
            f"“{table.zh}”的“{zh}”在本旗县全为空（{name}.{column}）",
            f"{name}.{column} ({zh}) is empty in every row here",
        ),
    )


def _nothing_here(name: str) -> Obstacle:
    zh = tables()[name].zh
    return Obstacle(
        name,
        Text(f"“{zh}”（{name}）没有登记本旗县的任何情况", f"table {name} ({zh}) holds no row of this county"),
    )


def _nothing_of(name: str) -> Obstacle:
    zh = tables()[name].zh
    return Obstacle(
        name,
        Text(f"“{zh}”（{name}）没有登记本地的任何情况", f"table {name} ({zh}) holds no row of this place"),
    )


def _stale_table(name: str, to_day: date) -> Obstacle:
    zh = tables()[name].zh
    return Obstacle(
        name,
        Text(
            f"“{zh}”（{name}）只提取到{to_day}，其后各月不能判断",
            f"{name} ({zh}) ends on {to_day}; later months cannot be decided",
        ),
    )


def incomplete_extract(name: str) -> Obstacle:
    """The obstacle of a rule for which not being in a table means something only where the table is complete."""
    zh = tables()[name].zh
    return Obstacle(
        name,
        Text(
            f"“{zh}”（{name}）没有在 sources.toml 中声明为本地完整提取",
            f"{name} ({zh}) is not declared complete for this place in sources.toml",
        ),
    )


def no_calendar(year: int) -> Obstacle:
    """The obstacle of a rule that counts working days in a year whose rest days are not announced."""
    return Obstacle(
        "",
        Text(
            f"{year}年没有官方的工作日历，不能计算工作日",
            f"there is no official working-day calendar for {year}",
        ),
    )


def too_few_counties(counted: int, least: int, households: int) -> Obstacle:
    """The obstacle of a rule that compares counties where too few of them have a list long enough."""
    return Obstacle(
        "",
        Text(
            f"在保户数不少于{households}户的旗县只有{counted}个，不足{least}个，不能相互比较",
            f"only {counted} counties have {households} households on the list; {least} are needed for a comparison",
        ),
    )


def looked_at_in_part(division: str) -> Obstacle:
    """The obstacle of a rule that needs a whole league or region in a run that was limited to less."""
    zh, en = (name_of(division), division) if division else ("一户", "one household")
    return Obstacle(
        "",
        Text(
            f"本次只看{zh}，这条规则要看全部旗县才能判断；请不加 --division、--household 再运行一次",
            f"this run is limited to {en}, and the rule needs all counties; run it without --division and --household",
        ),
    )


def missing_local(rule: Rule, names: Sequence[str]) -> Obstacle:
    """The obstacle of a rule that needs a local document for parameters where none is on record."""
    listed = "、".join(names)
    return Obstacle(
        "local_rules",
        Text(
            f"“地方规定”（local_rules）没有本地关于 {rule.id} 的 {listed} 的文件",
            f"local_rules holds no document here on {listed} for {rule.id}",
        ),
    )
