"""What the rules have found so far, for the rules that build on it: the table `found`."""

import duckdb

from mingjian.screening.hits import PERSONAL, Hits

FOUND = """
CREATE TEMP TABLE found (
    finding_id VARCHAR, rule VARCHAR, family VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, person_id BIGINT,
    household INTEGER, division VARCHAR, grade VARCHAR, clause VARCHAR, first DATE, last DATE
)"""
GRADE_WORD = "CASE g.grade WHEN 3 THEN 'strong' WHEN 2 THEN 'lead' ELSE 'weak' END"


def finding_id_sql(rule_id: str, subject_kind: str, subject: str) -> str:
    """SQL for the id of a finding: rule and subject alone make it, so that it stays while months are added."""
    return f"left(sha256(concat_ws(chr(9247), '{rule_id}', '{subject_kind}', {subject})), 32)"


def make_found_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Make found, empty: one row per finding and household (or finding alone where it is about none)."""
    connection.execute(FOUND)


def remember(connection: duckdb.DuckDBPyConnection, hits: Hits) -> None:
    """Add the findings gathered from these hits to found."""
    rule = hits.rule
    person = "g.subject_person" if rule.subject in PERSONAL else "NULL"
    connection.execute(
        f"INSERT INTO found SELECT {finding_id_sql(rule.id, rule.subject, 'g.subject_id')}, '{rule.id}', "
        f"'{rule.family}', '{rule.subject}', g.subject_id, {person}, x.household, "
        f"coalesce(h.division, g.division), {GRADE_WORD}, g.clause, g.first, g.last "
        f"FROM {hits.gathered} AS g "
        f"JOIN (SELECT DISTINCT subject_id, household FROM {hits.table}) AS x ON x.subject_id = g.subject_id "
        "LEFT JOIN kept.households AS h ON h.household = x.household"
    )
