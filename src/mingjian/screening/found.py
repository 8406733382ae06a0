"""What the rules have found so far, for the rules that build on it: the table `found`."""

from collections.abc import Sequence

import duckdb

from mingjian.screening.hits import Hits

FOUND = """
CREATE TEMP TABLE found (
    finding_id VARCHAR, rule VARCHAR, family VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, person_id BIGINT,
    household INTEGER, division VARCHAR, grade VARCHAR, clause VARCHAR, first DATE, last DATE
)"""
GRADE_WORD = "CASE g.grade WHEN 3 THEN 'strong' WHEN 2 THEN 'lead' ELSE 'weak' END"


# SQL for the id of a finding g of a rule r: rule and subject alone make it, so that it stays while months are added.
FINDING_ID = "left(sha256(concat_ws(chr(9247), r.rule, r.subject_kind, g.subject_id)), 32)"


def make_found_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Make found, empty: one row per finding and household (or finding alone where it is about none)."""
    connection.execute(FOUND)


def rules_sql(every: Sequence[Hits]) -> str:
    """SQL for a table r(number, rule, version, family, subject_kind) of the rules of these hits."""
    rows = ", ".join(
        f"({h.number}, '{h.rule.id}', '{h.rule.version}', '{h.rule.family}', '{h.rule.subject}')"
        for h in every
    )
    return f"(VALUES {rows}) AS r(number, rule, version, family, subject_kind)"


def remember(connection: duckdb.DuckDBPyConnection, every: Sequence[Hits]) -> None:
    """Add the findings gathered last from these hits to found."""
    if every:
        connection.execute(
            f"INSERT INTO found SELECT {FINDING_ID}, r.rule, r.family, r.subject_kind, g.subject_id, g.subject_person, "
            f"x.household, coalesce(h.division, g.division), {GRADE_WORD}, g.clause, g.first, g.last "
            f"FROM {rules_sql(every)} JOIN gathered AS g ON g.number = r.number "
            "JOIN (SELECT DISTINCT number, subject_id, household FROM settled) AS x "
            "ON x.number = g.number AND x.subject_id = g.subject_id "
            "LEFT JOIN kept.households AS h ON h.household = x.household"
        ).fetchall()
