"""Who is named in a finding: keyed hashes for recusal, and how its subject is shown without naming anybody."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mingjian.desk.findings import engine
from mingjian.desk.people.actions.persons import identity_key
from mingjian.privacy.masking import COLUMNS, mask_account, mask_id, mask_values
from mingjian.wording import Refusal, Text

# What an erased finding rests on any more.
ERASED = '{"rows": [], "values": {}}'
NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")


def persons_named(subject_id: str, evidence: str) -> frozenset[str]:
    """The keys of all natural persons whose identity numbers stand in the subject or the evidence."""
    return keys_of({*NUMBER.findall(subject_id), *NUMBER.findall(evidence)})


def keys_of(numbers: Iterable[str]) -> frozenset[str]:
    """The keys of identity numbers; what is none has no key."""
    found = set()
    for number in numbers:
        try:
            found.add(identity_key(number))
        except Refusal:
            continue
    return frozenset(found)


def shown(subject_kind: str, subject_id: str) -> str:
    """The subject as lists show it: identity and account numbers masked, everything else as it is."""
    if subject_kind == "account":
        return mask_account(subject_id)
    return NUMBER.sub(lambda match: mask_id(match.group()), subject_id)[:120]


def joined(names: Iterable[str], longest: int = 400) -> str:
    """Households or places as they stand in one column, parted by |: as many whole ones as fit."""
    kept = ""
    for name in names:
        more = f"{kept}|{name}" if kept else name
        if len(more) > longest:
            break
        kept = more
    return kept


@dataclass(frozen=True)
class EvidenceRow:
    """One row that a finding rests on: table, where it stands, and its columns by their headers."""

    table: Text
    where: str
    values: tuple[tuple[Text, str], ...]


def masked(evidence: str) -> str:
    """The evidence with everything that names a person masked."""
    said = json.loads(evidence or ERASED)
    for row in said.get("rows", []):
        row["key"] = None
        row["values"] = mask_values(row.get("values", {}), COLUMNS)
    return json.dumps(said, ensure_ascii=False)


def evidence_rows(evidence: str) -> list[EvidenceRow]:
    """The rows of some evidence for a page."""
    return [_row(row) for row in json.loads(evidence).get("rows", [])]


def tables_of(evidence: str) -> list[str]:
    """The tables whose rows some evidence holds, in order."""
    return list(
        dict.fromkeys(str(row["table"]) for row in json.loads(evidence).get("rows", []) if row.get("table"))
    )


def rows_of(evidence: str, table: str) -> str:
    """The rows of one table alone, as evidence of its own."""
    rows = [row for row in json.loads(evidence).get("rows", []) if row.get("table") == table]
    return json.dumps({"rows": rows}, ensure_ascii=False)


def places_of(evidence: str) -> list[str]:
    """Where the rows of some evidence stand, in Chinese: file, sheet, row."""
    return [_where(row).zh for row in json.loads(evidence).get("rows", [])]


def _where(row: Mapping[str, object]) -> Text:
    sheet = f" {row['sheet']}" if row.get("sheet") else ""
    file, number = row.get("file", ""), row.get("row", "")
    return Text(f"{file}{sheet} 第{number}行", f"{file}{sheet} row {number}")


def _row(row: Mapping[str, object]) -> EvidenceRow:
    table = str(row.get("table", ""))
    values = row.get("values")
    filled = values.items() if isinstance(values, dict) else ()
    return EvidenceRow(
        table=engine.table_title(table),
        where=str(_where(row)),
        values=tuple(
            (engine.column_title(table, name), str(engine.value_words(table, name, value)))
            for name, value in filled
        ),
    )
