"""Known then: what stood on record on the day of the decision that a finding is about, and what came later."""

from collections.abc import Sequence

from mingjian.exchange.standard import Table, tables
from mingjian.screening import registries
from mingjian.screening.engine import Session
from mingjian.screening.hits import Hits
from mingjian.screening.reading import names_read

# Since when a row of a table could be seen, where the table has no day on which this office first could.
RECORDED_ON = {
    "kinship": "f.from_day",
    "monitored": "f.warned_on",
    "unnumbered": "f.day",
    "applications": "f.applied_on",
    "batches": "f.roster_sent_on",
    "card_custody": "f.from_day",
    "checks": "coalesce(f.replied_on, f.requested_on)",
    "complaints": "f.received_on",
    "account_entries": "f.at",
    "grants": "f.granted_on",
    "members": "f.joined_on",
    "officers": "f.from_day",
    "payments": "coalesce(f.paid_on, f.period)",
    "relative_filings": "f.filed_on",
    "steps": "cast(f.at AS DATE)",
    "withdrawals": "cast(f.at AS DATE)",
}


def recorded_on_sql(table: Table) -> str:
    """SQL for the day since when a row f of the table was on record for the office; NULL where no day is known."""
    described = registries.DESCRIBED_ON.get(table.name, "")
    if described.isidentifier():
        day = f"f.{described}"
    elif described.startswith("make_date("):
        day = described.replace("make_date(", "make_date(f.")
    else:
        day = RECORDED_ON.get(table.name, "NULL")
    return f"cast(coalesce(f.available_on, {day}) AS DATE)" if table.is_registry else f"cast({day} AS DATE)"


def assumed_sql(table: Table) -> str:
    """SQL for: the day is that which a registry's row describes, because nobody wrote down when it could be seen."""
    return "f.available_on IS NULL" if table.is_registry else "false"


def settle_known(connection: Session, all_hits: Sequence[Hits]) -> None:
    """Make known(number, subject_id, told) of the table evidence_row: JSON for every finding that has a decision.

    The decision is that on the application, the reply to the request, or the last grant up to the first month found.
    """
    found = [hits for hits in all_hits if hits.rows]
    connection.execute(
        "CREATE TEMP TABLE decided (number INTEGER, subject_id VARCHAR, decision VARCHAR, decided_on DATE)"
    )
    for select in filter(None, (_by_grant(found), _by_file(found), _by_reply(found))):
        connection.execute(f"INSERT INTO decided {select}").fetchall()
    connection.execute(_told())


def _by_grant(found: Sequence[Hits]) -> str:
    begun = "\nUNION ALL\n".join(
        f"SELECT {hits.number} AS number, subject_id, household, "
        f"coalesce(m, year(first_on) * 12 + month(first_on) - 1) AS m FROM {hits.table} WHERE household IS NOT NULL"
        for hits in found
        if hits.rule.subject not in ("application", "request")
    )
    if not begun:
        return ""
    return f"""
WITH begun AS (
    SELECT number, subject_id, household, min(m) AS m FROM ({begun}) GROUP BY number, subject_id, household
)
SELECT b.number, b.subject_id, 'grant',
       -- Where the list gives no day for the last of them, nobody knows on which day it was decided.
       CASE WHEN max(g.granted_on) = max(g.granted_on) FILTER (NOT g.granted_assumed) THEN max(g.granted_on) END
FROM begun AS b CROSS JOIN run
JOIN kept.grants AS g ON g.household = b.household AND g.from_m <= coalesce(b.m, run.as_of_m)
GROUP BY b.number, b.subject_id"""


def _by_file(found: Sequence[Hits]) -> str:
    """The day of decision of the applications that rules about files found something on."""
    subjects = _subjects(
        [h for h in found if h.rule.subject == "application" and "dossiers" in names_read(h.rule)]
    )
    if not subjects:
        return ""
    return (
        "SELECT s.number, s.subject_id, 'application', d.decided_on "
        f"FROM ({subjects}) AS s CROSS JOIN run JOIN kept.dossiers AS d ON d.application_id = s.subject_id "
        "WHERE d.decided_on <= run.as_of"
    )


def _by_reply(found: Sequence[Hits]) -> str:
    subjects = _subjects([hits for hits in found if hits.rule.subject == "request"])
    if not subjects:
        return ""
    return (
        "SELECT s.number, s.subject_id, 'reply', c.replied_on "
        f"FROM ({subjects}) AS s CROSS JOIN run JOIN raw.checks AS c ON c.request_id = s.subject_id "
        "WHERE c.replied_on <= run.as_of"
    )


def _subjects(found: Sequence[Hits]) -> str:
    return "\nUNION ALL\n".join(
        f"SELECT DISTINCT {hits.number} AS number, subject_id FROM {hits.table}" for hits in found
    )


def _told() -> str:
    registers = ", ".join(f"'{table.name}'" for table in tables().values() if table.is_registry)
    entry = (
        "json_object('table', t.name, 'rows', t.count, 'first', cast(t.first AS VARCHAR), "
        "'last', cast(t.last AS VARCHAR), 'assumed', t.assumed)"
    )
    return f"""
CREATE TEMP TABLE known AS
WITH told AS (
    SELECT e.number, e.subject_id, e.name, e.known_on <= d.decided_on AS was_there, count(*) AS count,
           min(e.known_on) AS first, max(e.known_on) AS last, bool_or(e.assumed) AS assumed
    FROM evidence_row AS e
    JOIN decided AS d ON d.number = e.number AND d.subject_id = e.subject_id
    WHERE e.known_on IS NOT NULL AND d.decided_on IS NOT NULL
    GROUP BY ALL
),
by_finding AS (
    SELECT t.number, t.subject_id,
           string_agg({entry}, ',' ORDER BY t.name) FILTER (t.was_there) AS then_told,
           string_agg({entry}, ',' ORDER BY t.name) FILTER (NOT t.was_there) AS later_told,
           CASE WHEN bool_or(t.was_there AND t.name IN ({registers})) THEN 'then'
                WHEN bool_or(t.name IN ({registers})) THEN 'later' ELSE 'none' END AS visible
    FROM told AS t
    GROUP BY t.number, t.subject_id
)
SELECT d.number, d.subject_id,
       concat('{{"decision":"', d.decision, '","decided_on":"', d.decided_on, '","visible":"',
              coalesce(b.visible, 'none'), '","then":[', coalesce(b.then_told, ''), '],"later":[',
              coalesce(b.later_told, ''), ']}}') AS told
FROM decided AS d
LEFT JOIN by_finding AS b ON b.number = d.number AND b.subject_id = d.subject_id
WHERE d.decided_on IS NOT NULL"""


UNDECIDED = '{"decision":"none","decided_on":null,"visible":"none","then":[],"later":[]}'
"""What a finding says that is about no decision of its own: on an office, a sum, a household whose grant has no day."""
