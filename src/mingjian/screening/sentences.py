"""The explanation of a finding: one Chinese sentence made from the rule's template and the values found."""

import string
from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.exchange import identity
from mingjian.exchange.standard import tables
from mingjian.privacy import masking
from mingjian.screening.catalogue import Rule, Value, load_rules

WHOLE = ("INTEGER", "BIGINT", "HUGEINT", "SMALLINT", "UINTEGER", "UBIGINT")
ASSUMED = "（登记的首次可查询日不明，按记载之日计）"


@dataclass(frozen=True)
class Voice:
    """How persons are named: SQL that turns an identity number text, and a name, into what may be read."""

    id_sql: str
    name_sql: str


MASKED = Voice(masking.mask_id_sql("{0}"), masking.mask_name_sql("{0}"))
OPEN = Voice("{0}", "{0}")


def sentence_sql(rule: Rule, voice: Voice, types: Mapping[str, str]) -> str:
    """SQL for the sentence over a described row g and the values v that the rule gave it."""
    pieces = []
    for literal, field, _, _ in string.Formatter().parse(rule.sentence):
        if literal:
            pieces.append("'" + literal.replace("'", "''") + "'")
        if field is not None:
            pieces.append(f"coalesce({_field(rule, field, voice, types)}, '不详')")
    pieces.append(f"CASE WHEN g.known_assumed THEN '{ASSUMED}' ELSE '' END")
    return "concat(" + ", ".join(pieces) + ")"


def placeholders(sentence: str) -> set[str]:
    """The names that the sentence of a rule asks for; ValueError where a brace of it has no other."""
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}


STANDING = {
    "household": "replace(g.household_id, '|', '、')",
    "households": "cast(g.households AS VARCHAR)",
    "place": "g.place",
    "months": "cast(g.months AS VARCHAR)",
    "clause": "g.clause_zh",
    "open": "g.open_zh",
}


def _field(rule: Rule, field: str, voice: Voice, types: Mapping[str, str]) -> str:
    if field == "person":
        person = "g.subject_person" if rule.subject == "person" else "g.head_id"
        return voice.id_sql.format(identity.id_text_sql(person))
    if field == "name":
        return voice.name_sql.format("g.name" if rule.subject == "person" else "g.head_name")
    if field == "amount":
        return format_sql("g.fen", "money", "BIGINT")
    if field in ("first", "last"):
        return format_sql(f"g.{field}", "month", "DATE")
    if field in STANDING:
        return STANDING[field]
    value = next(v for v in rule.values if v.name == field)
    return value_sql(value, f"v.{field}", types[field], voice)


def value_sql(value: Value, column: str, type_: str, voice: Voice) -> str:
    """SQL for a value as it is read; identity numbers and names go through the voice."""
    if value.format == "person":
        return voice.id_sql.format(identity.id_text_sql(column))
    if value.format == "name":
        return voice.name_sql.format(column)
    kind, _, where = value.format.partition(" ")
    if kind == "word":
        return _in_chinese(column, _words_of(where))
    if kind == "table":
        return _in_chinese(column, {table.name: table.zh for table in tables().values()})
    if kind == "rule":
        return _in_chinese(column, {rule.id: rule.title.zh for rule in load_rules().values()})
    return format_sql(column, value.format, type_)


def _words_of(place: str) -> Mapping[str, str]:
    """The words of an enum such as `checks.department`, each with its first Chinese one."""
    table, _, column = place.partition(".")
    return {
        english: next(iter(chinese), english) for english, chinese in tables()[table].column(column).choices
    }


def _in_chinese(column: str, words: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN '{english}' THEN '{chinese}'" for english, chinese in words.items())
    return f"CASE {column} {cases} ELSE {column} END"


def format_sql(column: str, format_: str, type_: str) -> str:
    """SQL that writes a value of a DuckDB type: a month is a DATE or a month index, money is fen or yuan."""
    if format_ == "date":
        return f"strftime({column}, '%Y年%-m月%-d日')"
    if format_ == "month" and type_ == "DATE":
        return f"strftime({column}, '%Y年%-m月')"
    if format_ == "month":
        return f"{column} // 12 || '年' || ({column} % 12 + 1) || '月'"
    if format_ == "money" and type_ in WHOLE:
        return f"{column} // 100 || '.' || lpad(cast({column} % 100 AS VARCHAR), 2, '0')"
    if format_ == "money":
        return f"cast(cast({column} AS DECIMAL(18,2)) AS VARCHAR)"
    if format_ == "percent":
        return f"cast(round({column} * 100, 1) AS VARCHAR) || '%'"
    return f"cast({column} AS VARCHAR)"
