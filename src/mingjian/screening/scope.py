"""What a run looks at: the whole snapshot, a division, or one household, with all that is tied to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from mingjian.exchange import identity
from mingjian.exchange.divisions import name_of
from mingjian.exchange.standard import tables
from mingjian.law.procedures import Regime, procedures
from mingjian.screening import registries
from mingjian.screening.dossiers import days_as_made, days_seen
from mingjian.screening.engine import Session
from mingjian.screening.facts import fact_names
from mingjian.screening.workspace import words_after
from mingjian.wording import Refusal


@dataclass(frozen=True)
class Scope:
    """The division (significant digits, '' for everywhere) and the household (None for all) of a run."""

    division: str = ""
    household_id: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the run looks at everything."""
        return not self.division and self.household_id is None

    def holds(self, place: str) -> bool:
        """Whether the run looks at all of a place."""
        return self.household_id is None and place.startswith(self.division)


WHOLE = Scope()
# The tables that a scope makes small.
NARROWED = frozenset(
    {
        "households",
        "members",
        "grants",
        "pay",
        "bounces",
        "stretches",
        "unsettled",
        "dossiers",
        "steps",
        "endings",
        "related_grants",
    }
    | {"kin_homes", "other_books", "outsiders", "checks"}
    | {f"recipient_{name}" for name in registries.RECIPIENT_TABLES}
)
# Read by several rules and dear to work out, or counted over all counties whatever a run is limited to: fetched once.
FETCHED_ONCE = frozenset({"uncovered", "running", "overseen"})
# Of a place: all requests of whoever asks there, or asks an office there, because what an office usually does shows
# only in all of them; and those about members of its households, whoever asked.
CHECKS_OF_SCOPE = """
WITH office AS (
    SELECT x.code
    FROM (SELECT DISTINCT answered_by AS code FROM raw.checks UNION SELECT DISTINCT division FROM raw.checks) AS x
    WHERE {touching}
),
asking AS (
    SELECT code FROM office
    UNION
    SELECT c.division FROM raw.checks AS c SEMI JOIN office AS o ON o.code = c.answered_by
)
SELECT c.* FROM raw.checks AS c SEMI JOIN asking AS k ON k.code = c.division
UNION
SELECT c.* FROM raw.checks AS c SEMI JOIN members AS m ON m.person_id = c.person_id"""
# The places whose households the run looks at, by the code of their county.
CODES_OF_SCOPE = """
    SEMI JOIN (
        SELECT left(s.division, 6) AS code FROM kept.households AS s SEMI JOIN answering AS a ON a.county = s.county
    ) AS own ON own.code = h.code"""
# Tables of offices: the places they name may hold no household and have parameters and a name all the same.
NAMING_PLACES = (
    "batches", "standards", "funds", "account_entries", "checks", "complaints", "oversight", "platform", "officers",
)  # fmt: skip


def settle_scope(connection: Session, scope: Scope) -> None:
    """Make answering(county, league), the places that are owed an answer, and scope(household), what they look at.

    Rules about a village or a county need all of it, and double payment shows only beside the other
    household; so a run looks at whole counties and at what is tied to them, and keeps only the findings
    that touch the scope. Raises Refusal where the snapshot holds nothing there.
    """
    if scope.household_id is not None:
        where, value = "household_id = ?", scope.household_id
    else:
        where, value = "starts_with(division, ?) OR starts_with(county, ?)", scope.division
    values = [value] * where.count("?")
    connection.execute(
        f"CREATE TEMP TABLE answering AS SELECT DISTINCT county, league FROM kept.households WHERE {where}",
        values,
    )
    if scope.is_whole:
        return
    if not connection.execute("FROM answering LIMIT 1").fetchall():
        raise Refusal(
            f"数据中没有“{value}”的家庭；请核对区划代码（有效位数）或家庭编号。",
            f"The data hold no household of '{value}'; check the division code or the household number.",
        )
    connection.execute(
        "CREATE TEMP TABLE scope AS WITH own AS (SELECT household FROM kept.households "
        "WHERE county IN (SELECT county FROM answering)) "
        "SELECT household FROM own UNION "
        "SELECT other.household FROM kept.hubs AS mine SEMI JOIN own ON own.household = mine.household "
        "JOIN kept.hubs AS other ON other.hub = mine.hub"
    )


def make_views(connection: Session, names: tuple[str, ...], as_of: date, scope: Scope) -> None:
    """Make the tables that rules read, as seen on as_of and within the scope."""
    for name in names:
        # What a scope leaves of a table is small: it is fetched once, not again for every rule.
        once = name in FETCHED_ONCE or (name in NARROWED and not scope.is_whole)
        how = "TEMP TABLE " if once else "VIEW main."
        connection.execute(f"CREATE {how}{name} AS {view_sql(name, as_of, scope)}")


