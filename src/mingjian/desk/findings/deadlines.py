"""When a harmless matter about persons is erased: a dated term of the data, counted from the day it was settled."""

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from mingjian.law.calendar import add_months
from mingjian.law.texts import OPEN_END


def erased_from(settled_on: date) -> date:
    """The day from which a matter that was settled as harmless on a day is erased."""
    return add_months(settled_on, _months(settled_on))


def settled_until(today: date) -> date:
    """No matter that was settled after this day is to be erased by today: the longest that the shortest term leaves."""
    return add_months(today, -min(int(term["months"]) for term in _terms()))


def _months(settled_on: date) -> int:
    fitting = (term for term in _terms() if term["from"] <= settled_on <= term.get("to", OPEN_END))
    return int(next(fitting, _terms()[0])["months"])


@cache
def _terms() -> list[dict[str, Any]]:
    text = resources.files(__package__).joinpath("data/erasing.toml").read_text(encoding="utf-8")
    terms: list[dict[str, Any]] = tomllib.loads(text)["terms"]
    return terms
