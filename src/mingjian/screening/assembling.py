"""Findings of a run: identity, clause and open elements, sentence and evidence, in one table `finding`."""

from collections.abc import Sequence
from dataclasses import dataclass

from mingjian.law import measures
from mingjian.screening.catalogue import Rule
from mingjian.screening.engine import Session
from mingjian.screening.evidence import MOST_ROWS
from mingjian.screening.found import FINDING_ID, GRADE_WORD, rules_sql
from mingjian.screening.hits import FIRST_NOTE, IN_FORCE, Hits
from mingjian.screening.knowing import UNDECIDED
from mingjian.screening.scope import Scope
from mingjian.screening.sentences import Voice, placeholders, sentence_sql

BEFORE_THE_MEASURES = "（行为发生在办法施行前，不引条款）"
NO_CLAUSE = "（数据质量问题，不涉及责任条款）"
NOT_NAMED = "（责任单位不明，或者不在办法第七至十一条之列，不引条款）"
# A finding names no clause where all of it was over before the Measures, or where its office stands in none of them.
EARLIER = "earlier"
NAMED = f"CASE WHEN g.clause = '' AND g.last < {IN_FORCE} THEN '{EARLIER}' ELSE g.clause END"

# Values are those of the first month and, where two households share it, of the first household: in any row order.
FIRST_ROW = "coalesce(x.m, 0) * 100000000::BIGINT + coalesce(x.household, 0)"
FINDING = """
CREATE TEMP TABLE finding (
    number INTEGER, finding_id VARCHAR, rule VARCHAR, rule_version VARCHAR, clause VARCHAR, elements_open VARCHAR,
    grade VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, division VARCHAR, household_id VARCHAR,
    first DATE, last DATE, amount DECIMAL(18,2), evidence VARCHAR, explanation VARCHAR, snapshot VARCHAR
)"""
TOLD = "CREATE TEMP TABLE told (number INTEGER, subject_id VARCHAR, in_values VARCHAR, explanation VARCHAR)"
COLUMNS = (
    "finding_id, rule, rule_version, clause, elements_open, grade, subject_kind, subject_id, division, household_id, "
    "first, last, amount, evidence, explanation, snapshot"
)


@dataclass(frozen=True)
class ClauseWords:
    """What a set of clauses (or EARLIER) means for one rule: the elements still open, and both in words."""

    clause: str
    elements_open: str
    clause_zh: str
    open_zh: str


def assemble(connection: Session, all_hits: Sequence[Hits], snapshot: str, voice: Voice) -> None:
    """Make the tables finding and note from the gathered hits of every rule and the table evidence."""
    connection.execute(FINDING)
    if all_hits:
        _make_people(connection, all_hits)
        _make_clause_words(connection, all_hits)
        connection.execute(_described()).fetchall()
        connection.execute(TOLD)
        for hits in all_hits:
            connection.execute(_tell(hits, voice)).fetchall()
        connection.execute(_insert(all_hits, snapshot)).fetchall()
    # A note is said in the same way; what is found besides is not needed of it.
    connection.execute(
        f"CREATE TEMP TABLE note AS SELECT rule, subject_kind, subject_id, division, explanation FROM finding "
        f"WHERE number >= {FIRST_NOTE}"
    )
    connection.execute(f"DELETE FROM finding WHERE number >= {FIRST_NOTE}")


def _make_people(connection: Session, all_hits: Sequence[Hits]) -> None:
    """Make head(household, head_id, head_name) and named(person_id, name): whom the sentences of any rule name."""
    naming = ", ".join(str(hits.number) for hits in all_hits if _names_subject(hits.rule)) or "NULL"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE head AS SELECT h.household, h.head_id, h.head_name FROM kept.households AS h "
        "SEMI JOIN gathered AS g ON g.household = h.household"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE named AS SELECT m.person_id, min(m.name) AS name FROM raw.members AS m "
        f"SEMI JOIN (SELECT subject_person FROM gathered WHERE number IN ({naming})) AS x "
        "ON x.subject_person = m.person_id GROUP BY m.person_id"
    )


def _make_clause_words(connection: Session, all_hits: Sequence[Hits]) -> None:
    """Make clause_words(number, clause, elements_open, clause_zh, open_zh): every set of clauses of every rule."""
    rules = {hits.number: hits.rule for hits in all_hits}
    named = connection.execute(f"SELECT DISTINCT g.number, {NAMED} FROM gathered AS g").fetchall()
    rows = [(number, clause_words(rules[number], clause)) for number, clause in named if number in rules]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE clause_words AS SELECT unnest(?::INTEGER[]) AS number, "
        "unnest(?::VARCHAR[]) AS clause, unnest(?::VARCHAR[]) AS elements_open, unnest(?::VARCHAR[]) AS clause_zh, "
        "unnest(?::VARCHAR[]) AS open_zh",
        [
            [number for number, _ in rows],
            [words.clause for _, words in rows],
            [words.elements_open for _, words in rows],
            [words.clause_zh for _, words in rows],
            [words.open_zh for _, words in rows],
        ],
    )