def view_sql(name: str, as_of: date, scope: Scope) -> str:
    """The SELECT of a table that rules read, as seen on as_of and within the scope."""
    return _view(name, _slots(as_of, scope), scope)


@cache
def _slots(as_of: date, scope: Scope) -> dict[str, str]:
    return {
        "as_of": as_of.isoformat(),
        "as_of_year": str(as_of.year),
        "as_of_mask": str((1 << as_of.month) - 1),
        "as_of_m": str(month_index(as_of)),
        "id_sex": identity.sex_sql("person_id"),
        "in_scope": "" if scope.is_whole else "WHERE household IN (SELECT household FROM scope)",
        "and_in_scope": "" if scope.is_whole else "AND household IN (SELECT household FROM scope)",
        "of_codes": "" if scope.is_whole else CODES_OF_SCOPE,
        "and_in_counties": "" if scope.is_whole else "AND county IN (SELECT county FROM answering)",
        "a_from": procedures()[Regime.A].from_on.isoformat(),
        "b_from": procedures()[Regime.B].from_on.isoformat(),
        "days_seen": days_seen(as_of),
        "days": days_as_made(),
    }


def _view(name: str, slots: dict[str, str], scope: Scope) -> str:
    if name in view_names():
        return view_text(name).format(**slots)
    if name.startswith("recipient_"):
        persons = "" if scope.is_whole else "members"
        return registries.recipient_view(name.removeprefix("recipient_"), slots["as_of"], persons)
    if name == "checks" and not scope.is_whole:
        return CHECKS_OF_SCOPE.format(touching=_touching(scope))
    # The log is the largest table that rules read as it is: of a place, only the steps of its dossiers.
    seen = " SEMI JOIN dossiers AS d ON d.application_id = t.application_id" if name == "steps" else ""
    whole = "" if scope.is_whole else seen
    return f"SELECT t.* FROM {'kept' if name in fact_names() else 'raw'}.{name} AS t{whole}"


def _touching(scope: Scope) -> str:
    """SQL for: the place x.code lies in a county that is owed an answer, or in the division of the scope."""
    own = f" OR starts_with(x.code, '{scope.division}')" if scope.division else ""
    return f"left(x.code, 6) IN (SELECT county FROM answering){own}"


def facts_behind(names: Iterable[str]) -> tuple[str, ...]:
    """The facts that the tables of those names are made of."""
    found: dict[str, None] = {}
    for name in names:
        if name in fact_names():
            found.setdefault(name)
        for lower in words_after("kept", view_text(name)) if name in view_names() else ():
            found.setdefault(lower)
    return tuple(found)


@cache
def view_names() -> frozenset[str]:
    """The tables of rules that are more than a fact or a table of the standard as it is."""
    return frozenset(f.name.removesuffix(".sql") for f in _views().iterdir() if f.name.endswith(".sql"))


@cache
def view_text(name: str) -> str:
    """The SELECT of a view, with slots for the day and the scope of the run."""
    return _views().joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _views() -> Traversable:
    return resources.files(__package__).joinpath("sql", "views")


def make_place_tables(connection: Session) -> None:
    """Make place_code(code): every place of the data at every level, and place_name(code, name)."""
    named = " ".join(
        "UNION ALL SELECT unnest([division, left(division, 9), left(division, 6), left(division, 4)]) "
        f"FROM (SELECT DISTINCT division FROM raw.{name})"
        for name in NAMING_PLACES
    )
    connection.execute(
        "CREATE TEMP TABLE place_code AS SELECT DISTINCT code FROM ("
        "SELECT unnest([division, township, county, league, left(league, 2)]) AS code FROM kept.places "
        f"{named} UNION ALL SELECT DISTINCT answered_by FROM raw.checks "
        "UNION ALL SELECT division FROM kept.households) WHERE code <> ''"
    )
    codes = [row[0] for row in connection.execute("SELECT code FROM place_code").fetchall()]
    connection.execute(
        "CREATE TEMP TABLE place_name AS SELECT unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS name",
        [codes, [full_name(code) for code in codes]],
    )


def full_name(code: str) -> str:
    """The name of a place from its county down: 翁牛特旗乌丹镇某村; a code that no list knows stands in brackets."""
    parts = [code[:length] for length in (6, 9, 12) if len(code) >= length] or [code]
    return "".join(name_of(part) if name_of(part) != part else f"（{part}）" for part in parts)


def month_index(day: date) -> int:
    """The index of a day's month: year * 12 + month - 1."""
    return day.year * 12 + day.month - 1


@cache
def standing_tables() -> frozenset[str]:
    """Every name that a rule may read besides p, run, extracts, workdays and found."""
    return frozenset(fact_names()) | frozenset(tables()) | view_names()
