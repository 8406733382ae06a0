"""Which rows a finding needs: those tied to its households, then those of its counties, then everything its rule reads.

A rule about one household may be asked again over a few hundred rows; one that compares villages or counties needs
them all. Nobody can see from a rule's text how far it looks, so the reaches are tried in turn, the smallest first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import duckdb

from mingjian.exchange.standard import Table, tables
from mingjian.screening.catalogue import Rule
from mingjian.screening.facts import fact_sql, with_dependencies
from mingjian.screening.running import ALWAYS, needed_names
from mingjian.screening.scope import facts_behind, view_names, view_text
from mingjian.screening.workspace import words_after


class Reach(StrEnum):
    """How far from the finding its rows are taken."""

    HOUSEHOLD = "household"
    COUNTY = "county"
    EVERYTHING = "everything"


HOME = "household_id IN (SELECT household_id FROM b_home)"
FILE = "application_id IN (SELECT application_id FROM b_file)"
PLACE = (
    "EXISTS (SELECT 1 FROM b_place AS b "
    "WHERE starts_with(b.division, t.division) OR starts_with(t.division, b.county))"
)
WITHIN = "EXISTS (SELECT 1 FROM b_place AS b WHERE starts_with(t.division, b.county))"
# How the rows of a table are tied to a finding; where a table is not named here, by the persons in it.
TIES: Mapping[str, str] = {
    "households": HOME,
    "members": f"{HOME} OR person_id IN (SELECT person_id FROM b_person)",
    "grants": HOME,
    "payments": HOME,
    "applications": f"{HOME} OR {FILE}",
    "steps": FILE,
    "batches": "batch_id IN (SELECT batch_id FROM b_batch)",
    "account_entries": "batch_id IN (SELECT batch_id FROM b_batch) OR entry_id IN (SELECT word FROM b_subject)",
    "withdrawals": "account_no IN (SELECT account_no FROM b_account)",
    "checks": "person_id IN (SELECT person_id FROM b_person) OR request_id IN (SELECT word FROM b_subject)",
    "complaints": f"{HOME} OR complaint_id IN (SELECT word FROM b_subject)",
    "card_custody": HOME,
    "officers": "person_id IN (SELECT person_id FROM b_person UNION ALL SELECT person_id FROM b_handler)",
    "outcomes": "finding_id IN (SELECT r.finding_id FROM remembered AS r LEFT JOIN kept.households AS h "
    "ON h.household = r.household WHERE h.household_id IN (SELECT household_id FROM b_home) OR h.household_id IS NULL "
    "AND EXISTS (SELECT 1 FROM b_place AS b WHERE starts_with(r.division, b.county)))",
    "unnumbered": "name IN (SELECT name FROM raw.members WHERE person_id IN (SELECT person_id FROM b_person)) "
    "OR officer_id IN (SELECT person_id FROM b_person)",
    **dict.fromkeys(
        ("standards", "funds", "cpi", "oversight", "platform", "stoppages", "local_rules", "responsibility"),
        PLACE,
    ),
}
# Tables that name a place: with a county go all rows of it, tied to a household of the finding or not.
OF_PLACES = (
    *(
        "officers",
        "checks",
        "complaints",
        "batches",
        "account_entries",
        "applications",
        "disabled",
        "illness",
    ),
    *("monitored", "destitute", "hukou", "unnumbered"),
)


def tables_read(rules: Sequence[Rule]) -> tuple[str, ...]:
    """The tables of the standard that a run of these rules reads."""
    names = needed_names(rules)
    views = [name for name in names if name in view_names()]
    facts = with_dependencies(facts_behind((*ALWAYS, *names)))
    found = {name for fact in facts for name in words_after("raw", fact_sql(fact))}
    found |= {name for view in views for name in words_after("raw", view_text(view))}
    found |= {name for name in names if name in tables()} | {"local_rules", "households", "members"}
    found |= {entry.table for rule in rules for entry in rule.evidence}
    return tuple(name for name in tables() if name in found)


def mark(
    connection: duckdb.DuckDBPyConnection,
    reach: Reach,
    *,
    households: Iterable[str],
    divisions: Iterable[str],
    words: Iterable[str],
    persons: Iterable[int],
) -> None:
    """Make the tables b_home, b_person, b_file, … of what belongs to a finding, in a session in which it was found."""
    for name in ("b_subject", "b_place", "b_home", "b_person", "b_file", "b_handler", "b_account", "b_batch"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute("CREATE TEMP TABLE b_subject AS SELECT unnest(?::VARCHAR[]) AS word", [list(words)])
    connection.execute(
        "CREATE TEMP TABLE b_place AS SELECT DISTINCT division, left(division, ?) AS county "
        "FROM (SELECT unnest(?::VARCHAR[]) AS division)",
        [6 if reach is Reach.COUNTY else 12, list(divisions)],
    )
    own = [list(households), list(persons)]
    for sql, values in ((HOMES[reach], own[:1]), (PERSONS, own[1:])):
        connection.execute(sql, values if "?" in sql else [])
    for sql in (KIN, MORE_HOMES if reach is Reach.HOUSEHOLD else "", FILES, HANDLERS, ACCOUNTS, BATCHES):
        if sql:
            connection.execute(sql)


TIED = (
    "SELECT other.household FROM kept.hubs AS mine JOIN kept.hubs AS other ON other.hub = mine.hub "
    "WHERE mine.household IN (SELECT household FROM own)"
)
HOMES = {
    Reach.HOUSEHOLD: "CREATE TEMP TABLE b_home AS WITH own AS (SELECT household FROM kept.households "
    "WHERE household_id IN (SELECT unnest(?::VARCHAR[]))) SELECT DISTINCT h.household_id FROM kept.households AS h "
    f"WHERE h.household IN (SELECT household FROM own UNION ALL {TIED})",
    Reach.COUNTY: "CREATE TEMP TABLE b_home AS WITH own AS (SELECT household FROM kept.households AS t "
    "WHERE EXISTS (SELECT 1 FROM b_place AS b "
    "WHERE starts_with(t.division, b.county) OR starts_with(t.county, b.county))) "
    "SELECT DISTINCT h.household_id FROM kept.households AS h "
    f"WHERE h.household IN (SELECT household FROM own UNION ALL {TIED})",
}
PERSONS = """
CREATE TEMP TABLE b_person AS
SELECT person_id FROM raw.members WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT head_id FROM raw.households WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT account_holder_id FROM raw.payments WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT account_holder_id FROM raw.grants WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT reissued_holder_id FROM raw.payments WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT unnest(?::BIGINT[])"""
KIN = """
INSERT INTO b_person
WITH near AS (
    SELECT relative_id AS person_id FROM raw.kinship WHERE person_id IN (SELECT person_id FROM b_person)
    UNION SELECT person_id FROM raw.kinship WHERE relative_id IN (SELECT person_id FROM b_person)
    UNION SELECT k.person_id FROM raw.hukou AS k
    WHERE k.hukou_no IN (SELECT hukou_no FROM raw.hukou WHERE person_id IN (SELECT person_id FROM b_person))
)
SELECT person_id FROM near EXCEPT SELECT person_id FROM b_person"""
MORE_HOMES = """
INSERT INTO b_home
SELECT household_id FROM raw.members WHERE person_id IN (SELECT person_id FROM b_person)
EXCEPT SELECT household_id FROM b_home"""
FILES = """
CREATE TEMP TABLE b_file AS
SELECT application_id FROM raw.applications
WHERE household_id IN (SELECT household_id FROM b_home) OR applicant_id IN (SELECT person_id FROM b_person)
   OR application_id IN (SELECT word FROM b_subject)"""
HANDLERS = """
CREATE TEMP TABLE b_handler AS
SELECT unnest([officer_id, officer2_id]) AS person_id FROM raw.steps
WHERE application_id IN (SELECT application_id FROM b_file)"""
ACCOUNTS = """
CREATE TEMP TABLE b_account AS
SELECT account_no FROM raw.payments WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT account_no FROM raw.grants WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT word FROM b_subject"""
BATCHES = """
CREATE TEMP TABLE b_batch AS
SELECT batch_id FROM raw.payments WHERE household_id IN (SELECT household_id FROM b_home)
UNION SELECT word FROM b_subject"""


def rows_sql(table: Table, reach: Reach) -> str:
    """The SELECT of the rows of a table that are taken."""
    if reach is Reach.EVERYTHING:
        return f"SELECT t.* FROM raw.{table.name} AS t"
    ties = [TIES.get(table.name) or " OR ".join(_by_person(table))]
    if reach is Reach.COUNTY and table.name in OF_PLACES:
        ties.append(WITHIN)
    return f"SELECT t.* FROM raw.{table.name} AS t WHERE " + " OR ".join(filter(None, ties))


def _by_person(table: Table) -> Iterator[str]:
    for column in table.columns:
        if column.kind == "id":
            yield f"{column.sql} IN (SELECT person_id FROM b_person)"
