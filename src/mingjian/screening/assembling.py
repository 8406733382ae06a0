"""Findings of a run: identity, clause and open elements, sentence and evidence, in one table `finding`."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from mingjian.law import measures
from mingjian.screening.catalogue import Rule
from mingjian.screening.found import GRADE_WORD, finding_id_sql
from mingjian.screening.hits import FIRST_NOTE, IN_FORCE, Hits
from mingjian.screening.scope import Scope
from mingjian.screening.sentences import Voice, placeholders, sentence_sql

BEFORE_THE_MEASURES = "（行为发生在办法施行前，不引条款）"
NO_CLAUSE = "（数据质量问题，不涉及责任条款）"
NOT_NAMED = "（责任单位不明，或者不在办法第七至十一条之列，不引条款）"
# A finding names no clause where all of it was over before the Measures, or where its office stands in none of them.
EARLIER = "earlier"
NAMED = f"CASE WHEN g.clause = '' AND g.last < {IN_FORCE} THEN '{EARLIER}' ELSE g.clause END"

FINDING = """
CREATE TEMP TABLE finding (
    number INTEGER, finding_id VARCHAR, rule VARCHAR, rule_version VARCHAR, clause VARCHAR, elements_open VARCHAR,
    grade VARCHAR, subject_kind VARCHAR, subject_id VARCHAR, division VARCHAR, household_id VARCHAR,
    first DATE, last DATE, amount DECIMAL(18,2), evidence VARCHAR, explanation VARCHAR, snapshot VARCHAR
)"""
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


def make_finding_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables that the rules' findings and months are gathered in."""
    connection.execute(
        "CREATE TEMP TABLE month_sum (number INTEGER, subject_id VARCHAR, m INTEGER, fen HUGEINT)"
    )
    connection.execute(FINDING)
    connection.execute(
        "CREATE TEMP TABLE clause_words (clause VARCHAR, elements_open VARCHAR, clause_zh VARCHAR, open_zh VARCHAR)"
    )


def assemble(
    connection: duckdb.DuckDBPyConnection, all_hits: Sequence[Hits], snapshot: str, voice: Voice
) -> None:
    """Fill the tables finding and note from the gathered hits of every rule and the table evidence."""
    _make_people(connection, all_hits)
    for hits in all_hits:
        named = connection.execute(f"SELECT DISTINCT {NAMED} FROM {hits.gathered} AS g").fetchall()
        connection.execute("DELETE FROM clause_words")
        for words in (clause_words(hits.rule, row[0]) for row in named):
            row = [words.clause, words.elements_open, words.clause_zh, words.open_zh]
            connection.execute("INSERT INTO clause_words VALUES (?, ?, ?, ?)", row)
        connection.execute(_insert(hits, snapshot, voice)).fetchall()
    # A note is said in the same way; what is found besides is not needed of it.
    connection.execute(
        f"CREATE TEMP TABLE note AS SELECT rule, subject_kind, subject_id, division, explanation FROM finding "
        f"WHERE number >= {FIRST_NOTE}"
    )
    connection.execute(f"DELETE FROM finding WHERE number >= {FIRST_NOTE}")


def _make_people(connection: duckdb.DuckDBPyConnection, all_hits: Sequence[Hits]) -> None:
    """Make head(household, head_id, head_name) and named(person_id, name): whom the sentences of any rule name."""
    homes = [f"SELECT household FROM {hits.gathered}" for hits in all_hits]
    people = [f"SELECT subject_person FROM {hits.gathered}" for hits in all_hits if _names_subject(hits.rule)]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE head AS SELECT h.household, h.head_id, h.head_name FROM kept.households AS h "
        f"SEMI JOIN ({_all_of(homes, 'cast(NULL AS INTEGER)')}) AS x(household) ON x.household = h.household"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE named AS SELECT m.person_id, min(m.name) AS name FROM raw.members AS m "
        f"SEMI JOIN ({_all_of(people, 'cast(NULL AS BIGINT)')}) AS x(person_id) ON x.person_id = m.person_id "
        "GROUP BY m.person_id"
    )


def _all_of(selects: Sequence[str], none: str) -> str:
    return "\nUNION ALL\n".join(selects) or f"SELECT {none} WHERE false"


def _names_subject(rule: Rule) -> bool:
    return "name" in placeholders(rule) and rule.subject == "person"


def clause_words(rule: Rule, clause: str) -> ClauseWords:
    """The open elements of the clauses a finding names: all of theirs but those that the rule's rows show."""
    if clause in ("", EARLIER):
        unnamed = BEFORE_THE_MEASURES if clause else NOT_NAMED
        return ClauseWords(clause, "", unnamed if rule.clauses else NO_CLAUSE, "事实和原因")
    elements = [e for cite in clause.split(";") for e in measures.elements(cite) if e.id not in rule.shows]
    names = list(dict.fromkeys(e.kind.words.zh for e in elements))
    in_words = "、".join(measures.provision(cite).spoken for cite in clause.split(";"))
    return ClauseWords(clause, ";".join(e.id for e in elements), in_words, "、".join(names) or "事实本身")


def _insert(hits: Hits, snapshot: str, voice: Voice) -> str:
    rule = hits.rule
    values = ", ".join(f"'{v.name}', cast(g.{v.name} AS VARCHAR)" for v in rule.values)
    member = "LEFT JOIN named AS n ON n.person_id = g.subject_person" if _names_subject(rule) else ""
    return f"""
INSERT INTO finding
SELECT {hits.number}, {finding_id_sql(rule.id, rule.subject, "g.subject_id")},
       '{rule.id}', '{rule.version}', g.clause, w.elements_open,
       {GRADE_WORD},
       '{rule.subject}', g.subject_id, g.division, coalesce(g.household_id, ''), g.first, g.last,
       CASE WHEN g.fen IS NOT NULL THEN cast(concat(g.fen // 100, '.', lpad(cast(g.fen % 100 AS VARCHAR), 2, '0'))
            AS DECIMAL(18,2)) END,
       concat('{{"rows":[', coalesce(e.entries, ''), '],"values":', json_merge_patch('{{}}', json_object({values})),
              CASE WHEN e.total > 200 THEN concat(',"more":', e.total - 200) ELSE '' END, '}}'),
       {sentence_sql(rule, voice, hits.types)}, '{snapshot}'
FROM {hits.gathered} AS g
JOIN clause_words AS w ON w.clause = {NAMED}
LEFT JOIN head AS h ON h.household = g.household
LEFT JOIN place_name AS t ON t.code = split_part(g.division, '|', 1)
LEFT JOIN evidence AS e ON e.number = {hits.number} AND e.subject_id = g.subject_id
{member}"""


def outside(scope: Scope) -> str | None:
    """SQL that is true of gathered rows that do not touch the scope; None where everything is in it."""
    if scope.is_whole:
        return None
    if scope.household_id is not None:
        household = scope.household_id.replace("'", "''")
        return f"NOT list_contains(string_split(coalesce(household_id, ''), '|'), '{household}')"
    division = scope.division
    return f"NOT (starts_with(coalesce(division, ''), '{division}') OR contains(coalesce(division, ''), '|{division}'))"
