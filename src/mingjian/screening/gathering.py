"""From the settled rows of many rules to one row per finding: months gathered, money added up, grade and clauses."""

from collections.abc import Sequence

from mingjian.screening.engine import Session
from mingjian.screening.hits import PERSONAL, Hits

# The columns that every rule's hits have, whatever else its sentence needs; number tells the rules apart.
SETTLED = """
CREATE TEMP TABLE settled (
    number INTEGER, subject_id VARCHAR, subject_person BIGINT, home_id VARCHAR, home_division VARCHAR,
    division VARCHAR, household INTEGER, clause VARCHAR, grade INTEGER, m INTEGER, fen HUGEINT, shared_by BIGINT,
    first_on DATE, last_on DATE, known_assumed BOOLEAN
)"""
MONTH_SUM = "CREATE TEMP TABLE month_sum (number INTEGER, subject_id VARCHAR, m INTEGER, fen HUGEINT)"
GATHERED = """
CREATE TEMP TABLE gathered (
    number INTEGER, subject_id VARCHAR, subject_person BIGINT, household_id VARCHAR, division VARCHAR,
    households BIGINT, household INTEGER, grade INTEGER, clause VARCHAR, fen BIGINT, months BIGINT,
    first DATE, last DATE, known_assumed BOOLEAN
)"""


def make_gathering_tables(connection: Session) -> None:
    """Make settled, month_sum and gathered, empty: the hits of all rules, their months, one row per finding."""
    for table in (SETTLED, MONTH_SUM, GATHERED):
        connection.execute(table)


def gather(connection: Session, every: Sequence[Hits]) -> None:
    """Gather the hits of several rules at once: one row per rule and subject in gathered, the months in month_sum.

    The rows gathered last stand in settled. Planning a statement costs more than the few rows of one rule.
    """
    connection.execute("DELETE FROM settled")
    if every:
        connection.execute("INSERT INTO settled\n" + "\nUNION ALL\n".join(map(_rows, every))).fetchall()
        connection.execute(_MONTHLY).fetchall()
        connection.execute(_GATHERED).fetchall()


def _rows(hits: Hits) -> str:
    person = "person_id" if hits.rule.subject in PERSONAL else "NULL"
    return (
        f"SELECT {hits.number}, subject_id, {person}, home_id, home_division, division, household, clause, grade, "
        f"m, fen, shared_by, first_on, last_on, known_assumed FROM {hits.table}"
    )


def clause_order(column: str) -> str:
    """SQL that orders cites such as 8(6) and 10(1) by article and item."""
    return f"cast(split_part({column}, '(', 1) AS INTEGER), cast(rtrim(split_part({column}, '(', 2), ')') AS INTEGER)"


# A share is rounded once per household and month, half a fen upwards.
_MONTHLY = """
INSERT INTO month_sum
SELECT number, subject_id, m, sum(fen)
FROM (
    SELECT number, subject_id, household, m,
           (2 * cast(sum(fen) AS BIGINT) + max(coalesce(shared_by, 1))) // (2 * max(coalesce(shared_by, 1))) AS fen
    FROM settled
    WHERE m IS NOT NULL
    GROUP BY number, subject_id, household, m
    HAVING sum(fen) IS NOT NULL
)
GROUP BY number, subject_id, m"""
_GATHERED = f"""
INSERT INTO gathered
WITH pair AS (
    SELECT DISTINCT x.number, x.subject_id, x.home_id AS household_id, x.home_division AS division
    FROM settled AS x WHERE x.home_id IS NOT NULL
),
home AS (
    SELECT number, subject_id, string_agg(household_id, '|' ORDER BY household_id) AS household_id,
           string_agg(division, '|' ORDER BY household_id) AS division, count(*) AS households
    FROM pair GROUP BY number, subject_id
),
clause AS (
    SELECT number, subject_id, string_agg(clause, ';' ORDER BY {clause_order("clause")}) AS clause
    FROM (SELECT DISTINCT number, subject_id, unnest(string_split(clause, ';')) AS clause FROM settled
          WHERE clause <> '')
    GROUP BY number, subject_id
),
-- What belongs to no month (a year's budget, one entry of an account) is added beside the months.
money AS (
    SELECT number, subject_id, cast(sum(fen) AS BIGINT) AS fen FROM (
        SELECT number, subject_id, fen FROM month_sum
        UNION ALL
        SELECT number, subject_id, fen FROM settled WHERE m IS NULL AND fen IS NOT NULL
    ) GROUP BY number, subject_id
)
SELECT x.number, x.subject_id, min(x.subject_person), any_value(o.household_id),
       coalesce(any_value(o.division), min(x.division)), coalesce(any_value(o.households), 0), min(x.household),
       max(x.grade), coalesce(any_value(c.clause), ''), any_value(y.fen), count(DISTINCT x.m),
       coalesce(min(k.first_on), min(x.first_on)), coalesce(max(k.last_on), max(x.last_on)),
       coalesce(bool_or(x.known_assumed), false)
FROM settled AS x
LEFT JOIN home AS o ON o.number = x.number AND o.subject_id = x.subject_id
LEFT JOIN clause AS c ON c.number = x.number AND c.subject_id = x.subject_id
LEFT JOIN money AS y ON y.number = x.number AND y.subject_id = x.subject_id
LEFT JOIN kept.calendar AS k ON k.m = x.m
GROUP BY x.number, x.subject_id"""
