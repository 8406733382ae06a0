"""The law's data files as dictionaries, and how sure each fact in them is."""

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from mingjian.wording import Text

OPEN_END = date(9999, 12, 31)


class Sure(StrEnum):
    """How a fact is known. None of the texts read is the official gazette."""

    TEXT = "text"
    SECONDARY = "secondary"
    RECALLED = "recalled"
    ANALYSIS = "analysis"

    @property
    def words(self) -> Text:
        """The same in words."""
        return SURE_TITLES[self]

    @property
    def tag(self) -> Text:
        """The same as a tag behind a fact."""
        return SURE_TAGS[self]


SURE_TAGS = {
    Sure.TEXT: Text("〔条文〕", "[text]"),
    Sure.SECONDARY: Text("〔二手〕", "[secondary]"),
    Sure.RECALLED: Text("〔记忆〕", "[memory]"),
    Sure.ANALYSIS: Text("〔分析〕", "[analysis]"),
}
SURE_TITLES = {
    Sure.TEXT: Text("读过条文全文（民间转录本）", "provision read in a full-text copy (not the gazette)"),
    Sure.SECONDARY: Text("见于二手或不完整来源", "seen in a secondary or partial source"),
    Sure.RECALLED: Text("凭记忆，使用前须核对", "from memory: check before use"),
    Sure.ANALYSIS: Text("本项目的对照分析，不是法条", "this project's analysis, no legal text"),
}


@cache
def load(name: str) -> dict[str, Any]:
    """One data file of the law room."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def text_of(entry: Mapping[str, str]) -> Text:
    """A `{ zh = …, en = … }` of a data file."""
    return Text(entry["zh"], entry["en"])


def optional_text(entry: Mapping[str, Any], key: str) -> Text:
    """The text under `key`, empty in both languages where there is none."""
    return text_of(entry[key]) if key in entry else Text("", "")
