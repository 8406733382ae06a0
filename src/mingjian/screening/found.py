"""What the rules have found so far, and of it what the next rule may see: `remembered`, and the view `found`."""

from collections.abc import Sequence

from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import Session
from mingjian.screening.hits import Hits

REMEMBERED = """
CREATE TEMP TABLE remembered (
    finding_id VARCHAR, rule VARCHAR, family VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, person_id BIGINT,
    household INTEGER, division VARCHAR, grade VARCHAR, clause VARCHAR, first DATE, last DATE
)"""
GRADE_WORD = "CASE g.grade WHEN 3 THEN 'strong' WHEN 2 THEN 'lead' ELSE 'weak' END"


# SQL for the id of a finding g of a rule r: rule and subject alone make it, so that it stays while months are added.
FINDING_ID = "left(sha256(concat_ws(chr(9247), r.rule, r.subject_kind, g.subject_id)), 32)"


def make_found_table(connection: Session) -> None:
    """Make remembered, empty (a row per finding and household, or per finding about none), and found over it."""
    connection.execute(REMEMBERED)
    connection.execute("CREATE OR REPLACE TEMP VIEW found AS SELECT * FROM remembered WHERE false")


def show_found(connection: Session, rule: Rule) -> None:
    """Let `found` hold what the rule builds on and nothing else, whichever other rules have run before it."""
    words = ", ".join(f"'{word}'" for word in rule.builds_on)
    named = f"rule IN ({words}) OR family IN ({words})" if words else "false"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW found AS SELECT * FROM remembered WHERE {named}")


def rules_sql(every: Sequence[Hits]) -> str:
    """SQL for a table r(number, rule, version, family, subject_kind) of the rules of these hits."""
    rows = ", ".join(
        f"({h.number}, '{h.rule.id}', '{h.rule.version}', '{h.rule.family}', '{h.rule.subject}')"
        for h in every
    )
    return f"(VALUES {rows}) AS r(number, rule, version, family, subject_kind)"


def remember(connection: Session, every: Sequence[Hits]) -> None:
    """Add the findings gathered last from these hits to remembered."""
    if every:
        connection.execute(
            f"INSERT INTO remembered SELECT {FINDING_ID}, r.rule, r.family, r.subject_kind, g.subject_id, "
            f"g.subject_person, x.household, coalesce(h.division, g.division), {GRADE_WORD}, g.clause, g.first, g.last "
            f"FROM {rules_sql(every)} JOIN gathered AS g ON g.number = r.number "
            "JOIN (SELECT DISTINCT number, subject_id, household FROM settled) AS x "
            "ON x.number = g.number AND x.subject_id = g.subject_id "
            "LEFT JOIN kept.households AS h ON h.household = x.household"
        ).fetchall()