def _names_subject(rule: Rule) -> bool:
    return "name" in placeholders(rule.sentence) and rule.subject == "person"


def clause_words(rule: Rule, clause: str) -> ClauseWords:
    """The open elements of the clauses a finding names: all of theirs but those that the rule's rows show."""
    if clause in ("", EARLIER):
        unnamed = BEFORE_THE_MEASURES if clause else NOT_NAMED
        return ClauseWords(clause, "", unnamed if rule.clauses else NO_CLAUSE, "事实和原因")
    elements = [e for cite in clause.split(";") for e in measures.elements(cite) if e.id not in rule.shows]
    names = list(dict.fromkeys(e.kind.words.zh for e in elements))
    in_words = "、".join(measures.provision(cite).spoken for cite in clause.split(";"))
    return ClauseWords(clause, ";".join(e.id for e in elements), in_words, "、".join(names) or "事实本身")


def _described() -> str:
    """Every gathered row with what its sentence may say of it besides the values of the rule."""
    return f"""
CREATE OR REPLACE TEMP TABLE described AS
SELECT g.*, w.elements_open, w.clause_zh, w.open_zh, h.head_id, h.head_name, n.name, t.name AS place
FROM gathered AS g
JOIN clause_words AS w ON w.number = g.number AND w.clause = {NAMED}
LEFT JOIN head AS h ON h.household = g.household
LEFT JOIN named AS n ON n.person_id = g.subject_person
LEFT JOIN place_name AS t ON t.code = split_part(g.division, '|', 1)"""


def _tell(hits: Hits, voice: Voice) -> str:
    rule = hits.rule
    values = ", ".join(f"'{v.name}', cast(v.{v.name} AS VARCHAR)" for v in rule.values)
    return f"""
INSERT INTO told
SELECT g.number, g.subject_id, json_merge_patch('{{}}', json_object({values})), {sentence_sql(rule, voice, hits.types)}
FROM described AS g
JOIN ({values_sql(hits)}) AS v ON v.subject_id = g.subject_id
WHERE g.number = {hits.number}"""


def values_sql(hits: Hits) -> str:
    """SQL for a table (subject_id, one column per value of the rule): the values that the findings say."""
    first = "".join(f", arg_min(x.{v.name}, {FIRST_ROW}) AS {v.name}" for v in hits.rule.values)
    return f"SELECT x.subject_id{first} FROM {hits.table} AS x GROUP BY x.subject_id"


def _insert(all_hits: Sequence[Hits], snapshot: str) -> str:
    return f"""
INSERT INTO finding
SELECT g.number, {FINDING_ID}, r.rule, r.version, g.clause, g.elements_open, {GRADE_WORD},
       r.subject_kind, g.subject_id, g.division, coalesce(g.household_id, ''), g.first, g.last,
       CASE WHEN g.fen IS NOT NULL THEN cast(concat(g.fen // 100, '.', lpad(cast(g.fen % 100 AS VARCHAR), 2, '0'))
            AS DECIMAL(18,2)) END,
       concat('{{"rows":[', coalesce(e.entries, ''), '],"values":', t.in_values,
              CASE WHEN e.total > {MOST_ROWS} THEN concat(',"more":', e.total - {MOST_ROWS}) ELSE '' END,
              ',"known":', coalesce(k.told, '{UNDECIDED}'), '}}'),
       t.explanation, '{snapshot}'
FROM described AS g
JOIN told AS t ON t.number = g.number AND t.subject_id = g.subject_id
JOIN {rules_sql(all_hits)} ON r.number = g.number
LEFT JOIN evidence AS e ON e.number = g.number AND e.subject_id = g.subject_id
LEFT JOIN known AS k ON k.number = g.number AND k.subject_id = g.subject_id"""


def leave_outside(connection: Session, scope: Scope) -> None:
    """Take the gathered rows that do not touch the scope away."""
    drop = _outside(scope)
    if drop:
        connection.execute(f"DELETE FROM gathered WHERE {drop}")


def _outside(scope: Scope) -> str | None:
    """SQL that is true of gathered rows that do not touch the scope; None where everything is in it."""
    if scope.is_whole:
        return None
    if scope.household_id is not None:
        household = scope.household_id.replace("'", "''")
        return f"NOT list_contains(string_split(coalesce(household_id, ''), '|'), '{household}')"
    division = scope.division
    return f"NOT (starts_with(coalesce(division, ''), '{division}') OR contains(coalesce(division, ''), '|{division}'))"
