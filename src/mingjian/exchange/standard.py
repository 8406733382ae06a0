"""The data standard as data: which tables a screening run reads, their columns, types and words."""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

Kind = Literal[
    "text", "bool", "int", "money", "ratio", "number", "date", "time", "month", "id", "code", "enum"
]

SQL_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "bool": "BOOLEAN",
    "int": "BIGINT",
    "money": "DECIMAL(18,2)",
    "ratio": "DOUBLE",
    "number": "DOUBLE",
    "date": "DATE",
    "time": "TIMESTAMP",
    "month": "DATE",
    "id": "BIGINT",
    "code": "VARCHAR",
    "enum": "VARCHAR",
}

# Yuan in one row of a person or household; tables of offices, accounts and companies say large_sums.
LARGEST_SUM = 10_000_000

# Shares of a whole, and grades that end.
LARGEST = {("companies", "share"): 1, ("disabled", "grade"): 4}

CUSTODIAN_TABLES = ("complainants",)


@dataclass(frozen=True)
class Column:
    """One column: `words` maps every accepted word of an enum (English and Chinese) to the English one.

    `about` says in English what the header leaves open, `about_zh` the same in Chinese; both are empty or neither.
    `largest` is the greatest value of a number, None where none is set; `is_village` wants all 12 digits of a code.
    """

    name: str
    zh: str
    kind: Kind
    required: bool
    about: str
    words: dict[str, str]
    largest: int | None = None
    is_village: bool = False
    about_zh: str = ""

    @property
    def sql(self) -> str:
        """The column's name in SQL; some are words of the language."""
        return f'"{self.name}"'

    @property
    def is_number_in_text(self) -> bool:
        """Whether the text is a long row of digits that an office program may have rounded: accounts, phones, keys."""
        return self.kind == "text" and self.name.endswith(("_no", "_id", "phone", "uscc"))

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column in a snapshot; a month is its first day, an id a 63-bit integer."""
        return SQL_TYPES[self.kind]

    @property
    def choices(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The English words of an enum, each with its Chinese ones in order."""
        english = dict.fromkeys(self.words.values())
        return tuple((e, tuple(w for w, of in self.words.items() if of == e and w != e)) for e in english)


@dataclass(frozen=True)
class Table:
    """One table of the standard."""

    name: str
    zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    about: str

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def is_registry(self) -> bool:
        """Whether the rows come from another department and say since when they could be seen."""
        return any(column.name == "available_on" for column in self.columns)


@cache
def tables() -> dict[str, Table]:
    """Every table of the standard by name, in the order of the standard."""
    meanings = _loaded("meanings.toml")
    return {
        name: _table(name, entry, meanings.get(name, {})) for name, entry in _loaded("standard.toml").items()
    }


def _loaded(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _table(name: str, entry: dict[str, Any], meanings: dict[str, str]) -> Table:
    plain = (replace(_column(*c), about_zh=meanings.get(c[0], "")) for c in entry["columns"])
    columns = tuple(_limited(name, column, entry) for column in plain)
    return Table(name, str(entry["zh"]), tuple(entry["key"]), columns, str(entry.get("about", "")))


def _column(name: str, zh: str, type_: str, about: str) -> Column:
    bare = type_.rstrip("!")
    simple = bare in SQL_TYPES
    kind: Kind = bare if simple else "enum"  # type: ignore[assignment]
    return Column(name, zh, kind, type_.endswith("!"), about, {} if simple else _words(bare))


def _limited(table: str, column: Column, entry: dict[str, Any]) -> Column:
    if column.kind == "money" and not entry.get("large_sums"):
        return replace(column, largest=LARGEST_SUM)
    if (table, column.name) in LARGEST:
        return replace(column, largest=LARGEST[table, column.name])
    return replace(column, is_village=(table, column.name) == ("households", "division"))


def _words(declared: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for part in declared.split("|"):
        english, chinese = re.fullmatch(r"([^\[]+)(?:\[(.*)\])?", part).groups()  # type: ignore[union-attr]
        words[english] = english
        # A slash inside brackets separates synonyms: 农村牧区/农村.
        words.update(dict.fromkeys((chinese or "").split("/") if chinese else [], english))
    return words
