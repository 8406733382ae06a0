"""The kinds of official documents as data: title, fixed wording, fields, basis."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from mingjian.desk.documents.projections import PROJECTIONS
from mingjian.desk.documents.sheets import Level
from mingjian.law.instruments import Basis, basis_of
from mingjian.law.texts import text_of
from mingjian.wording import Refusal, Text


@dataclass(frozen=True)
class Passage:
    """A piece of fixed wording; `each` repeats it per entry of a field, `when` needs a field that is filled."""

    text: str
    level: Level
    each: str
    when: str


@dataclass(frozen=True)
class Grid:
    """A table of the body: the entries of a field, a column per name; the column `n` counts. No entries, no table."""

    field: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of document. `mark` goes into its number; `limits` are ids of time limits its wording names."""

    id: str
    title: Text
    about: Text
    mark: str
    projection: type[Any]
    addressed_to: Literal["organ", "household"]
    heading: str
    basis: tuple[Basis, ...]
    limits: Mapping[str, str]
    fields: Mapping[str, str]
    body: tuple[Passage | Grid, ...]


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by id, in the order of the file."""
    text = resources.files(__package__).joinpath("data/kinds.toml").read_text(encoding="utf-8")
    return {entry["id"]: _kind(entry) for entry in tomllib.loads(text)["kinds"]}


def kind_of(name: str) -> Kind:
    """The kind of that id; Refusal where there is none."""
    if name not in kinds():
        raise Refusal(f"没有“{name}”这种公文。", f"There is no kind of document '{name}'.")
    return kinds()[name]


def _kind(entry: Mapping[str, Any]) -> Kind:
    return Kind(
        id=entry["id"],
        title=text_of(entry["title"]),
        about=text_of(entry["about"]),
        mark=entry["mark"],
        projection=PROJECTIONS[entry["projection"]],
        addressed_to=entry["for"],
        heading=entry["heading"],
        basis=tuple(basis_of(each) for each in entry["basis"]),
        limits=entry.get("limits", {}),
        fields=entry["fields"],
        body=tuple(_passage(each) for each in entry["body"]),
    )


def _passage(entry: Mapping[str, Any]) -> Passage | Grid:
    if "table" in entry:
        columns = tuple(entry["columns"])
        return Grid(entry["table"], tuple(entry["heads"]), columns, tuple(entry["widths"]))
    level = Level(entry.get("level", 0))
    return Passage(entry["text"], level, entry.get("each", ""), entry.get("when", ""))
