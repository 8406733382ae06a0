"""Rules from outside the catalogue, drafts and those of bundles: what in one may not be, before a word of it is run.

The SQL of a run is made of words of rule.toml too, so all of them are held to what the catalogue's own rules have.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import get_args

import duckdb

from mingjian.exchange.standard import tables
from mingjian.screening.catalogue import Basis, EvidenceTable, Grade, Loosening, Parameter, Rule
from mingjian.screening.evidence import IN_TABLE
from mingjian.screening.reading import unknown_names
from mingjian.screening.sentences import STANDING, placeholders
from mingjian.wording import Text

ID, FAMILY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"), re.compile(r"[A-Z]")
WORD = re.compile(r"[a-z_][a-z0-9_]*")
CITE, ELEMENT = re.compile(r"\d{1,2}\(\d{1,2}\)"), re.compile(r"\d{1,2}\(\d{1,2}\)/[a-z0-9_]+")
OWN_COLUMNS = frozenset({"division", "from_on", "to_on", "documented"})
"""What the table p has besides the parameters."""
ALWAYS_SAID = frozenset({"person", "name", "amount", "first", "last", *STANDING})


def faults(rule: Rule) -> tuple[str, ...]:
    """What of a rule may not be, each as it is written and after the key where it stands; empty where all is well."""
    return tuple(_faults_of_sql(rule)) or tuple(
        dict.fromkeys((*_faults_of_words(rule), *_faults_of_lists(rule)))
    )


@cache
def _dialect() -> ModuleType:
    # The parser takes a third of a second to load, which a run of the catalogue's own rules need not wait for.
    return import_module("mingjian.screening.dialect")


def _faults_of_sql(rule: Rule) -> Iterator[str]:
    for text in filter(None, (rule.sql, rule.judged)):
        yield from _dialect().foreign_constructs(text)
    try:
        yield from (f"unknown table {name}" for name in unknown_names(rule))
    except duckdb.Error as error:
        yield str(error).splitlines()[0]


def _faults_of_words(rule: Rule) -> Iterator[str]:
    """Words that stand alone: each has to be of its kind."""
    kinds = (
        ("id", bool(_is(ID, rule.id)), rule.id),
        ("family", bool(_is(FAMILY, rule.family)), rule.family),
        ("subject", bool(_is(WORD, rule.subject)), rule.subject),
        ("grade", rule.grade in get_args(Grade), rule.grade),
        ("level", rule.level in ("county", "league"), rule.level),
        ("closes_by", rule.closes_by in ("rerun", "proof"), rule.closes_by),
        ("title", _is_said(rule.title), rule.title),
        ("logic", _is_said(rule.logic), rule.logic),
        ("ask", rule.ask is None or _is_said(rule.ask), rule.ask),
    )
    yield from (_told(key, value) for key, is_good, value in kinds if not is_good)
    known = ALWAYS_SAID | {value.name for value in rule.values}
    for key, sentence in (("sentence", rule.sentence), ("note", rule.note)):
        try:
            asked = placeholders(sentence) if isinstance(sentence, str) else {str(sentence)}
        except ValueError:
            asked = {sentence}
        yield from (_told(key, name) for name in sorted(asked - known))


def _faults_of_lists(rule: Rule) -> Iterator[str]:
    """Lists of words: every one has to be what is meant there."""
    columns = {f"{table.name}.{column.name}" for table in tables().values() for column in table.columns}
    named = {parameter.name for parameter in rule.parameters}
    for key, words, known in (
        ("needs", rule.needs, columns),
        ("uses", rule.uses, columns),
        ("needs_complete", rule.needs_complete, set(tables())),
        ("strong_if_complete", rule.strong_if_complete, set(tables())),
        ("needs_local", rule.needs_local, named),
        ("compares", rule.compares, named),
    ):
        yield from (_told(key, word) for word in words if word not in known)
    for key, words, kind in (
        ("clauses", rule.clauses, CITE),
        ("shows", rule.shows, ELEMENT),
        ("values", tuple(value.name for value in rule.values), WORD),
        ("unjudged", tuple(reason.id for reason in rule.unjudged), WORD),
    ):
        yield from (_told(key, word) for word in words if not _is(kind, word))
    yield from (_told("builds_on", w) for w in rule.builds_on if not (_is(ID, w) or _is(FAMILY, w)))
    for entry in rule.evidence:
        yield from (_told("evidence", word) for word in _foreign_links(entry))
    for value in rule.values:
        how, _, where = str(value.format).partition(" ")
        if not _is(WORD, how) or (how == "word" and where not in columns):
            yield _told("values", value.format)
    yield from (_told("parameters", p.name) for p in rule.parameters if not _is_sound(p))


def _foreign_links(entry: EvidenceTable) -> Iterator[object]:
    table = tables().get(entry.table)
    if table is None:
        yield entry.table
        return
    columns = {column.name for column in table.columns}
    for word in entry.by:
        left, _, right = str(word).partition("=")
        if IN_TABLE.get(left, left) not in columns or not _is(WORD, right or left):
            yield word


def _is_sound(parameter: Parameter) -> bool:
    days = (parameter.from_day, parameter.to_day)
    return bool(
        _is(WORD, parameter.name)
        and parameter.name not in OWN_COLUMNS
        and isinstance(parameter.unit, str)
        and _is_said(parameter.title)
        and parameter.basis in get_args(Basis)
        and parameter.loosens in get_args(Loosening)
        and all(type(day) is date for day in days)
    )


def _is(kind: re.Pattern[str], word: object) -> bool:
    return isinstance(word, str) and kind.fullmatch(word) is not None


def _is_said(text: Text) -> bool:
    return isinstance(text.zh, str) and isinstance(text.en, str)


def _told(key: str, value: object) -> str:
    return f"{key} = {value!r:.80}"
