"""Help beside each step of a page: how it is done and the provisions it rests on, from data/steps.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mingjian.law.measures import Provision, provision
from mingjian.wording import Text


@dataclass(frozen=True)
class Step:
    """The help of one step."""

    id: str
    text: Text
    provisions: tuple[Provision, ...]


@cache
def steps() -> Mapping[str, Step]:
    """Every step by its id, such as `case.close`."""
    file = resources.files(__package__).joinpath("data/steps.toml").read_text(encoding="utf-8")
    return {
        name: Step(name, Text(row["zh"], row["en"]), tuple(provision(cite) for cite in row["cites"]))
        for name, row in tomllib.loads(file).items()
    }
