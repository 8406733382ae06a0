"""How one finding is shown to a reader: whom it is about, where, on what rows it rests, what to ask first."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from mingjian.exchange import standard
from mingjian.exchange.divisions import name_of
from mingjian.privacy import masking
from mingjian.privacy.masking import Disclosure, Holds
from mingjian.screening.catalogue import Rule
from mingjian.screening.reports.owners import table_title
from mingjian.screening.reports.run_folder import Finding
from mingjian.screening.reports.words import SUBJECTS, Language, in_language
from mingjian.wording import Text

# The levels below the league that a ledger has a column for: digits of the code.
COUNTY, TOWNSHIP, VILLAGE = 6, 9, 12
_PERSONS = ("person", "officer")
# A damaged number is masked as well: it is still somebody's.
_IDENTITY = r"\d{17}[\dX]"
_PLACED = ("group", "fund")
_NAME_COLUMNS = (("person_id", "name"), ("head_id", "head_name"))


def places(finding: Finding, digits: int) -> str:
    """The names of the finding's places at one level; a county column names the league where there is no county."""
    codes = [code[:digits] for code in finding.divisions if len(code) >= digits or digits == COUNTY]
    return "、".join(dict.fromkeys(name_of(code) for code in codes if code))


def subject(finding: Finding, disclosure: Disclosure, language: Language) -> str:
    """Whom or what the finding is about: kind, name where the rows tell one, and its number."""
    kind = in_language(
        SUBJECTS.get(finding.subject_kind, Text(finding.subject_kind, finding.subject_kind)), language
    )
    if finding.subject_kind in _PERSONS:
        return f"{kind} " + "、".join(_person(p, finding, disclosure) for p in finding.subject_id.split("|"))
    if finding.subject_kind in ("village", "township", "county", "league"):
        return f"{kind} {name_of(finding.subject_id)}"
    if finding.subject_kind == "household":
        head = _first_value(finding, "households", "head_name")
        name = masking.mask_name(head) if disclosure is Disclosure.MASKED else head
        return " ".join(part for part in (kind, name, office_number(finding.subject_id, disclosure)) if part)
    return f"{kind} {_other_subject(finding, disclosure)}"


def office_number(number: str, disclosure: Disclosure) -> str:
    """A number that an office gave; some offices use the head's identity number for the household's."""
    return masking.mask_text(number) if disclosure is Disclosure.MASKED else number


def free_text(text: str, disclosure: Disclosure) -> str:
    """A text that may name persons by their numbers."""
    return masking.mask_text(text) if disclosure is Disclosure.MASKED else text


def grounds(finding: Finding, language: Language) -> str:
    """The rows the finding rests on: one line per table and file, with the row numbers."""

    def place(row: Mapping[str, Any]) -> tuple[str, str, str]:
        return str(row.get("table", "")), str(row.get("file") or ""), str(row.get("sheet") or "")

    rows = sorted(finding.evidence.get("rows", ()), key=lambda row: (*place(row), int(row.get("row") or 0)))
    lines = []
    for (table, file, sheet), group in groupby(rows, key=place):
        numbers = ranges(int(row["row"]) for row in group if row.get("row"))
        title = in_language(table_title(table), language)
        where = f"{file} [{sheet}]" if sheet else file
        lines.append(
            in_language(Text(f"{title}：{where} 第{numbers}行", f"{title}: {where} rows {numbers}"), language)
        )
    if more := finding.evidence.get("more"):
        lines.append(in_language(Text(f"另有 {more} 行未列出", f"and {more} more rows"), language))
    return "\n".join(lines)


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order with neighbours joined: 3–5、9."""
    parts: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1] = (parts[-1][0], number)
        else:
            parts.append((number, number))
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in parts)


def questions(rule: Rule | None, language: Language) -> str:
    """The harmless explanations to ask about first, each with the question that settles it."""
    innocent = rule.innocent if rule else ()
    asked = ((in_language(i.reason, language), in_language(i.question, language)) for i in innocent)
    colon = in_language(Text("：", ": "), language)
    lines = (f"{reason.rstrip('。.')}{colon}{question}" for reason, question in asked)
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def own_columns(finding: Finding) -> dict[str, list[str]]:
    """The auditor's own columns in the rows of a finding: every value of each head, in order, once."""
    found: dict[str, list[str]] = {}
    for row in finding.evidence.get("rows", ()):
        known = standard_columns(str(row.get("table", "")))
        for head, value in row.get("values", {}).items():
            if head not in known and str(value) not in found.setdefault(head, []):
                found[head].append(str(value))
    return found


def own_value(head: str, values: Iterable[str], disclosure: Disclosure) -> str:
    """The values of one of the auditor's columns in one cell; masked by what its head says it holds."""
    holds = masking.holds_by_header(head)
    shown = (masking.mask_value(v, holds) if disclosure is Disclosure.MASKED else v for v in values)
    return "；".join(dict.fromkeys(shown))


@cache
def standard_columns(table: str) -> frozenset[str]:
    """The names of the columns that the standard gives a table; empty for a table it does not know."""
    known = standard.tables().get(table)
    return frozenset(column.name for column in known.columns) if known else frozenset()


def holds_of(table: str) -> dict[str, Holds]:
    """What the columns of a table of the standard hold about persons."""
    known = standard.tables().get(table)
    columns = known.columns if known else ()
    ids = {column.name: Holds.IDENTITY for column in columns if column.kind == "id"}
    return ids | {c.name: masking.COLUMNS[c.name] for c in columns if c.name in masking.COLUMNS}


def _person(number: str, finding: Finding, disclosure: Disclosure) -> str:
    name = _name_of_person(number, finding)
    if disclosure is Disclosure.FULL:
        return f"{name} {number}".strip()
    return f"{masking.mask_name(name)} {masking.mask_id(number)}".strip()


def _name_of_person(number: str, finding: Finding) -> str:
    for row in finding.evidence.get("rows", ()):
        values = row.get("values", {})
        for id_column, name_column in _NAME_COLUMNS:
            if values.get(id_column) == number and values.get(name_column):
                return str(values[name_column])
    return ""


def _first_value(finding: Finding, table: str, column: str) -> str:
    rows = (row for row in finding.evidence.get("rows", ()) if row.get("table") == table)
    return next((str(row["values"][column]) for row in rows if row.get("values", {}).get(column)), "")


def _other_subject(finding: Finding, disclosure: Disclosure) -> str:
    if finding.subject_kind in _PLACED:
        return _group(finding.subject_id, disclosure)
    if disclosure is Disclosure.FULL:
        return finding.subject_id
    if finding.subject_kind == "account":
        return masking.mask_account(finding.subject_id)
    return masking.mask_text(finding.subject_id)


def _group(shared: str, disclosure: Disclosure) -> str:
    """What a group shares; a place at its head is named, so that `150423@2024-05` reads as a place and a month."""
    place, sign, rest = shared.partition("@")
    if sign and place.isdigit() and name_of(place) != place:
        return f"{name_of(place)} {free_text(rest, disclosure)}"
    return shared if disclosure is Disclosure.FULL else _masked_group(shared)


def _masked_group(shared: str) -> str:
    """What a group shares: a phone, an address, or pieces joined by | and @ (persons, machines, places, times)."""
    if "@" in shared or "|" in shared:
        pieces = re.split(r"([|@])", shared)
        return "".join(
            masking.mask_id(p) if re.fullmatch(_IDENTITY, p) else masking.mask_text(p) for p in pieces
        )
    return masking.mask_phone(shared) if re.fullmatch(r"[\d +-]+", shared) else masking.mask_address(shared)
